#include "api/taking_back.h"

#include <fmt/format.h>

#include <algorithm>

namespace rexray {
namespace {

std::unexpected<Error> RefuseTakingBack(std::string message, std::string reason) {
  return Fail(Code::FailedPrecondition, std::move(message), std::move(reason));
}

bool IsBeingDeleted(const VolumeState& stored, TimePoint now) {
  if (!stored.tombstone || stored.tombstone->reclaimPolicy == ReclaimPolicy::Retain) return false;
  const bool deletes = stored.openOperation && stored.openOperation->action == ActionKind::Delete;
  return deletes || now >= stored.tombstone->deleteAfter;
}

// Of a volume whose declaration was not kept (an earlier version deleted it): what its record
// tells. Where it stands at its backend says all that a declaration must.
FormerSpecs FromRecord(const VolumeState& stored) {
  FormerSpecs former;
  VolumeSpec& spec = former.volume;
  spec.name = stored.name;
  spec.service = stored.record.service;
  spec.adopt = AdoptSpec{stored.record.backendId, {}, {}};
  if (stored.tombstone) spec.reclaimPolicy = stored.tombstone->reclaimPolicy;
  const auto& facts = stored.record.facts;
  if (facts && facts->format.phase == FormatPhase::Formatted) {
    spec.filesystem.emplace().type = facts->format.type;
  }
  return former;
}

std::string WhyGraceOver(const VolumeState& stored) {
  const std::string ended =
      fmt::format("the grace time of volume {} ended at {}: ", stored.name.value,
                  ToRfc3339(stored.tombstone->deleteAfter));
  if (stored.tombstone->reclaimPolicy == ReclaimPolicy::Delete) {
    return ended + "its data is being deleted, and nothing brings it back";
  }
  return ended + "its backend volume goes; a snapshot keeps its data (rexray get snapshots)";
}

std::string WhyTaken(const AttachmentSpec& spec, const DesiredSet& desired) {
  const auto* taken = FindDeclared(desired.attachments, spec.name);
  if (taken == nullptr) return {};
  return fmt::format("its name is that of an Attachment of the Volume \"{}\" now",
                     taken->spec.volume.value);
}

std::string WhyInvalid(const SpecChange& change, const DesiredSet& desired,
                       const ValidationContext& context) {
  SpecChange complete = change;
  Complete(complete, context);
  const auto problems = Validate(desired, complete, context);
  return problems.empty() ? "" : problems.front().message;
}

}  // namespace

Result<FormerSpecs> FormerlyDeclared(const VolumeState& stored, TimePoint now) {
  const std::string& name = stored.name.value;
  if (stored.volume) {
    return RefuseTakingBack(
        fmt::format("volume {} is declared; there is nothing to take back", name), "NotDeleted");
  }
  if (stored.damaged) {
    return RefuseTakingBack(
        fmt::format("a row of volume {} could not be read; apply its manifest instead", name),
        std::string(ToString(Reason::StateDamaged)));
  }
  if (IsBeingDeleted(stored, now)) {
    return RefuseTakingBack(WhyGraceOver(stored), "GraceOver");
  }
  if (stored.former) return *stored.former;
  if (stored.record.backendId) return FromRecord(stored);
  return RefuseTakingBack(
      fmt::format("how volume {} was declared is not known; apply its manifest", name), "NotKnown");
}

VolumeName NameOfDeleted(const VolumeName& name, const Tombstone& tombstone) {
  constexpr std::size_t kLongest = 128;
  std::string when = ToRfc3339(tombstone.deletedAt);
  std::erase_if(when, [](char c) { return c == '-' || c == ':'; });
  const std::string mark = kDeletedMark + when;
  return {name.value.substr(0, kLongest - mark.size()) + mark};
}

TakingBack TakeBack(FormerSpecs former, const VolumeName& name, const DesiredSet& desired,
                    const ValidationContext& context) {
  TakingBack back;
  former.volume.name = name;
  back.change.volumes.push_back({std::move(former.volume), {kCliSet, {}}});
  const bool valid = WhyInvalid(back.change, desired, context).empty();
  for (AttachmentSpec& spec : former.attachments) {
    spec.volume = name;
    std::string why = WhyTaken(spec, desired);
    back.change.attachments.push_back({spec, {kCliSet, {}}});
    // Where the volume itself is refused, that is what is told.
    if (why.empty() && valid) why = WhyInvalid(back.change, desired, context);
    if (why.empty()) continue;
    back.change.attachments.pop_back();
    back.leftOut.push_back({std::move(spec.name), std::move(why)});
  }
  return back;
}

}  // namespace rexray
