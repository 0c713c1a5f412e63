#pragma once

#include "state/validate_report.h"
#include "state/validate_set.h"

namespace rexray {

// Whether the Snapshots of a change can be taken; and the Volumes that are made from Snapshots.
// Private to validate*.cc.
void CheckSnapshots(const DesiredSet& current, const SpecChange& change, const SetAfter& after,
                    const ValidationContext& context, ValidationReport& report);

}  // namespace rexray
