#pragma once

#include <memory>

#include "reconciler/reconciler.h"
#include "reconciler/work_queue.h"

namespace rexray {

class MountWatcher;

struct ControllerConfig {
  std::size_t workers = 4;       // at rest
  std::size_t mostWorkers = 64;  // while some are stuck in calls that do not return
  Milliseconds resync{std::chrono::minutes(5)};
  Milliseconds look{
      std::chrono::seconds(15)};  // at the mount table, for what the kernel does not tell
};

// The loop around the reconciler: a queue of names, workers, a slow resync that only enqueues, and
// a watcher of the kernel's mount table that only enqueues; it also looks by itself now and then,
// as the kernel does not tell that a filesystem turned read-only. Any thread.
class Controller {
 public:
  // All references outlive the controller. `watcher` may be null: then only the resync finds drift.
  struct Seams {
    Reconciler& reconciler;
    Store& store;
    Host& host;
    Clock& clock;
    MountWatcher* watcher = nullptr;
  };
  Controller(Seams seams, ControllerConfig config);
  ~Controller();  // stops, and waits for running passes

  // Starts the threads and enqueues every volume.
  void Start();
  // No new passes; waits until `patience` for running ones. Gives whether all ended.
  bool Stop(Milliseconds patience);

  void Enqueue(const VolumeName& name);
  void Retry(const VolumeName& name);  // forget the backoff, enqueue
  std::optional<TimePoint> NextTry(const VolumeName& name) const;
  PlanReport Preview(const VolumeState& stored);
  // As Reconciler's; every volume is enqueued, since what is wanted of all changed.
  void SetDraining(bool draining);
  void SetHeld(bool held);
  Observed<std::shared_ptr<const Listing>> Discover(const ServiceName& service);
  std::optional<std::string> LiveMount(const VolumeState& stored);
  std::shared_ptr<const Host::MountTable> Mounts();
  Result<bool> IsMountedBeyond(const VolumeState& stored);
  Observed<std::shared_ptr<const Listing>> LastDiscovered(const ServiceName& service);
  Observed<SnapshotListing> Snapshots(const ServiceName& service);

  struct Stats {
    WorkQueue::Stats queue;
    std::size_t workers = 0;
    bool caughtUp = false;  // every volume had a pass since Start
  };
  Stats stats() const;

 private:
  struct Internals;
  std::unique_ptr<Internals> internals_;
};

}  // namespace rexray
