#pragma once

#include "cli/log.h"
#include "reconciler/observer.h"

namespace rexray {

// Writes what the reconciler tells into the log; each line names the volume, and the operation
// where there is one.
class LogObserver : public Observer {
 public:
  explicit LogObserver(Log& log) : log_(log) {}

  void OnReconcile(const VolumeName& volume, ReconcileOutcome outcome,
                   std::chrono::nanoseconds duration) override;
  void OnOperation(const Operation& operation, std::string_view driver,
                   std::chrono::nanoseconds duration) override;
  void OnEvent(const Event& event) override;
  void OnDrift(const VolumeName& volume, Reason kind, bool repaired) override;
  void OnPanic(const VolumeName& volume, std::string_view what) override;

 private:
  Log& log_;
};

}  // namespace rexray
