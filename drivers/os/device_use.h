#pragma once

#include "state/observation.h"
#include "state/result.h"

namespace rexray {

// What Host::CheckUnused promises. Only in helpers.
Result<void> CheckDeviceUnused(const Device& device);

// As Host::IsMountedBeyond says; only in helpers.
Result<bool> IsDeviceMountedBeyond(const Device& device, const std::string& target);

}  // namespace rexray
