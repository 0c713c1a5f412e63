#pragma once

#include "state/plan.h"
#include "state/result.h"

namespace rexray {

// What Host::FinishFormat promises. Only in helpers.
Result<void> FinishNewFilesystem(const step::MarkFormatted& format);

}  // namespace rexray
