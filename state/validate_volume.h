#pragma once

#include "state/validate.h"
#include "state/validate_report.h"

namespace rexray {

// A volume against its service and node. `before`: as it stands now, nullptr: new. Private to
// validate*.cc.
void CheckVolume(const Sourced<VolumeSpec>& volume, const VolumeSpec* before,
                 const ValidationContext& context, ValidationReport& report);

}  // namespace rexray
