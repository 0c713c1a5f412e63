#include "reconciler/controller.h"

#include <algorithm>
#include <set>
#include <thread>
#include <tuple>

#include "drivers/os/mount_watcher.h"
#include "reconciler/workers.h"

namespace rexray {
namespace {

// The targets where two mount tables differ.
std::vector<std::string> ChangedTargets(const Host::MountTable& before,
                                        const Host::MountTable& after) {
  using Line = std::tuple<std::int64_t, std::string_view, std::string_view, std::string_view>;
  const auto lines = [](const Host::MountTable& table) {
    std::set<Line> all;
    for (const MountEntry& each : table)
      all.insert({each.id, each.target, each.options, each.fsOptions});
    return all;
  };
  const auto old = lines(before);
  const auto now = lines(after);
  std::vector<Line> changed;
  std::ranges::set_symmetric_difference(old, now, std::back_inserter(changed));
  std::set<std::string> targets;
  for (const Line& each : changed) targets.emplace(std::get<1>(each));
  return {targets.begin(), targets.end()};
}

}  // namespace

struct Controller::Internals {
  Seams seams;
  ControllerConfig config;
  WorkQueue queue;
  mutable std::mutex mutex;
  std::condition_variable_any wake;
  std::set<VolumeName> notSeenYet;
  bool started = false;
  Workers workers;
  std::stop_source stop;
  std::jthread resync;
  std::jthread watch;

  Internals(Seams given, ControllerConfig chosen)
      : seams(given),
        config(chosen),
        queue(seams.clock),
        workers(
            queue, [this](const VolumeName& name, std::stop_token token) { Work(name, token); },
            config.workers, config.mostWorkers) {}
  ~Internals() { stop.request_stop(); }

  void Work(const VolumeName& name, std::stop_token token) {
    const Pass pass = seams.reconciler.Reconcile(name, token);
    for (const VolumeName& each : pass.concerned) queue.Add(each);
    if (pass.again) queue.AddAt(name, *pass.again);
    if (pass.outcome == ReconcileOutcome::Progressed) return;
    std::scoped_lock lock(mutex);
    notSeenYet.erase(name);
  }

  void EnqueueAll() {
    const auto names = seams.store.VolumeNames();
    if (!names) return;  // the next resync tries again
    {
      std::scoped_lock lock(mutex);
      if (!started) notSeenYet.insert(names->begin(), names->end());
      started = true;
    }
    for (const VolumeName& each : *names) queue.Add(each);
  }

  void Resync(std::stop_token token) {
    std::unique_lock lock(mutex);
    while (!token.stop_requested()) {
      wake.wait_for(lock, token, config.resync, [] { return false; });
      if (token.stop_requested()) return;
      lock.unlock();
      EnqueueAll();
      lock.lock();
    }
  }

  using SeenMounts = Result<std::shared_ptr<const Host::MountTable>>;

  // `before`: what the first passes see, or older.
  void Watch(std::stop_token token, SeenMounts before) {
    while (!token.stop_requested()) {
      const auto deadline = std::chrono::steady_clock::now() + config.look;
      const auto changed = seams.watcher->WaitForChange(token, deadline);
      if (!changed) return;  // the resync stays
      auto after = *changed ? seams.host.Mounts() : seams.host.RereadMounts();
      if (!after) continue;
      if (before && *before != *after) EnqueueConcerned(**before, **after);
      before = std::move(after);
    }
  }

  void EnqueueConcerned(const Host::MountTable& before, const Host::MountTable& after) {
    const auto concerned = seams.reconciler.ConcernedBy(ChangedTargets(before, after));
    for (const VolumeName& each : concerned) queue.Add(each);
  }
};

Controller::Controller(Seams seams, ControllerConfig config)
    : internals_(std::make_unique<Internals>(seams, config)) {}

Controller::~Controller() = default;

void Controller::Start() {
  Internals& all = *internals_;
  if (all.seams.watcher != nullptr) {
    all.watch = std::jthread([&all, before = all.seams.host.Mounts()]() mutable {
      all.Watch(all.stop.get_token(), std::move(before));
    });
  }
  all.EnqueueAll();
  all.workers.Start();
  all.resync = std::jthread([&all] { all.Resync(all.stop.get_token()); });
}

bool Controller::Stop(Milliseconds patience) {
  internals_->stop.request_stop();
  return internals_->workers.Stop(patience);
}

void Controller::Enqueue(const VolumeName& name) { internals_->queue.Add(name); }

void Controller::Retry(const VolumeName& name) {
  internals_->seams.reconciler.ResetBackoff(name);
  internals_->queue.Add(name);
}

std::optional<TimePoint> Controller::NextTry(const VolumeName& name) const {
  return internals_->queue.DueAt(name);
}

PlanReport Controller::Preview(const VolumeState& stored) {
  return internals_->seams.reconciler.Preview(stored, internals_->stop.get_token());
}

void Controller::SetDraining(bool draining) {
  internals_->seams.reconciler.SetDraining(draining);
  internals_->EnqueueAll();
}

void Controller::SetHeld(bool held) {
  internals_->seams.reconciler.SetHeld(held);
  internals_->EnqueueAll();
}

Observed<std::shared_ptr<const Listing>> Controller::Discover(const ServiceName& service) {
  return internals_->seams.reconciler.Discover(service, internals_->stop.get_token());
}

std::shared_ptr<const Host::MountTable> Controller::Mounts() {
  return internals_->seams.reconciler.Mounts();
}

Result<bool> Controller::IsMountedBeyond(const VolumeState& stored) {
  return internals_->seams.reconciler.IsMountedBeyond(stored, internals_->stop.get_token());
}

std::optional<std::string> Controller::LiveMount(const VolumeState& stored) {
  return internals_->seams.reconciler.LiveMount(stored);
}

Observed<std::shared_ptr<const Listing>> Controller::LastDiscovered(const ServiceName& service) {
  return internals_->seams.reconciler.LastDiscovered(service);
}

Observed<SnapshotListing> Controller::Snapshots(const ServiceName& service) {
  return internals_->seams.reconciler.Snapshots(service, internals_->stop.get_token());
}

Controller::Stats Controller::stats() const {
  Stats stats;
  stats.queue = internals_->queue.stats();
  stats.workers = internals_->workers.count();
  std::scoped_lock lock(internals_->mutex);
  stats.caughtUp = internals_->started && internals_->notSeenYet.empty();
  return stats;
}

}  // namespace rexray
