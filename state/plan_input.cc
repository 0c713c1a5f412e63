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

const AttachmentSpec* FindAttachment(const VolumeState& stored, const NodeName& node) {
  const auto found = std::ranges::find_if(stored.attachments,
                                          [&](const auto& each) { return each.spec.node == node; });
  return found == stored.attachments.end() ? nullptr : &found->spec;
}

}  // namespace rexray
