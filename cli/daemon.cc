#include "cli/daemon.h"

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "api/control_api.h"
#include "api/http_server.h"
#include "api/tls_listener.h"
#include "cli/access_config.h"
#include "cli/descriptor_limit.h"
#include "cli/docker_doors.h"
#include "cli/folder_feed.h"
#include "cli/log_observer.h"
#include "cli/process_identity.h"
#include "cli/signals.h"
#include "cli/socket_activation.h"
#include "cli/state_folder.h"
#include "cli/systemd.h"
#include "drivers/observed_driver.h"
#include "drivers/os/mount_watcher.h"
#include "metrics/metrics.h"
#include "state/sqlite_store.h"

namespace rexray {
namespace {

constexpr std::size_t kMostHelpers = 64;
constexpr int kArenas = 2;  // of malloc: one per thread keeps megabytes that nobody uses
constexpr Milliseconds kPatienceOfWorkers{std::chrono::seconds(10)};
constexpr Milliseconds kPatienceOfClients{std::chrono::seconds(2)};
constexpr Milliseconds kPruneEvery{std::chrono::hours(1)};
constexpr std::size_t kMostRows = 100'000;  // of finished operations and of events

std::vector<SourceFigures> FiguresOf(const std::vector<SourceView>& sources) {
  std::vector<SourceFigures> figures;
  for (const SourceView& each : sources) {
    figures.push_back({.name = each.config.name,
                       .broken = each.status.phase == SourcePhase::Broken,
                       .objects = each.objects,
                       .waitingRemovals = each.status.removals.size(),
                       .lastSuccess = each.status.lastSuccess,
                       .lastChange = each.status.lastChange});
  }
  return figures;
}

std::vector<HelperFunction> HelperFunctions() {
  std::vector<HelperFunction> functions = HostHelperFunctions();
  for (const HelperFunction& each : DriverHelperFunctions()) functions.push_back(each);
  return functions;
}

// All objects, in the order in which they are made; they go in the reverse order.
class Daemon {
 public:
  Daemon(const Config& config, Log& log)
      : config_(config),
        log_(log),
        inherited_(TakeListenDescriptors(),
                   [this](const std::string& line) { log_.Write(LogLevel::Warn, line); }),
        logging_(log) {}

  // The steps of a start, each needing those before. Helpers are forked before anything opens a
  // thread, a lock or a database.
  Result<void> Start() {
    REXRAY_ASSIGN(helpers_, StartHelpers(HelperFunctions(), kMostHelpers));
    REXRAY_TRY(OpenState());
    REXRAY_TRY(MakeServices());
    MakeObservers();
    REXRAY_TRY(MakeReconciler());
    REXRAY_TRY(Listen());
    controller_->Start();
    REXRAY_TRY(sources_->Start());
    log_.Write(LogLevel::Info, "ready",
               {{"domain", domain_.value},
                {"control", config_.control},
                {"metrics", config_.metrics},
                {"state", config_.state}});
    return {};
  }

  void Run(Signals& signals) {
    while (true) {
      const auto number = signals.Wait(kPruneEvery);
      if (!number) {
        Prune();
      } else if (*number == SIGHUP) {
        log_.Write(LogLevel::Info, "SIGHUP changes nothing: the configuration is read at start");
      } else {
        return log_.Write(LogLevel::Info, "stopping; mounts stay as they are");
      }
    }
  }

  // Gives whether all work ended.
  bool Stop() {
    const bool read = sources_->Stop(kPatienceOfClients);
    if (!read) log_.Write(LogLevel::Warn, "a source of manifests does not answer; left as it is");
    reconciler_->BeginShutdown();
    server_->Stop(kPatienceOfClients);
    if (tls_) tls_->Stop();
    const bool ended = controller_->Stop(kPatienceOfWorkers);
    if (!ended) TellStuck();
    return ended && read;
  }

 private:
  Result<void> OpenState();
  Result<void> MakeServices();
  void MakeObservers();
  Result<void> MakeReconciler();
  void MakeSources();
  Result<void> Listen();
  Result<void> ServeRemote(const std::shared_ptr<const ControlApi>& api,
                           const std::vector<AccessRule>& rules);
  Result<void> ServeDocker(const ReconcileHandle& reconcile);
  Result<void> Serve(const std::string& address, HttpHandler handler);
  Result<void> Serve(const ListenAddress& address, HttpHandler handler);
  MetricsSources WhatIsMeasured();
  std::vector<std::string> ProtectedPaths() const;
  std::map<std::string, std::string> PathsOfSources() const;
  void Prune();
  void TellStuck();

  const Config& config_;
  Log& log_;
  InheritedSockets inherited_;
  std::unique_ptr<Helpers> helpers_;
  std::unique_ptr<HeldLock> stateLock_;
  std::unique_ptr<VolumeLocks> volumeLocks_;
  std::unique_ptr<Store> store_;
  DomainName domain_;
  BootId boot_;
  Metrics metrics_{REXRAY_VERSION};
  Changes changes_;
  LogObserver logging_;
  Observers observers_;
  Services services_;
  ServiceCatalogue catalogue_;
  SystemClock clock_;
  std::unique_ptr<Host> host_;
  std::unique_ptr<MountWatcher> watcher_;
  std::unique_ptr<Reconciler> reconciler_;
  std::unique_ptr<Controller> controller_;
  std::unique_ptr<VolumeService> service_;
  std::unique_ptr<Sources> sources_;
  std::unique_ptr<DockerDoors> docker_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<TlsListener> tls_;
};

Result<void> Daemon::OpenState() {
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

Result<void> Daemon::MakeServices() {
  if (config_.services.empty()) {
    log_.Write(LogLevel::Warn, "no services are configured, so no volume can be created");
  }
  for (const ServiceConfig& service : config_.services) {
    REXRAY_ASSIGN(auto driver, MakeDriver(service, {*helpers_, config_.node, boot_}));
    catalogue_[service.name] = {service.driver, driver->capabilities()};
    const auto report = [this, name = service.driver](std::string_view method,
                                                      std::string_view code,
                                                      std::chrono::nanoseconds duration) {
      metrics_.OnDriverCall(name, method, code, duration);
    };
    services_[service.name] = {service.driver, ObserveDriver(std::move(driver), report)};
  }
  return {};
}

void Daemon::MakeObservers() {
  observers_.Add(logging_);
  observers_.Add(metrics_);
  observers_.Add(changes_);
}

Result<void> Daemon::MakeReconciler() {
  host_ = MakeLinuxHost(*helpers_, config_.state + "/growing");
  REXRAY_ASSIGN(watcher_, WatchMounts());
  ReconcilerConfig config;
  config.node = config_.node;
  config.boot = boot_;
  config.domain = domain_;
  config.domainOfOne = !config_.domain.has_value();
  config.mountRoot = config_.mountRoot;
  config.process = ProcessIdentity();
  config.plan.linger = config_.linger;
  reconciler_ = std::make_unique<Reconciler>(
      Reconciler::Seams{*store_, services_, *host_, *volumeLocks_, clock_, observers_},
      std::move(config));
  REXRAY_ASSIGN(const auto drained, store_->Meta(kMetaDraining));
  reconciler_->SetDraining(drained && !drained->empty());
  controller_ = std::make_unique<Controller>(
      Controller::Seams{*reconciler_, *store_, *host_, clock_, watcher_.get()},
      ControllerConfig{.workers = config_.workers, .resync = config_.resync});
  return {};
}

std::vector<std::string> Daemon::ProtectedPaths() const {
  std::vector<std::string> paths{config_.state};
  for (const ServiceConfig& service : config_.services) {
    const auto root = service.options.find("root");
    if (root != service.options.end()) paths.push_back(root->second);
  }
  for (const SourceConfig& source : config_.sources) paths.push_back(source.path);
  return paths;
}

std::map<std::string, std::string> Daemon::PathsOfSources() const {
  std::map<std::string, std::string> paths;
  for (const SourceConfig& source : config_.sources) paths[source.name] = source.path;
  return paths;
}

void Daemon::MakeSources() {
  sources_ = std::make_unique<Sources>(SourceSync::Seams{*service_, *store_, clock_, observers_},
                                       FollowTimes{.resync = config_.resync});
  for (const SourceConfig& source : config_.sources) {
    sources_->Add(source, std::make_unique<FolderFeed>(source.path, WatchFolder(source.path)));
  }
}

MetricsSources Daemon::WhatIsMeasured() {
  MetricsSources sources;
  sources.now = [this] { return clock_.Now(); };
  sources.volumes = [this] { return store_->LoadAll(); };
  sources.store = [this] { return store_->Stats(); };
  sources.queue = [this] {
    const Controller::Stats stats = controller_->stats();
    return QueueFigures{stats.queue.depth, stats.queue.active, stats.workers,
                        stats.queue.oldestAge};
  };
  sources.helpers = [this] {
    const Helpers::Stats stats = helpers_->stats();
    return HelperFigures{stats.running, stats.busy, stats.abandoned};
  };
  sources.sources = [this]() -> Result<std::vector<SourceFigures>> {
    REXRAY_ASSIGN(const std::vector<SourceView> views, sources_->List());
    return FiguresOf(views);
  };
  for (const auto& [name, entry] : catalogue_) sources.drivers[name] = entry.driver;
  return sources;
}

Result<void> Daemon::Listen() {
  metrics_.ReadFrom(WhatIsMeasured());
  const ReconcileHandle reconcile = HandleOf(*controller_);
  service_ = std::make_unique<VolumeService>(
      VolumeService::Seams{*store_, reconcile, clock_, changes_},
      VolumeServiceConfig{.node = config_.node,
                          .boot = boot_,
                          .domain = domain_,
                          .labels = config_.labels,
                          .domainOfOne = !config_.domain.has_value(),
                          .services = catalogue_,
                          .protectedPaths = ProtectedPaths(),
                          .sources = PathsOfSources()});
  MakeSources();
  const auto api = std::make_shared<const ControlApi>(
      ControlApi{*store_,
                 *service_,
                 reconcile,
                 clock_,
                 changes_,
                 *sources_,
                 {REXRAY_VERSION, config_.node, domain_, boot_, clock_.Now()},
                 [this] { return metrics_.Text(); }});
  server_ = std::make_unique<HttpServer>(
      [this](std::string_view line) { log_.Write(LogLevel::Warn, line); });
  // A TCP address of it is one of the loopback's.
  REXRAY_ASSIGN(const std::vector<AccessRule> rules, LoadAccess(config_));
  REXRAY_TRY(
      Serve(config_.control, ControlHandler(api, std::make_shared<const Access>(rules, true))));
  REXRAY_TRY(ServeRemote(api, rules));
  if (!config_.metrics.empty()) REXRAY_TRY(Serve(config_.metrics, MetricsHandler(api)));
  REXRAY_TRY(ServeDocker(reconcile));
  inherited_.CloseRest();
  return {};
}

Result<void> Daemon::ServeRemote(const std::shared_ptr<const ControlApi>& api,
                                 const std::vector<AccessRule>& rules) {
  if (config_.remote.empty()) return {};
  const bool open = config_.insecure && rules.empty();
  const auto access = std::make_shared<const Access>(rules, open);
  REXRAY_ASSIGN(const ListenAddress address, ParseRemoteAddress(config_.remote));
  if (config_.insecure) {
    log_.Write(LogLevel::Warn, fmt::format("listen.insecure: {} {}", config_.remote,
                                           open ? "lets everybody who reaches it do everything"
                                                : "may send tokens and data in the clear"));
  }
  if (!address.tls) return Serve(address, ControlHandler(api, access));
  REXRAY_TRY(CheckTls(config_.tls));
  REXRAY_ASSIGN(ListenSocket socket, inherited_.Open(address));
  tls_ = std::make_unique<TlsListener>(
      std::move(socket), TlsListener::Settings{.files = config_.tls},
      server_->ServeBrought(ControlHandler(api, access)),
      [this](std::string_view line) { log_.Write(LogLevel::Info, line); });
  return {};
}

Result<void> Daemon::ServeDocker(const ReconcileHandle& reconcile) {
  if (config_.docker.empty()) return {};
  const auto report = [this](std::string_view call, std::string_view code,
                             std::chrono::nanoseconds duration) {
    metrics_.OnFrontDoorRequest(kDockerDoor, call, code, duration);
  };
  docker_ = std::make_unique<DockerDoors>(
      DockerDoors::Seams{*store_, *service_, reconcile, clock_, observers_, report}, config_);
  for (const DockerConfig& docker : config_.docker) {
    REXRAY_TRY(Serve(docker.address, docker_->HandlerOf(docker)));
  }
  return docker_->ReviewClaims();
}

Result<void> Daemon::Serve(const std::string& address, HttpHandler handler) {
  REXRAY_ASSIGN(const ListenAddress parsed, ParseListenAddress(address));
  return Serve(parsed, std::move(handler));
}

Result<void> Daemon::Serve(const ListenAddress& address, HttpHandler handler) {
  REXRAY_ASSIGN(ListenSocket socket, inherited_.Open(address));
  server_->Serve(std::move(socket), std::move(handler));
  return {};
}

void Daemon::Prune() {
  const auto pruned = store_->Prune(clock_.Now() - config_.retention, kMostRows);
  if (!pruned) {
    log_.Write(LogLevel::Warn, "old operations and events stay: " + pruned.error().message);
  }
}

void Daemon::TellStuck() {
  const auto running = store_->Operations({.volume = {}, .openOnly = true});
  if (!running) return;
  for (const Operation& operation : *running) {
    log_.Write(LogLevel::Warn,
               fmt::format("still running, and left to the next daemon: {}", operation.detail),
               {{"volume", operation.volume.value}, {"operation", std::to_string(operation.id)}});
  }
}

}  // namespace

Result<void> RunDaemon(const Config& config) {
  ::mallopt(M_ARENA_MAX, kArenas);
  RaiseDescriptorLimit();
  Signals signals;
  Log log(config.logLevel, config.logFormat, config.node.value);
  auto daemon = std::make_unique<Daemon>(config, log);
  REXRAY_TRY(daemon->Start());
  NotifySystemd("READY=1");
  daemon->Run(signals);
  NotifySystemd("STOPPING=1");
  signals.LetThemKill();
  // Threads that are stuck in the kernel cannot be joined; every line of the log is written by now.
  if (!daemon->Stop()) std::_Exit(EXIT_SUCCESS);
  return {};
}

}  // namespace rexray
