#include "cli/grammar_import.h"

#include <CLI/CLI.hpp>

namespace rexray {

void AddImportOptions(CLI::App& command, ImportCommand& import) {
  auto* fstab = command
                    .add_option_function<std::vector<std::string>>(
                        "--fstab",
                        [&import](const std::vector<std::string>& words) {
                          const bool named = !words.empty() && !words.front().empty();
                          import.fstab = named ? words.front() : "/etc/fstab";
                        },
                        "Filesystems of an fstab; of /etc/fstab if no file is named")
                    ->type_name("FILE")
                    ->expected(0, 1);
  auto* docker = command.add_flag("--from-docker", import.fromDocker, "Volumes of Docker's engine");
  fstab->excludes(docker);
  command.add_option("--engine", import.engine, "Its address, if it is not the usual one")
      ->type_name("ADDRESS")
      ->needs(docker);
  command.add_flag("--anonymous", import.anonymous, "Also those without a name of their own")
      ->needs(docker);
  command.add_flag("--dry-run", import.dryRun, "Only show what it would do");
}

void AddExportOptions(CLI::App& command, ExportCommand& exported) {
  command.add_option("--service", exported.service, "Only of this service")->type_name("SERVICE");
  command.add_option("--set", exported.set, "The apply set that they are for");
  command
      .add_option_function<std::string>(
          "-o,--output", [](const std::string&) {}, "How to print")
      ->check(CLI::IsMember({"yaml"}));
}

}  // namespace rexray
