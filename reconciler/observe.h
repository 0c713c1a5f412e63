#pragma once

#include "drivers/driver.h"
#include "drivers/os/host.h"
#include "reconciler/clock.h"
#include "reconciler/discovery.h"
#include "state/plan_input.h"

namespace rexray {

// Looks at everything the planner may want to know of one volume: the backend by id, the device, the mount
// table, the bare target; the costly looks (listing, probe) only where a decision hangs on them. A failed
// look is an unknown fact, never an error of the pass. `driver` is null where the service is not configured.
struct ObserveSeams {
  ServiceName service;
  Driver* driver = nullptr;
  Host& host;
  Discovery& discovery;
  const Clock& clock;
  std::string freshUuid;  // of a filesystem that is known to be whole (fresh_filesystems.h)
};
Observation Observe(const VolumeState& stored, const NodeView& node, const ObserveSeams& seams,
                    const CallContext& context);

}  // namespace rexray
