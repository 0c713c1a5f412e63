#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/control_api.h"
#include "state/codec.h"
#include "state/sqlite_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/api/sample_condition.h"

namespace rexray {

// The service and the control API over a real database, with a controller that only remembers what
// it was told. Service "local" has block volumes, "files" directories; this node is db1.
class ApiRig {
 public:
  explicit ApiRig(const ServiceCatalogue& services = Services()) {
    auto opened = OpenSqliteStore({.folder = folder.path(), .domain = {"test"}});
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    store = std::move(*opened);
    service = std::make_unique<VolumeService>(
        VolumeService::Seams{*store, Handle(), clock, changes}, Config(services));
    sources = std::make_unique<Sources>(SourceSync::Seams{*service, *store, clock, observer},
                                        FollowTimes{.patience = std::chrono::seconds(30)});
    api = std::make_shared<const ControlApi>(
        ControlApi{*store,
                   *service,
                   Handle(),
                   clock,
                   changes,
                   *sources,
                   log,
                   {"1.2.3", {"db1"}, {"test"}, {"boot-1"}, clock.Now()},
                   [] { return std::string("rexray_up 1\n"); }});
    handler = ControlHandler(api, std::make_shared<const Access>(std::vector<AccessRule>(), true));
  }

  static ServiceCatalogue Services() {
    Capabilities directory;
    directory.block = directory.sized = false;
    Capabilities block;
    block.snapshots = true;
    return {{{"local"}, {"loop", block}}, {{"files"}, {"dir", directory}}};
  }

  static VolumeServiceConfig Config(const ServiceCatalogue& services) {
    return {.node = {"db1"},
            .boot = {"boot-1"},
            .domain = {"test"},
            .labels = {{"zone", "a"}},
            .domainOfOne = false,
            .services = services,
            .protectedPaths = {"/var/lib/rexray"},
            .sources = {{"followed", "/etc/followed"}},
            .planPatience = Milliseconds(200),
            .listPatience = std::chrono::seconds(20)};
  }

  ReconcileHandle Handle() {
    return {.enqueue = [this](const VolumeName& name) { Remember("enqueue " + name.value); },
            .retry = [this](const VolumeName& name) { Remember("retry " + name.value); },
            .setDraining = [this](bool draining) { Remember(draining ? "drain" : "undrain"); },
            .setHeld = [this](bool held) { Remember(held ? "hold" : "go on"); },
            .nextTry = [](const VolumeName&) { return std::nullopt; },
            .preview = [this](const VolumeState& stored) { return preview(stored); },
            .discover = [this](const ServiceName& name) { return shown[name]; },
            .snapshots = [this](const ServiceName& name) { return snapshots[name]; },
            .stats =
                [this] {
                  Controller::Stats stats;
                  stats.caughtUp = caughtUp;
                  return stats;
                }};
  }

  // What the controller was told since the last call.
  std::vector<std::string> told() {
    const std::lock_guard lock(mutex_);
    return std::exchange(told_, {});
  }

  HttpResponse Call(const std::string& method, const std::string& target, std::string body = {}) {
    HttpRequest request;
    request.method = method;
    request.target = target;
    request.body = std::move(body);
    return handler(request);
  }
  nlohmann::json Get(const std::string& target) { return Parse(Call("GET", target)); }
  nlohmann::json Post(const std::string& target, const nlohmann::json& body) {
    return Parse(Call("POST", target, Dump(body)));
  }
  nlohmann::json Apply(const std::string& yaml) {
    return Post("/v1/apply", {{"manifests", {{{"file", "a.yaml"}, {"text", yaml}}}}});
  }

  void Declare(const std::string& yaml) {
    const nlohmann::json answer = Apply(yaml);
    EXPECT_EQ(answer["httpStatus"], 200) << answer;
  }

  // The record of a volume as a pass would leave it.
  void SaveReady(const std::string& name, Condition condition) {
    VolumeState stored = *store->Load({name});
    stored.record.volume = stored.name;
    stored.record.uid = stored.uid;
    if (stored.volume) stored.record.service = stored.volume->spec.service;
    stored.record.observedRevision = stored.revision;
    stored.record.conditions[kReady] = std::move(condition);
    const auto saved = store->SaveRecord(stored.record);
    EXPECT_TRUE(saved.has_value()) << saved.error().message;
    changes.OnStatus(stored.name);
  }

  // A volume that exists, as its backend shows it too.
  void MakeExist(const std::string& name) {
    VolumeState stored = *store->Load({name});
    stored.record.service = stored.volume->spec.service;
    stored.record.createStarted = true;
    stored.record.backendId = BackendId{"vol-" + name};
    ASSERT_TRUE(store->SaveRecord(stored.record).has_value());
    Show(stored.record.service.value, "vol-" + name, stored.uid.value, name);
  }

  // Lets a service show a volume; `uid` empty: one without facts.
  BackendVolume& Show(const std::string& by, const std::string& id, const std::string& uid = {},
                      const std::string& name = {}, const std::string& owner = "db1") {
    auto listing = std::make_shared<Listing>();
    if (shown[{by}].present()) *listing = *shown[{by}].value;
    listing->complete = true;
    BackendVolume& volume = listing->volumes.emplace_back();
    volume.id = {id};
    volume.name = {name};
    if (!uid.empty()) {
      volume.facts.emplace();
      volume.facts->uid = {uid};
      volume.facts->name = {name};
      volume.facts->domain = {"test"};
      volume.facts->owner = {owner};
    }
    shown[{by}] = ShownListing::Known(listing, clock.Now());
    return volume;
  }

  // Its removal, up to where it is kept as an orphan.
  void MakeOrphan(const std::string& name) {
    ASSERT_TRUE(service->Delete({.objects = {{"Volume", name}}}).has_value());
    const VolumeState stored = *store->Load({name});
    Operation forget;
    forget.volume = stored.name;
    forget.action = ActionKind::Forget;
    forget = *store->BeginOperation(forget, stored.record, stored.revision);
    forget.finished = clock.Now();
    forget.outcome = OperationOutcome::Succeeded;
    ASSERT_TRUE(store
                    ->FinishForget(forget, store->Load({name})->record, {},
                                   {.volume = true, .keepRecord = true})
                    .has_value());
    told();
  }

  static ShownListing ShowsNothing() {
    auto listing = std::make_shared<Listing>();
    listing->complete = true;
    return ShownListing::Known(listing, TimePoint::max());
  }

  TempFolder folder;
  FakeClock clock;
  Changes changes;
  std::unique_ptr<Store> store;
  std::function<PlanReport(const VolumeState&)> preview = [](const VolumeState& stored) {
    Action create{step::Create{{"local"}, {}}, Reason::NotCreated, Risk::Safe, stored.name.value};
    return PlanReport{stored.name, Actions{create}, std::nullopt};
  };
  std::map<ServiceName, ShownSnapshots> snapshots;
  std::map<ServiceName, ShownListing> shown{{{"local"}, ShowsNothing()},
                                            {{"files"}, ShowsNothing()}};
  std::atomic<bool> caughtUp = true;
  std::unique_ptr<VolumeService> service;
  Observers observer;
  RecentLog log;
  std::unique_ptr<Sources> sources;
  std::shared_ptr<const ControlApi> api;
  HttpHandler handler;

 private:
  static nlohmann::json Parse(const HttpResponse& response) {
    nlohmann::json json = nlohmann::json::parse(response.body);
    json["httpStatus"] = response.status;
    return json;
  }
  void Remember(std::string call) {
    const std::lock_guard lock(mutex_);
    told_.push_back(std::move(call));
  }

  std::mutex mutex_;
  std::vector<std::string> told_;
};

inline BackendAttachment AttachedTo(const std::string& node) {
  BackendAttachment attachment;
  attachment.node = {node};
  return attachment;
}

inline std::string VolumeYaml(const std::string& name, const std::string& labels = "{}",
                              const std::string& size = "1Gi") {
  return "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: " + name +
         ", labels: " + labels + "}\nspec: {service: local, size: " + size + "}\n---\n";
}

inline std::string AttachmentYaml(const std::string& volume, const std::string& node = "db1") {
  return "apiVersion: rexray.io/v1\nkind: Attachment\nmetadata: {name: " + volume + "-" + node +
         "}\nspec: {volume: " + volume + ", node: " + node + ", mount: {path: /srv/" + volume +
         "}}\n---\n";
}

}  // namespace rexray
