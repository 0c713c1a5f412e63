#pragma once

#include <string>

#include "state/observation.h"
#include "state/result.h"

namespace rexray {

// What Host::ProbeDevice promises. Only in helpers.
Result<Probe> ProbeBlockDevice(const Device& device, const std::string& ourUuid);

}  // namespace rexray
