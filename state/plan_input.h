#pragma once

#include <map>

#include "state/capabilities.h"
#include "state/observation.h"
#include "state/store.h"

namespace rexray {

// What the node and its neighbours impose on one volume.
struct NodeView {
  NodeName name;
  BootId boot;
  DomainName domain;
  bool domainOfOne = true;  // no other host shares our backends
  bool shuttingDown = false;
  bool draining = false;  // by an operator: nothing may be attached or mounted here
  std::uint64_t epoch = 1;  // of the database: how often it was restored or rebuilt
  bool held = false;      // its database was restored or rebuilt: only observe
  bool growsMountedExt4 = false;  // the kernel lets us: CAP_SYS_RESOURCE
  bool growsAgain = false;        // an operator asks to try what failed
  std::string mountRoot = "/var/lib/rexray/volumes";  // for claims without a declared path
  // Nested targets: the volume whose declared path lies above ours, while it is not mounted; and those
  // below ours that are mounted now.
  std::optional<VolumeName> unmountedParent;
  std::vector<VolumeName> mountedChildren;
};

struct PlanConfig {
  Milliseconds linger{std::chrono::minutes(5)};          // last claim's end → Unmount
  Milliseconds contestWindow{std::chrono::seconds(60)};  // a second stranger's unmount within: Contested
  Milliseconds contestReset{std::chrono::hours(1)};
  Milliseconds retryUnknown{std::chrono::seconds(5)};    // how soon an unknown is asked again
  Milliseconds recheckBlocked{std::chrono::seconds(30)};  // how soon a blocked volume is looked at again
  Milliseconds pollTransition{std::chrono::seconds(1)};  // how soon a backend transition is asked again
};

// All that one decision depends on: a value, time included.
struct PlanInput {
  VolumeState stored;
  std::optional<Capabilities> capabilities;  // none: the service is not configured
  Observation observation;
  std::optional<SnapshotStatus> source = {};  // of the declared Snapshot that it is to be made from
  NodeView node;
  PlanConfig config;
  TimePoint now;
};

// What one deletion's snapshot is asked for with: a volume that was taken back in between, and written
// to, is not kept by the snapshot of an earlier deletion.
VolumeUid SnapshotToken(const VolumeUid& uid, const Tombstone& tombstone);

// Whether the data of the deleted volume, whose backend volume is `id`, stays in this snapshot.
bool Keeps(const BackendSnapshot& snapshot, const BackendId& id, const VolumeState& stored);

// Whether the volume itself is gone, and only Snapshots of it are left.
bool IsGone(const VolumeState& stored);

// The Attachment of the volume to `node`; nullptr: none.
const AttachmentSpec* FindAttachment(const VolumeState& stored, const NodeName& node);

}  // namespace rexray
