#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reconciler/observer.h"
#include "state/store.h"

namespace rexray {

// The work queue and its workers at one moment.
struct QueueFigures {
  std::size_t depth = 0;  // due and not taken
  std::size_t active = 0;
  std::size_t workers = 0;
  Milliseconds oldestAge{0};  // of the longest overdue
};

// The helper processes at one moment.
struct HelperFigures {
  std::size_t running = 0;  // busy ones included
  std::size_t busy = 0;
  std::size_t abandoned = 0;  // since start
};

// One source of manifests.
struct SourceFigures {
  std::string name;
  bool broken = false;
  std::size_t objects = 0;          // that it declares
  std::size_t waitingRemovals = 0;  // until somebody approves them
  std::optional<TimePoint> lastSuccess = {};
  std::optional<TimePoint> lastChange = {};
};

// What a scrape asks for. Plain functions, so that metrics depend on no part they measure; each may
// be called from any thread, and everything they refer to outlives the Metrics object.
struct MetricsSources {
  std::function<TimePoint()> now;
  std::function<Result<std::vector<VolumeState>>()> volumes;
  std::function<StoreStats()> store;
  std::function<QueueFigures()> queue;
  std::function<HelperFigures()> helpers;
  std::function<Result<std::vector<SourceFigures>>()> sources;
  std::map<ServiceName, std::string> drivers;  // the driver's name of each configured service
};

// The daemon's Prometheus families (docs/metrics.md lists them). Counters and durations are kept
// from what the reconciler tells; everything about single volumes is made from the database at each
// scrape, so that it costs no memory between scrapes and vanishes with the volume. Any thread.
class Metrics : public Observer {
 public:
  explicit Metrics(std::string_view version);
  ~Metrics() override;

  // Called once, before the first Text(). (The sources need a reconciler, which needs this
  // observer.)
  void ReadFrom(MetricsSources sources);

  // All families in Prometheus' text format 0.0.4. A source that fails leaves its families out and
  // is counted in rexray_scrape_errors_total.
  std::string Text();

  // One call of a driver: its method, and "OK" or ToString(Code).
  void OnDriverCall(std::string_view driver, std::string_view method, std::string_view code,
                    std::chrono::nanoseconds duration);

  // One request to a front door: the door ("docker"), its method, and "OK" or ToString(Code).
  void OnFrontDoorRequest(std::string_view door, std::string_view method, std::string_view code,
                          std::chrono::nanoseconds duration);

  void OnReconcile(const VolumeName& volume, ReconcileOutcome outcome,
                   std::chrono::nanoseconds duration) override;
  void OnOperation(const Operation& operation, std::string_view driver,
                   std::chrono::nanoseconds duration) override;
  void OnDrift(const VolumeName& volume, Reason kind, bool repaired) override;
  void OnPreemptionDenied(const VolumeName& volume, Reason reason) override;
  void OnPanic(const VolumeName& volume, std::string_view what) override;
  void OnClaimLeaked(const Claim& claim) override;

 private:
  struct Internals;
  std::unique_ptr<Internals> internals_;
};

}  // namespace rexray
