#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drivers/storage/sim.h"
#include "reconciler/reconciler.h"
#include "state/sqlite_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/sim_host.h"
#include "tests/support/sim_locks.h"
#include "tests/support/temp_folder.h"

namespace rexray {

// A crash of the daemon at one instruction: not a std::exception, so that nothing catches it on the way.
struct Crash {};

// A whole node over a simulated world: the real reconciler, planner, policies, executor and SQLite store;
// only backend and host are simulated, and time moves by hand.
class SimNode {
 public:
  explicit SimNode(SimOptions options = {});
  // One of several nodes of a domain: with a clock and a database of its own.
  SimNode(std::shared_ptr<SimWorld> world, const std::string& node);

  // A volume "pg" of 64 MiB, ext4, mounted at /srv/pg.
  static VolumeSpec Volume(const std::string& name = "pg");
  AttachmentSpec Mounted(const std::string& volume = "pg", const std::string& path = "/srv/pg") const;

  void Apply(std::vector<VolumeSpec> volumes, std::vector<AttachmentSpec> attachments);
  void ApplyPg() { Apply({Volume()}, {Mounted()}); }
  void Delete(const std::string& volume, Milliseconds grace = Milliseconds{0});
  void DeleteAttachment(const std::string& name);

  Pass Step(const std::string& volume = "pg");
  // Passes until one leaves the world alone for good: converged, blocked, or failed for ever. Waits and
  // backoff are passed by moving the clock. Throws std::runtime_error after 100 passes.
  Pass Converge(const std::string& volume = "pg");

  // The daemon ends here and a new one starts on the same state folder; the world stays.
  void Restart();
  void Reboot();

  VolumeState State(const std::string& volume = "pg");
  Condition Ready(const std::string& volume = "pg");
  std::vector<Event> Events();
  bool Exists(const std::string& volume = "pg");
  std::string PlanOf(const std::string& volume = "pg");  // as plan_world.h's Summary

  SimWorld& world() { return *world_; }
  SimHost& host() { return *host_; }
  FakeClock& clock() { return clock_; }
  SimLocks& locks() { return locks_; }
  Store& store() { return *store_; }
  Reconciler& reconciler() { return *reconciler_; }
  // Puts a decorator around the store of the next Restart (and of this one, by restarting).
  void Decorate(std::function<std::unique_ptr<Store>(Store&)> decorator);

 private:
  TempFolder folder_;
  FakeClock clock_;
  std::shared_ptr<SimWorld> world_;
  const bool alone_ = true;  // in its domain
  std::unique_ptr<SimHost> host_;
  SimLocks locks_;
  Observer observer_;
  Services services_;
  std::unique_ptr<Store> opened_;
  std::function<std::unique_ptr<Store>(Store&)> decorator_;
  std::unique_ptr<Store> decorated_;
  Store* store_ = nullptr;
  std::unique_ptr<Reconciler> reconciler_;
  int daemons_ = 0;
};

}  // namespace rexray
