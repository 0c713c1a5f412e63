#include "cli/import.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/commands/change.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/text.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr std::size_t kMostBytes = 1 << 20;

Result<std::string> ReadWhole(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.eof() && !in) return Fail(Code::InvalidArgument, file + ": cannot be read");
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kMostBytes)
    return Fail(Code::InvalidArgument, file + ": is no fstab: too large");
  return text;
}

Result<json> VolumesOfEngine(const std::string& engine) {
  REXRAY_ASSIGN(const ListenAddress address, ParseListenAddress(engine));
  auto volumes = MakeClient({.address = address})->Get("/volumes");
  if (volumes) return volumes;
  return Fail(Code::Unavailable, fmt::format("Docker's engine at {} gives no answer: {}", engine,
                                             volumes.error().message));
}

Result<void> CheckService(const std::string& service, const char* driver) {
  if (!service.empty()) return {};
  return Fail(
      Code::FailedPrecondition,
      fmt::format("no service takes a {0} of this host, as its name is taken by something else: "
                  "add one under services:, such as \"host-{0}: {{driver: {0}}}\", and restart "
                  "the daemon",
                  driver));
}

Result<Import> ReadSource(const ImportCommand& command, Session& session) {
  std::string text;
  json volumes;
  if (command.fromDocker) {
    REXRAY_ASSIGN(volumes, VolumesOfEngine(command.engine));
  } else {
    REXRAY_ASSIGN(text, ReadWhole(command.fstab));
  }
  REXRAY_ASSIGN(const HostView view, AskHostView(session.client));
  REXRAY_TRY(CheckService(view.deviceService, "device"));
  if (!command.fromDocker) return ImportFstab(command.fstab, text, view);
  REXRAY_TRY(CheckService(view.folderService, "folder"));
  return ImportDocker(volumes, {command.anonymous}, view);
}

struct LeftCounts {
  std::size_t foreign = 0;
  std::size_t already = 0;
  std::size_t impossible = 0;
};

std::string_view WordOf(Left how) {
  switch (how) {
    case Left::Foreign:
      return "skipped";
    case Left::Already:
      return "in already";
    case Left::Impossible:
      return "cannot come in";
  }
  return "";
}

LeftCounts TellEachLeft(const Import& import, std::ostream& out) {
  LeftCounts counts;
  for (const NotImported& each : import.left) {
    switch (each.how) {
      case Left::Foreign:
        ++counts.foreign;
        break;
      case Left::Already:
        ++counts.already;
        break;
      case Left::Impossible:
        ++counts.impossible;
        break;
    }
    out << fmt::format("{}: {}: {}\n", Printable(each.what), WordOf(each.how), Printable(each.why));
  }
  out << fmt::format("{} come in, {} are in already, {} are skipped, {} cannot come in\n",
                     import.manifest.volumes.size(), counts.already, counts.foreign,
                     counts.impossible);
  return counts;
}

// As verbs declare: an apply set may take all of it over later.
ExitCode Declare(const Import& import, const ImportCommand& command, Session& session) {
  if (import.manifest.volumes.empty()) return ExitCode::Done;
  const std::string from = command.fromDocker ? "import --from-docker" : "import --fstab";
  const ManifestText text{from, PrintManifest(import.manifest)};
  const auto answer = session.client.Post("/v1/apply", {{"manifests", ManifestsJson({{text}})},
                                                        {"set", kCliSet},
                                                        {"prune", false},
                                                        {"dryRun", command.dryRun},
                                                        {"plans", true}});
  if (!answer) return Report(answer.error(), session);
  PrintChange(*answer, command.dryRun, command.output, session);
  if (command.dryRun) return ExitCode::Done;
  return AwaitChange(*answer, command.patience, command.output, session);
}

}  // namespace

// With a machine's format the manifests are all that is printed, and nothing is declared.
ExitCode RunCommand(const ImportCommand& command, Session& session) {
  const auto import = ReadSource(command, session);
  if (!import) return Report(import.error(), session);
  const bool prints = command.output == OutputFormat::Yaml;
  const LeftCounts counts = TellEachLeft(*import, prints ? session.err : session.out);
  ExitCode code = ExitCode::Done;
  if (prints) {
    if (!import->manifest.volumes.empty()) session.out << PrintManifest(import->manifest);
  } else {
    code = Declare(*import, command, session);
  }
  return code == ExitCode::Done && counts.impossible > 0 ? ExitCode::Failed : code;
}

}  // namespace rexray
