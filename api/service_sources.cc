#include <fmt/format.h>

#include <set>

#include "api/volume_service.h"
#include "state/fields.h"

// What sources declare, and what keeps everybody else from changing it.

namespace rexray {
namespace {

// "Volume "pg"" in the place where a source declares it.
template <class Spec>
Problem DeclaredThere(const Declared<Spec>& declared, std::string_view remedy) {
  Problem problem;
  problem.file = declared.managedBy.source;
  problem.message =
      fmt::format("{} \"{}\" is declared here, by the source \"{}\"; {}", kKindOf<Spec>,
                  declared.spec.name.value, declared.managedBy.set, remedy);
  return problem;
}

ApiError OfSource(std::vector<Problem> problems) {
  std::string message = ToString(problems.front());
  return {Error{Code::FailedPrecondition, std::move(message), "DeclaredBySource"},
          std::move(problems)};
}

}  // namespace

ApiResult<ChangeOutcome> VolumeService::ApplySource(SourceRequest request) {
  REXRAY_ASSIGN(Manifest manifest, Parse(request.manifests));
  Wish wish{.change = ChangeOf(std::move(manifest), request.set),
            .unchanged = {},
            .pruned = request.prune ? std::optional(request.set) : std::nullopt,
            .judge = std::move(request.judge)};
  ChangeOutcome outcome;
  REXRAY_ASSIGN(outcome.changes, Commit(wish));
  return outcome;
}

ApiResult<void> VolumeService::CheckSetIsFree(const std::string& set, const Manifest& manifest) {
  const auto source = config_.sources.find(set);
  if (source == config_.sources.end()) return {};
  REXRAY_ASSIGN(const auto desired, seams_.store.Desired());
  std::vector<Problem> problems;
  const auto add = [&](const auto* declared) {
    if (declared == nullptr || declared->managedBy.set != set) return;
    problems.push_back(DeclaredThere(*declared, "change or remove it there"));
  };
  for (const auto& each : manifest.volumes) add(FindDeclared(desired->volumes, each.spec.name));
  for (const auto& each : manifest.attachments)
    add(FindDeclared(desired->attachments, each.spec.name));
  for (const auto& each : manifest.snapshots) add(FindDeclared(desired->snapshots, each.spec.name));
  if (!problems.empty()) return std::unexpected(OfSource(std::move(problems)));
  return Fail(Code::FailedPrecondition,
              fmt::format("the set \"{}\" is what the source of that name declares, from {}; write "
                          "it there, or choose another set",
                          set, source->second),
              "DeclaredBySource");
}

ApiResult<void> VolumeService::CheckRemovalIsFree(const DesiredSet& desired,
                                                  const SpecChange& change) const {
  std::vector<Problem> problems;
  const auto add = [&](const auto* declared) {
    if (declared == nullptr || !config_.sources.contains(declared->managedBy.set)) return;
    problems.push_back(DeclaredThere(*declared, "remove it there"));
  };
  std::set<VolumeName> volumes;
  for (const VolumeRemoval& each : change.removedVolumes) {
    volumes.insert(each.name);
    add(FindDeclared(desired.volumes, each.name));
  }
  for (const AttachmentName& each : change.removedAttachments)
    add(FindDeclared(desired.attachments, each));
  for (const SnapshotName& each : change.removedSnapshots)
    add(FindDeclared(desired.snapshots, each));
  if (problems.empty()) {  // those that go with their Volume
    for (const auto& each : desired.attachments) {
      if (volumes.contains(each->spec.volume)) add(each.get());
    }
  }
  if (!problems.empty()) return std::unexpected(OfSource(std::move(problems)));
  return {};
}

std::vector<NodeReference> VolumeService::DeclaredBySources(
    const NodeName& node, const DesiredSet& desired, std::vector<AttachmentName>& others) const {
  std::vector<NodeReference> references;
  for (const AttachmentName& name : AttachmentsTo(node, desired)) {
    const Declared<AttachmentSpec>& declared = *FindDeclared(desired.attachments, name);
    if (config_.sources.contains(declared.managedBy.set)) {
      references.push_back(
          {"Attachment", name.value, ToString(DeclaredThere(declared, "remove it there"))});
    } else {
      others.push_back(name);
    }
  }
  return references;
}

}  // namespace rexray
