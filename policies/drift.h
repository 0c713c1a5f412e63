#pragma once

#include "state/reason.h"

namespace rexray {

// Whether an action taken for this reason undoes a stranger's change: the drift policy may forbid it, and it is
// counted, so that a contest is noticed.
bool RepairsDrift(Reason reason);

}  // namespace rexray
