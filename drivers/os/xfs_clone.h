#pragma once

#include "drivers/os/device.h"

namespace rexray {

// Whether this kernel has another XFS mounted, in whatever namespace, that bears the UUID of the
// one on this device: a copy of it, or its origin. Only in helpers.
bool IsXfsTwinMounted(const VerifiedDevice& device);

}  // namespace rexray
