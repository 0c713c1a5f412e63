#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "drivers/driver.h"
#include "drivers/os/host.h"
#include "drivers/os/lock.h"
#include "policies/policy.h"
#include "reconciler/backoff.h"
#include "reconciler/clock.h"
#include "reconciler/observer.h"
#include "state/plan_input.h"
#include "state/store.h"

namespace rexray {

// A configured driver; `driverName` ("loop") is for metrics and people.
struct Service {
  std::string driverName;
  std::unique_ptr<Driver> driver;
};
using Services = std::map<ServiceName, Service>;

struct ReconcilerConfig {
  NodeName node;
  BootId boot;
  DomainName domain;
  bool domainOfOne = true;
  std::uint64_t epoch = 1;  // of the database
  std::string mountRoot;
  std::string process;  // "pid/start time": who holds an operation
  PlanConfig plan;
  BackoffConfig backoff;
  Milliseconds callTimeout{std::chrono::seconds(60)};
  Milliseconds formatTimeout{std::chrono::minutes(30)};
};

// The result of one pass over one volume.
struct Pass {
  ReconcileOutcome outcome = ReconcileOutcome::Converged;
  std::optional<TimePoint> again;  // when to come again without being asked
  std::vector<VolumeName> concerned =
      {};  // other volumes to come to, for what was seen of this one
};

// What Reconcile would do, as a value.
struct PlanReport {
  VolumeName volume;
  Plan plan;
  std::optional<Verdict> objection;  // a policy's, to the first action
};

// One pass: load → observe → plan → judge → execute the first action → record. Holds no state but
// the backoff: a pass may be cut off anywhere and the next one heals it. Any thread, but never two
// passes of one volume at once (the work queue sees to that).
class Reconciler {
 public:
  // All references outlive the reconciler.
  struct Seams {
    Store& store;
    const Services& services;
    Host& host;
    VolumeLocks& locks;
    Clock& clock;
    Observer& observer;
  };
  Reconciler(Seams seams, ReconcilerConfig config);
  ~Reconciler();

  Pass Reconcile(const VolumeName& name, std::stop_token stop);

  // Plans `stored` against the world as it is now, without acting: `rexray plan`, dry runs.
  PlanReport Preview(const VolumeState& stored, std::stop_token stop);

  // Lets failed actions be tried at once: `rexray retry`.
  void ResetBackoff(const VolumeName& name);

  // From now on nothing is repaired or started.
  void BeginShutdown();

  // While set, what is mounted and attached here is taken away, and stays so.
  void SetDraining(bool draining);

  // While set, nothing is done, only observed and planned.
  void SetHeld(bool held);

  // Everything that a service shows now. Unknown: it is not configured, or gives no answer.
  Observed<std::shared_ptr<const Listing>> Discover(const ServiceName& name, std::stop_token stop);

  // The newest of those that was made, however old; nobody is asked.
  Observed<std::shared_ptr<const Listing>> LastDiscovered(const ServiceName& name);

  // Every snapshot that a service has now. Unknown as above, or it makes none.
  Observed<SnapshotListing> Snapshots(const ServiceName& name, std::stop_token stop);

  // Where the volume is mounted here at this moment and may be used, its sub path included: what
  // our mount made is what the kernel shows topmost at its target. nullopt: nowhere. Reaches no
  // storage.
  std::optional<std::string> LiveMount(const VolumeState& stored);

  // What LiveMount goes by: the same object as long as no mount of this host changes. Null: the
  // kernel does not tell.
  std::shared_ptr<const Host::MountTable> Mounts();

  // Whether anybody on this host has mounted what we mounted of the volume, elsewhere or in another
  // mount namespace. False where we mounted nothing in this boot.
  Result<bool> IsMountedBeyond(const VolumeState& stored, std::stop_token stop);

  // Volumes whose pass a change at these mount targets concerns.
  std::vector<VolumeName> ConcernedBy(const std::vector<std::string>& targets);

 private:
  struct Internals;
  std::unique_ptr<Internals> internals_;
};

}  // namespace rexray
