#include "api/previews.h"

#include <fmt/format.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace rexray {

// Shared with the threads, because some may still be looking when the caller has left.
struct Previews::Batch {
  std::vector<VolumeState> volumes;
  std::mutex mutex;
  std::condition_variable done;
  std::vector<std::optional<PlanReport>> plans;
  std::size_t left = 0;
  bool abandoned = false;

  bool Wanted() {
    const std::lock_guard lock(mutex);
    return !abandoned;
  }
  void Put(std::size_t index, std::optional<PlanReport> plan) {
    const std::lock_guard lock(mutex);
    plans[index] = std::move(plan);
    if (--left == 0) done.notify_all();
  }
};

namespace {

PlanReport NoAnswer(const VolumeName& volume, Milliseconds patience, TimePoint now) {
  Wait wait{now, Reason::BackendUnknown,
            fmt::format("no plan of {} within {}: its backend or the host gives no answer; "
                        "`rexray status` shows what hangs",
                        volume.value, ToString(patience))};
  return {volume, Plan(std::move(wait)), std::nullopt};
}

std::optional<PlanReport> Try(const std::function<PlanReport(const VolumeState&)>& preview,
                              const VolumeState& stored) {
  try {
    return preview(stored);
  } catch (const std::exception&) {
    return std::nullopt;  // the controller's own passes report broken invariants
  }
}

}  // namespace

std::vector<PlanReport> Previews::Make(std::vector<VolumeState> volumes, Milliseconds patience,
                                       TimePoint now) {
  auto batch = std::make_shared<Batch>();
  batch->volumes = std::move(volumes);
  batch->left = batch->volumes.size();
  batch->plans.resize(batch->left);
  for (std::size_t i = 0; i < batch->volumes.size(); ++i) {
    const bool accepted = pool_.Submit([this, batch, i] {
      batch->Put(i, batch->Wanted() ? Try(preview_, batch->volumes[i]) : std::nullopt);
    });
    if (!accepted) batch->Put(i, std::nullopt);
  }
  std::unique_lock lock(batch->mutex);
  batch->done.wait_for(lock, patience, [&] { return batch->left == 0; });
  batch->abandoned = true;
  std::vector<PlanReport> plans;
  for (std::size_t i = 0; i < batch->plans.size(); ++i) {
    auto& plan = batch->plans[i];
    plans.push_back(plan ? std::move(*plan) : NoAnswer(batch->volumes[i].name, patience, now));
  }
  return plans;
}

}  // namespace rexray
