#pragma once

#include <vector>

#include "state/capabilities.h"
#include "state/validate_spec.h"

namespace rexray {

// What a declaration asks of a new volume: by itself, and against what its service takes. Pure;
// private to validate*.cc.
void CheckCreation(const VolumeSpec& spec, std::vector<SpecProblem>& problems);
void CheckCreation(const VolumeSpec& spec, const Capabilities& capabilities,
                   std::vector<SpecProblem>& problems);

}  // namespace rexray
