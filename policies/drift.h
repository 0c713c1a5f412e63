#pragma once

#include "state/plan.h"

namespace rexray {

// Whether an action undoes a stranger's change: it is counted, so that a contest is noticed. What
// only prepares for that is not, although the drift policy forbids it as well.
bool RepairsDrift(const Action& action);

}  // namespace rexray
