#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/field.h"
#include "cli/output.h"

namespace rexray {

using nlohmann::json;

ExitCode RunCommand(const VersionCommand& command, Session& session) {
  json answer{{"client", {{"version", REXRAY_VERSION}}}};
  std::string text = "Client: " REXRAY_VERSION "\n";
  if (command.clientOnly) {
    PrintAnswer(answer, command.output, text, session);
    return ExitCode::Done;
  }
  const auto daemon = session.client.Get("/v1/version");
  if (daemon) {
    answer["daemon"] = *daemon;
    text += fmt::format("Daemon: {} on {}\n", TextField(*daemon, "version"),
                        TextField(*daemon, "node"));
  }
  PrintAnswer(answer, command.output, text, session);
  return daemon ? ExitCode::Done : Report(daemon.error(), session);
}

}  // namespace rexray
