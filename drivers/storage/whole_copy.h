#pragma once

#include <string>

#include "state/result.h"

namespace rexray {

// Copies the open file `from`, called `name`, into the empty file `to`: shared blocks where the
// filesystem can, else only what is no hole. Durable, and proven to be of one moment:
// FailedPrecondition, reason DeviceInUse, if the file was written to meanwhile. May block for long:
// only in helpers.
Result<void> CopyWhole(int from, int to, const std::string& name);

}  // namespace rexray
