#include "state/plan_input.h"

#include <fmt/format.h>

#include <algorithm>

namespace rexray {

VolumeUid SnapshotToken(const VolumeUid& uid, const Tombstone& tombstone) {
  return {UuidV5(fmt::format("snapshot of {}, deleted as generation {} at {}", uid.value,
                             tombstone.generation, ToRfc3339(tombstone.deletedAt)))};
}

bool Keeps(const BackendSnapshot& snapshot, const BackendId& id, const VolumeState& stored) {
  return stored.tombstone && snapshot.state == SnapshotState::Available && snapshot.volume == id &&
         snapshot.token == SnapshotToken(stored.uid, *stored.tombstone);
}

bool IsGone(const VolumeState& stored) {
  const Record& record = stored.record;
  const bool known = stored.volume || stored.tombstone || stored.damaged || record.orphaned ||
                     record.createStarted || record.backendId;
  return !known && stored.attachments.empty() && !stored.snapshots.empty();
}

const AttachmentSpec* FindAttachment(const VolumeState& stored, const NodeName& node) {
  const auto found = std::ranges::find_if(stored.attachments,
                                          [&](const auto& each) { return each.spec.node == node; });
  return found == stored.attachments.end() ? nullptr : &found->spec;
}

}  // namespace rexray
