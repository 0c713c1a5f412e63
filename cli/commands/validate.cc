#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/host_name.h"
#include "cli/manifest_files.h"

namespace rexray {
namespace {

std::string Count(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

ExitCode RunCommand(const ValidateCommand& command, Session& session) {
  const auto node = ParseNodeName(command.node.empty() ? HostName() : command.node);
  if (!node) return Report(node.error(), session);
  const auto texts = ReadManifests(command.files, session.in);
  if (!texts) return Report(texts.error(), session);
  const auto manifest = ParseManifests(*texts, *node);
  if (!manifest) {
    for (const Problem& problem : manifest.error()) session.err << ToString(problem) << '\n';
    session.err << fmt::format("error: {} in {}\n", Count(manifest.error().size(), "problem"),
                               Count(texts->size(), "file"));
    return ExitCode::BadInput;
  }
  const std::string snapshots =
      manifest->snapshots.empty() ? "" : ", " + Count(manifest->snapshots.size(), "Snapshot");
  session.out << fmt::format(
      "valid: {} and {}{} in {}\n", Count(manifest->volumes.size(), "Volume"),
      Count(manifest->attachments.size(), "Attachment"), snapshots, Count(texts->size(), "file"));
  return ExitCode::Done;
}

ExitCode RunCommand(const SchemaCommand&, Session& session) {
  session.out << ManifestSchema() << '\n';
  return ExitCode::Done;
}

}  // namespace rexray
