#include "api/prune.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace rexray {
namespace {

template <class Object>
bool IsOfSet(const Object& object, const std::string& set) {
  return object.managedBy.set == set;
}
bool IsOfSet(const StoredSnapshot& snapshot, const std::string& set) {
  return snapshot.managedBy.set == set && !snapshot.removed;
}

template <class Spec>
auto NamesIn(const std::vector<Sourced<Spec>>& declared) {
  std::set<decltype(Spec::name)> names;
  for (const Sourced<Spec>& each : declared) names.insert(each.spec.name);
  return names;
}

template <class Object, class Spec>
auto NamesToPrune(const std::vector<std::shared_ptr<const Object>>& desired,
                  const std::vector<Sourced<Spec>>& declared, const std::string& set) {
  const auto kept = NamesIn(declared);
  std::vector<decltype(Spec::name)> pruned;
  for (const auto& each : desired) {
    if (IsOfSet(*each, set) && !kept.contains(each->spec.name)) {
      pruned.push_back(each->spec.name);
    }
  }
  return pruned;
}

// Those that go with their Volume although another set declares them.
std::vector<Problem> AttachmentsOfOthers(const DesiredSet& desired,
                                         const std::set<VolumeName>& pruned,
                                         const std::string& set) {
  std::vector<Problem> problems;
  for (const auto& declared : desired.attachments) {
    const Declared<AttachmentSpec>& each = *declared;
    if (!pruned.contains(each.spec.volume) || each.managedBy.set == set) continue;
    Problem problem;
    problem.file = each.managedBy.source;
    problem.message = fmt::format(
        "Volume \"{}\" is no longer in the set \"{}\", but Attachment \"{}\" of the set \"{}\" "
        "needs it; remove that first, or keep the Volume",
        each.spec.volume.value, set, each.spec.name.value, each.managedBy.set);
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace

ApiResult<void> Prune(const DesiredSet& desired, const std::string& set, TimePoint deleteAfter,
                      SpecChange& change) {
  std::set<VolumeName> pruned;
  change.removedVolumes.clear();
  for (const VolumeName& name : NamesToPrune(desired.volumes, change.volumes, set)) {
    change.removedVolumes.push_back({name, deleteAfter});
    pruned.insert(name);
  }
  change.removedAttachments = NamesToPrune(desired.attachments, change.attachments, set);
  change.removedSnapshots = NamesToPrune(desired.snapshots, change.snapshots, set);
  auto problems = AttachmentsOfOthers(desired, pruned, set);
  if (!problems.empty()) return std::unexpected(InvalidManifest(std::move(problems)));
  return {};
}

Removals RemovalsOf(const DesiredSet& desired, const std::string& set, const SpecChange& change) {
  Removals removals;
  for (const VolumeRemoval& each : change.removedVolumes) {
    removals.objects.push_back({"Volume", each.name.value});
  }
  for (const AttachmentName& each : change.removedAttachments) {
    removals.objects.push_back({"Attachment", each.value});
  }
  for (const SnapshotName& each : change.removedSnapshots) {
    removals.objects.push_back({"Snapshot", each.value});
  }
  const auto isOfSet = [&set](const auto& each) { return IsOfSet(*each, set); };
  removals.of = static_cast<std::size_t>(std::ranges::count_if(desired.volumes, isOfSet) +
                                         std::ranges::count_if(desired.attachments, isOfSet) +
                                         std::ranges::count_if(desired.snapshots, isOfSet));
  return removals;
}

}  // namespace rexray
