#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "state/claim.h"
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
  virtual void OnOperation(const Operation&, std::string_view driver, std::chrono::nanoseconds) {
    (void)driver;
  }
  virtual void OnEvent(const Event&) {}
  virtual void OnDrift(const VolumeName&, Reason kind, bool repaired) { (void)kind, (void)repaired; }
  // Another node holds the volume, and nothing allows to take it away.
  virtual void OnPreemptionDenied(const VolumeName&, Reason) {}
  virtual void OnPanic(const VolumeName&, std::string_view what) { (void)what; }
  // The volume's record (its conditions) was written.
  virtual void OnStatus(const VolumeName&) {}
  // Its user is gone, although nobody said so.
  virtual void OnClaimLeaked(const Claim&) {}
};

// Tells several observers, in order. Filled before the reconciler starts.
class Observers : public Observer {
 public:
  void Add(Observer& observer) { all_.push_back(&observer); }

  void OnReconcile(const VolumeName& volume, ReconcileOutcome outcome,
                   std::chrono::nanoseconds duration) override {
    for (Observer* each : all_) each->OnReconcile(volume, outcome, duration);
  }
  void OnOperation(const Operation& operation, std::string_view driver,
                   std::chrono::nanoseconds duration) override {
    for (Observer* each : all_) each->OnOperation(operation, driver, duration);
  }
  void OnEvent(const Event& event) override {
    for (Observer* each : all_) each->OnEvent(event);
  }
  void OnDrift(const VolumeName& volume, Reason kind, bool repaired) override {
    for (Observer* each : all_) each->OnDrift(volume, kind, repaired);
  }
  void OnPreemptionDenied(const VolumeName& volume, Reason reason) override {
    for (Observer* each : all_) each->OnPreemptionDenied(volume, reason);
  }
  void OnPanic(const VolumeName& volume, std::string_view what) override {
    for (Observer* each : all_) each->OnPanic(volume, what);
  }
  void OnStatus(const VolumeName& volume) override {
    for (Observer* each : all_) each->OnStatus(volume);
  }
  void OnClaimLeaked(const Claim& claim) override {
    for (Observer* each : all_) each->OnClaimLeaked(claim);
  }

 private:
  std::vector<Observer*> all_;
};

}  // namespace rexray
