#pragma once

#include "state/plan.h"
#include "state/result.h"

namespace rexray {

// What Host::MakeSubPath promises. Only in helpers.
Result<void> MakeSubPathOfMount(const step::MakeSubPath& make);

}  // namespace rexray
