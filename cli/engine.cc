#include "cli/engine.h"

#include <cstdlib>

#include "cli/process_identity.h"
#include "cli/state_folder.h"
#include "drivers/os/mount_watcher.h"
#include "state/sqlite_store.h"

namespace rexray {
namespace {

Result<std::uint64_t> EpochOf(Store& store) {
  REXRAY_ASSIGN(const auto text, store.Meta(kMetaEpoch));
  return text ? std::strtoull(text->c_str(), nullptr, 10) : 1;
}

Result<bool> IsSet(Store& store, const char* key) {
  REXRAY_ASSIGN(const auto text, store.Meta(key));
  return text && !text->empty();
}

}  // namespace

Engine::Engine(const Config& config, Observers& observers, DriverReport report)
    : config_(config), observers_(observers), report_(std::move(report)) {}

Engine::~Engine() = default;

Result<void> Engine::Open() {
  REXRAY_ASSIGN(helpers_, StartAllHelpers());
  REXRAY_TRY(OpenState());
  REXRAY_ASSIGN(services_, MakeServices(config_, *helpers_, boot_, report_));
  observers_.Add(changes_);
  REXRAY_TRY(MakeReconciler());
  MakeService();
  return {};
}

bool Engine::Stop(Milliseconds patience) { return controller_->Stop(patience); }

Result<void> Engine::OpenState() {
  REXRAY_TRY(MakeStateFolder(config_.state));
  REXRAY_ASSIGN(stateLock_, LockStateFolder(config_.state));
  REXRAY_ASSIGN(volumeLocks_, OpenVolumeLocks(config_.state));
  if (config_.domain) {
    domain_ = *config_.domain;
  } else {
    REXRAY_ASSIGN(domain_, OwnDomain(config_.state));
  }
  REXRAY_ASSIGN(store_,
                OpenSqliteStore({.folder = config_.state, .domain = domain_, .sweep = false}));
  boot_ = CurrentBoot();
  REXRAY_TRY(store_->DropClaimsOfOtherBoots(config_.node, boot_, clock_.Now()));
  return {};
}

Result<void> Engine::MakeReconciler() {
  host_ = MakeLinuxHost(*helpers_, config_.state + "/growing");
  REXRAY_ASSIGN(watcher_, WatchMounts());
  ReconcilerConfig config;
  config.node = config_.node;
  config.boot = boot_;
  config.domain = domain_;
  config.domainOfOne = !config_.domain.has_value();
  REXRAY_ASSIGN(config.epoch, EpochOf(*store_));
  config.mountRoot = config_.mountRoot;
  config.process = ProcessIdentity();
  config.plan.linger = config_.linger;
  reconciler_ = std::make_unique<Reconciler>(
      Reconciler::Seams{*store_, services_.drivers, *host_, *volumeLocks_, clock_, observers_},
      std::move(config));
  REXRAY_ASSIGN(const bool draining, IsSet(*store_, kMetaDraining));
  reconciler_->SetDraining(draining);
  REXRAY_ASSIGN(const bool held, IsSet(*store_, kMetaHeld));
  reconciler_->SetHeld(held);
  controller_ = std::make_unique<Controller>(
      Controller::Seams{*reconciler_, *store_, *host_, clock_, watcher_.get()},
      ControllerConfig{.workers = config_.workers, .resync = config_.resync});
  return {};
}

void Engine::MakeService() {
  handle_ = HandleOf(*controller_);
  service_ = std::make_unique<VolumeService>(
      VolumeService::Seams{*store_, handle_, clock_, changes_},
      VolumeServiceConfig{.node = config_.node,
                          .boot = boot_,
                          .domain = domain_,
                          .labels = config_.labels,
                          .domainOfOne = !config_.domain.has_value(),
                          .services = services_.catalogue,
                          .protectedPaths = ProtectedPaths(config_),
                          .sources = PathsOfSources(config_)});
  sources_ = std::make_unique<Sources>(SourceSync::Seams{*service_, *store_, clock_, observers_},
                                       FollowTimes{.resync = config_.resync});
}

std::shared_ptr<const ControlApi> Engine::Api(const RecentLog& log,
                                              std::function<std::string()> metrics) {
  return std::make_shared<const ControlApi>(
      ControlApi{*store_,
                 *service_,
                 handle_,
                 clock_,
                 changes_,
                 *sources_,
                 log,
                 {REXRAY_VERSION, config_.node, domain_, boot_, clock_.Now()},
                 std::move(metrics)});
}

}  // namespace rexray
