#pragma once

#include "state/store.h"
#include "state/validate.h"
#include "state/validate_report.h"

namespace rexray {

// What may not become of declared objects: changes of immutable fields once a backend volume
// exists, objects of another manager, removal of protected volumes. Private to validate*.cc.
void CheckChanges(const DesiredSet& current, const SpecChange& change,
                  const ValidationContext& context, ValidationReport& report);

}  // namespace rexray
