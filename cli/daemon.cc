#include "cli/daemon.h"

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "api/control_api.h"
#include "api/http_server.h"
#include "api/tls_listener.h"
#include "cli/access_config.h"
#include "cli/descriptor_limit.h"
#include "cli/docker_doors.h"
#include "cli/engine.h"
#include "cli/folder_feed.h"
#include "cli/log_observer.h"
#include "cli/signals.h"
#include "cli/socket_activation.h"
#include "cli/systemd.h"
#include "metrics/metrics.h"

namespace rexray {
namespace {

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

// The engine with all that talks to it, in the order in which they are made; they go in the reverse
// order.
class Daemon {
 public:
  Daemon(const Config& config, Log& log)
      : config_(config),
        log_(log),
        inherited_(TakeListenDescriptors(),
                   [this](const std::string& line) { log_.Write(LogLevel::Warn, line); }),
        logging_(log),
        engine_(config, observers_,
                [this](const std::string& driver, std::string_view method, std::string_view code,
                       std::chrono::nanoseconds duration) {
                  metrics_.OnDriverCall(driver, method, code, duration);
                }) {}

  // The steps of a start, each needing those before.
  Result<void> Start() {
    observers_.Add(logging_);
    observers_.Add(metrics_);
    REXRAY_TRY(engine_.Open());
    const bool creates = std::ranges::any_of(
        engine_.catalogue(), [](const auto& each) { return each.second.capabilities.creates; });
    if (!creates) {
      log_.Write(LogLevel::Warn,
                 "no service is configured that makes volumes: only what this host has can be "
                 "adopted");
    }
    REXRAY_TRY(Listen());
    engine_.Start();
    REXRAY_TRY(engine_.sources().Start());
    log_.Write(LogLevel::Info, "ready",
               {{"domain", engine_.domain().value},
                {"control", config_.control},
                {"metrics", config_.metrics},
                {"state", config_.state}});
    return TellHold();
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
    const bool read = engine_.sources().Stop(kPatienceOfClients);
    if (!read) log_.Write(LogLevel::Warn, "a source of manifests does not answer; left as it is");
    engine_.reconciler().BeginShutdown();
    server_->Stop(kPatienceOfClients);
    if (tls_) tls_->Stop();
    const bool ended = engine_.Stop(kPatienceOfWorkers);
    if (!ended) TellStuck();
    return ended && read;
  }

 private:
  Result<void> TellHold();
  void MakeSources();
  Result<void> Listen();
  Result<void> ServeRemote(const std::shared_ptr<const ControlApi>& api,
                           const std::vector<AccessRule>& rules);
  Result<void> ServeDocker();
  Result<void> Serve(const std::string& address, HttpHandler handler);
  Result<void> Serve(const ListenAddress& address, HttpHandler handler);
  MetricsSources WhatIsMeasured();
  void Prune();
  void TellStuck();

  const Config& config_;
  Log& log_;
  InheritedSockets inherited_;
  Metrics metrics_{REXRAY_VERSION};
  LogObserver logging_;
  Observers observers_;
  Engine engine_;
  std::unique_ptr<DockerDoors> docker_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<TlsListener> tls_;
};

Result<void> Daemon::TellHold() {
  REXRAY_ASSIGN(const auto hold, engine_.service().Held());
  if (!hold) return {};
  log_.Write(LogLevel::Warn,
             "only observing, as the database was " + hold->why +
                 ": rexray plan shows what would be done, rexray resume --all lets it be done");
  return {};
}

void Daemon::MakeSources() {
  for (const SourceConfig& source : config_.sources) {
    engine_.sources().Add(source,
                          std::make_unique<FolderFeed>(source.path, WatchFolder(source.path)));
  }
}

MetricsSources Daemon::WhatIsMeasured() {
  MetricsSources sources;
  sources.now = [this] { return engine_.clock().Now(); };
  sources.volumes = [this] { return engine_.store().LoadAll(); };
  sources.store = [this] { return engine_.store().Stats(); };
  sources.queue = [this] {
    const Controller::Stats stats = engine_.controller().stats();
    return QueueFigures{stats.queue.depth, stats.queue.active, stats.workers,
                        stats.queue.oldestAge};
  };
  sources.helpers = [this] {
    const Helpers::Stats stats = engine_.helpers().stats();
    return HelperFigures{stats.running, stats.busy, stats.abandoned};
  };
  sources.sources = [this]() -> Result<std::vector<SourceFigures>> {
    REXRAY_ASSIGN(const std::vector<SourceView> views, engine_.sources().List());
    return FiguresOf(views);
  };
  for (const auto& [name, entry] : engine_.catalogue()) sources.drivers[name] = entry.driver;
  return sources;
}

Result<void> Daemon::Listen() {
  metrics_.ReadFrom(WhatIsMeasured());
  MakeSources();
  const auto api = engine_.Api(log_.recent(), [this] { return metrics_.Text(); });
  server_ = std::make_unique<HttpServer>(
      [this](std::string_view line) { log_.Write(LogLevel::Warn, line); });
  // A TCP address of it is one of the loopback's.
  REXRAY_ASSIGN(const std::vector<AccessRule> rules, LoadAccess(config_));
  REXRAY_TRY(
      Serve(config_.control, ControlHandler(api, std::make_shared<const Access>(rules, true))));
  REXRAY_TRY(ServeRemote(api, rules));
  if (!config_.metrics.empty()) REXRAY_TRY(Serve(config_.metrics, MetricsHandler(api)));
  REXRAY_TRY(ServeDocker());
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

Result<void> Daemon::ServeDocker() {
  if (config_.docker.empty()) return {};
  const auto report = [this](std::string_view call, std::string_view code,
                             std::chrono::nanoseconds duration) {
    metrics_.OnFrontDoorRequest(kDockerDoor, call, code, duration);
  };
  docker_ = std::make_unique<DockerDoors>(
      DockerDoors::Seams{engine_.store(), engine_.service(), engine_.handle(), engine_.clock(),
                         observers_, report},
      config_);
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
  const auto pruned = engine_.store().Prune(engine_.clock().Now() - config_.retention, kMostRows);
  if (!pruned) {
    log_.Write(LogLevel::Warn, "old operations and events stay: " + pruned.error().message);
  }
}

void Daemon::TellStuck() {
  const auto running = engine_.store().Operations({.volume = {}, .openOnly = true});
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
