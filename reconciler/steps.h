#pragma once

#include "drivers/driver.h"
#include "drivers/os/host.h"
#include "reconciler/clock.h"
#include "state/plan_input.h"

namespace rexray {

// What a step works with. `record` is the copy that will be saved with the outcome.
struct StepContext {
  const PlanInput& input;
  Driver* driver;  // null only for Forget
  Host& host;
  const Clock& clock;
  const CallContext& call;
  Record& record;
};

// Writes into the record what must be durable before the step touches the world. May look, never changes
// anything outside.
Result<void> Prepare(const Action& action, StepContext& context);

// Does the step, and writes into the record what it did. Idempotent: after a crash the same step, planned
// again, comes to the same end.
Result<void> Perform(const Action& action, StepContext& context);

// Whether the backend may show the state before this step for a while.
bool ChangesBackend(ActionKind kind);

}  // namespace rexray
