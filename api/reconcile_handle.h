#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "api/listings.h"
#include "reconciler/controller.h"

namespace rexray {

// What front doors need of the controller, so that they can be tested without one. Any thread.
struct ReconcileHandle {
  std::function<void(const VolumeName&)> enqueue = {};
  std::function<void(const VolumeName&)> retry = {};  // forgets the backoff, enqueues
  std::function<void(bool)> setDraining = {};         // from now on; enqueues every volume
  std::function<void(bool)> setHeld = {};             // the same
  std::function<std::optional<TimePoint>(const VolumeName&)> nextTry = {};
  std::function<PlanReport(const VolumeState&)> preview = {};           // observes the world: slow
  std::function<ShownListing(const ServiceName&)> discover = {};        // asks the backend: slow
  std::function<ShownListing(const ServiceName&)> lastDiscovered = {};  // what it said last
  std::function<ShownSnapshots(const ServiceName&)> snapshots = {};     // asks the backend: slow
  std::function<std::optional<std::string>(const VolumeState&)> liveMount = {};  // Reconciler's
  std::function<std::shared_ptr<const Host::MountTable>()> mounts = {};          // Reconciler's
  std::function<Result<bool>(const VolumeState&)> isMountedBeyond = {};          // Reconciler's
  std::function<Controller::Stats()> stats = {};
};

// `controller` outlives the handle.
ReconcileHandle HandleOf(Controller& controller);

}  // namespace rexray
