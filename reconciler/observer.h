#pragma once

#include <chrono>
#include <string_view>

#include "state/record.h"

namespace rexray {

enum class ReconcileOutcome {
  Converged,
  Progressed,  // took an action; comes again at once
  Waiting,
  Blocked,
  Failed,      // an action or the pass itself failed; comes again by backoff
};

std::string_view ToString(ReconcileOutcome outcome);

// What the reconciler tells about itself: to metrics, logs and watchers. Called synchronously from worker
// threads: implementations are thread-safe and quick, and must not call back.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void OnReconcile(const VolumeName&, ReconcileOutcome, std::chrono::nanoseconds) {}
  // `driver` is the service's driver name ("loop"); `duration` is of the call into the world.
  virtual void OnOperation(const Operation&, std::string_view driver, std::chrono::nanoseconds duration) {
    (void)driver, (void)duration;
  }
  virtual void OnEvent(const Event&) {}
  virtual void OnDrift(const VolumeName&, Reason kind, bool repaired) { (void)kind, (void)repaired; }
  virtual void OnPanic(const VolumeName&, std::string_view what) { (void)what; }
  // The volume's record (its conditions) was written.
  virtual void OnStatus(const VolumeName&) {}
};

}  // namespace rexray
