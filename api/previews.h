#pragma once

#include <functional>
#include <vector>

#include "api/worker_pool.h"
#include "reconciler/reconciler.h"

namespace rexray {

// Plans of several volumes at once, with an end: planning observes the world, and a backend that
// hangs must not keep a user waiting. Any thread.
class Previews {
 public:
  using Preview = std::function<PlanReport(const VolumeState&)>;

  explicit Previews(Preview preview) : preview_(std::move(preview)), pool_(kThreads, kWaiting) {}

  // One plan for each volume, in order. A volume whose world gives no answer within `patience`
  // waits for BackendUnknown until `now`.
  std::vector<PlanReport> Make(std::vector<VolumeState> volumes, Milliseconds patience,
                               TimePoint now);

 private:
  static constexpr std::size_t kThreads = 16;
  static constexpr std::size_t kWaiting = 100'000;

  const Preview preview_;
  WorkerPool pool_;  // last: its threads use the rest
};

}  // namespace rexray
