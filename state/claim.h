#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "state/ids.h"
#include "state/time.h"

namespace rexray {

enum class ClaimState {
  Pending,  // requested; the answer has not reached the client yet
  Held,
  Releasing,  // one use less was requested; the answer has not reached the client yet
};

// Who uses a volume on a node. Persisted; void in any later boot. How counts move is the door's
// arithmetic (Docker counts each id, CSI saturates at one); the store only keeps the number.
struct Claim {
  VolumeName volume;
  NodeName node;
  std::string door;      // "docker", "csi", …
  std::string consumer;  // the door's id for the user: a container mount id, a target path
  std::uint32_t count = 0;
  BootId boot;
  ClaimState state = ClaimState::Pending;
  TimePoint asked = {};  // when the door last asked for it
  std::optional<Milliseconds> linger = {};  // how long the mount outlives it; none: the usual time
  friend bool operator==(const Claim&, const Claim&) = default;
};

}  // namespace rexray
