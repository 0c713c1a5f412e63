#pragma once

#include "state/observation.h"
#include "state/result.h"

namespace rexray {

// What Host::CheckUnused promises. Only in helpers.
Result<void> CheckDeviceUnused(const Device& device);

}  // namespace rexray
