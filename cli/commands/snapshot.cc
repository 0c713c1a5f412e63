#include <fmt/chrono.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands/change.h"
#include "cli/commands/commands.h"
#include "state/manifest.h"

namespace rexray {
namespace {

using nlohmann::json;

SnapshotSpec SpecOf(const SnapshotCommand& command, TimePoint now) {
  SnapshotSpec spec;
  spec.name = {command.name};
  if (command.name.empty()) {
    spec.name = {fmt::format("{}-{:%Y%m%d-%H%M%S}", command.volume,
                             std::chrono::floor<std::chrono::seconds>(now))};
  }
  spec.volume = {command.volume};
  spec.reclaimPolicy = command.reclaimDelete ? SnapshotReclaim::Delete : SnapshotReclaim::Retain;
  return spec;
}

// A name stands for one moment: who asks for a second one is not given the first.
Result<void> CheckNameIsFree(const SnapshotName& name, Client& client) {
  const auto found = client.Get("/v1/snapshots/" + EncodeSegment(name.value));
  if (!found && found.error().code == Code::NotFound) return {};
  if (!found) return std::unexpected(found.error());
  return Fail(Code::AlreadyExists,
              fmt::format("there is a snapshot {} already (rexray describe snapshot {}); choose "
                          "another --name",
                          name.value, name.value));
}

}  // namespace

ExitCode RunCommand(const SnapshotCommand& command, Session& session) {
  const SnapshotSpec spec = SpecOf(command, session.now());
  if (const auto is = CheckNameIsFree(spec.name, session.client); !is) {
    return Report(is.error(), session);
  }
  Manifest manifest;
  manifest.snapshots.emplace_back(spec, ManagedBy());
  const std::vector<ManifestText> texts = {{"snapshot " + command.volume, PrintManifest(manifest)}};
  const auto answer = session.client.Post(
      "/v1/apply", {{"manifests", ManifestsJson(texts)}, {"set", kCliSet}, {"plans", true}});
  if (!answer) return Report(answer.error(), session);
  PrintChange(*answer, false, command.output, session);
  return AwaitChange(*answer, command.patience, command.output, session);
}

}  // namespace rexray
