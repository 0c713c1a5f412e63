#pragma once

#include "drivers/os/host.h"
#include "drivers/os/lock.h"
#include "reconciler/clock.h"
#include "reconciler/observer.h"
#include "state/plan_input.h"
#include "state/store.h"

namespace rexray {

struct Service;
struct ReconcilerConfig;

// Takes one action: intent into the database, call into the world, outcome into the database. There is no
// roll-back: whatever a crash leaves behind, the next pass sees and plans from.
class Executor {
 public:
  Executor(Store& store, Host& host, const Clock& clock, Observer& observer,
           const ReconcilerConfig& config);

  // `lock` is the volume's, held by the caller throughout. `service` is null only for Forget. An error means
  // that the action failed (recorded, if the database still takes it) and may be tried again.
  Result<void> Execute(const Action& action, const PlanInput& input, const Service* service,
                       const HeldLock& lock, std::stop_token stop);

 private:
  Result<void> Finish(const Action& action, Operation operation, const Record& record);

  Store& store_;
  Host& host_;
  const Clock& clock_;
  Observer& observer_;
  const ReconcilerConfig& config_;
};

}  // namespace rexray
