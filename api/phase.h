#pragma once

#include <string_view>

#include "state/store.h"

namespace rexray {

// One word for people that says where a volume stands.
enum class Phase {
  Ready,
  Pending,  // something is to be done, nothing runs yet
  Creating,
  Attaching,
  Formatting,
  Resizing,
  Snapshotting,
  Mounting,
  Unmounting,
  Detaching,
  Deleting,
  Waiting,  // passes by itself
  Blocked,  // until somebody acts
  Failed,   // the last try failed; comes again
  Removing,
  Quarantined,  // deleted: the data goes at the end of the grace time
  Orphaned,
  Paused,
  Drained,    // nothing is attached or mounted on this node
  Elsewhere,  // another node's
};

std::string_view ToString(Phase phase);

// Pure: all from what is stored.
Phase PhaseOf(const VolumeState& stored);

// Whether everything is as declared now: what was found so before a change of the declaration
// counts no more.
bool IsReady(const VolumeState& stored);

// Whether all that its users need of it is as declared: it is ready, or only grows or is
// snapshotted, or fails to be.
bool IsServed(const VolumeState& stored);

// Whether a deleted volume is in nobody's way here any more: its data waits in quarantine, and it is
// mounted nowhere.
bool IsLetGo(const VolumeState& stored);

// The Ready condition; nullptr before the first pass.
const Condition* FindReady(const VolumeState& stored);

}  // namespace rexray
