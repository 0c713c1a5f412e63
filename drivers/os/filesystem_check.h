#pragma once

#include "drivers/os/device.h"
#include "state/result.h"
#include "state/spec.h"

namespace rexray {

// Checks an unmounted filesystem without writing to it. False: the tool complains. Only in helpers.
Result<bool> IsFilesystemClean(const VerifiedDevice& device, FilesystemType type);

}  // namespace rexray
