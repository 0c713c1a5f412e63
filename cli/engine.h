#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/control_api.h"
#include "api/sources.h"
#include "api/volume_service.h"
#include "cli/config.h"
#include "cli/services.h"
#include "drivers/os/lock.h"
#include "reconciler/controller.h"

namespace rexray {

// All that keeps volumes as declared, and no way to talk to it: the daemon listens for it, `apply
// --standalone` uses it alone. There is one for a state folder at a time.
class Engine {
 public:
  // `observers`: who is told what the reconciler does; outlives the engine. Nobody may be added
  // later.
  Engine(const Config& config, Observers& observers, DriverReport report);
  ~Engine();

  // Makes all objects, and starts none of them working. Helpers are forked before anything opens a
  // thread, a lock or a database.
  Result<void> Open();
  void Start() { controller_->Start(); }
  // Begins nothing any more; what is mounted stays. Gives whether all work ended within `patience`.
  bool Stop(Milliseconds patience);

  // `metrics` gives the exposition.
  std::shared_ptr<const ControlApi> Api(const RecentLog& log, std::function<std::string()> metrics);

  Store& store() { return *store_; }
  Helpers& helpers() { return *helpers_; }
  Reconciler& reconciler() { return *reconciler_; }
  Controller& controller() { return *controller_; }
  VolumeService& service() { return *service_; }
  Sources& sources() { return *sources_; }  // none yet; who follows them adds them
  Clock& clock() { return clock_; }
  const ReconcileHandle& handle() const { return handle_; }
  const ServiceCatalogue& catalogue() const { return services_.catalogue; }
  const DomainName& domain() const { return domain_; }

 private:
  Result<void> OpenState();
  Result<void> MakeReconciler();
  void MakeService();

  const Config& config_;
  Observers& observers_;
  const DriverReport report_;
  std::unique_ptr<Helpers> helpers_;
  std::unique_ptr<HeldLock> stateLock_;
  std::unique_ptr<VolumeLocks> volumeLocks_;
  std::unique_ptr<Store> store_;
  DomainName domain_;
  BootId boot_;
  Changes changes_;
  ConfiguredServices services_;
  SystemClock clock_;
  std::unique_ptr<Host> host_;
  std::unique_ptr<MountWatcher> watcher_;
  std::unique_ptr<Reconciler> reconciler_;
  std::unique_ptr<Controller> controller_;
  ReconcileHandle handle_;
  std::unique_ptr<VolumeService> service_;
  std::unique_ptr<Sources> sources_;
};

}  // namespace rexray
