#pragma once

#include <string>

#include "drivers/os/descriptor.h"
#include "state/observation.h"
#include "state/result.h"

namespace rexray {

// The root of the volume, by the kernel's word: mounted at the target, and of this very device.
// FailedPrecondition, reason IdentityMismatch, otherwise. Only in helpers.
Result<Descriptor> OpenMountedRoot(const std::string& target, const Device& device);

}  // namespace rexray
