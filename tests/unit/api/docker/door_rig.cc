#include "tests/unit/api/docker/door_rig.h"

#include "state/codec.h"

namespace rexray {

using DoorJson = nlohmann::json;

DoorRig::DoorRig(DockerDoorConfig config, SimOptions options)
    : config_(std::move(config)),
      node_(std::make_unique<SimNode>(std::move(options))),
      alone_(true) {
  Build();
}

DoorRig::DoorRig(DockerDoorConfig config, std::shared_ptr<SimWorld> world, const std::string& name)
    : config_(std::move(config)),
      node_(std::make_unique<SimNode>(std::move(world), name)),
      alone_(false) {
  Build();
}

void DoorRig::Build() {
  const SimHost& host = node_->host();
  const VolumeServiceConfig config{.node = host.node(),
                                   .boot = host.boot(),
                                   .domain = {"test"},
                                   .domainOfOne = alone_,
                                   .services = {{{"sim"}, {"sim", node_->world().capabilities()}}},
                                   .protectedPaths = {}};
  service_ = std::make_unique<VolumeService>(
      VolumeService::Seams{node_->store(), Handle(), node_->clock(), changes_}, config);
  claims_ = std::make_unique<Claims>(Claims::Seams{node_->store(), node_->clock()}, config.node,
                                     config.boot);
  use_ = std::make_unique<VolumeUse>(
      VolumeUse::Seams{*service_, Handle(), *claims_, Milliseconds(200)});
  handler_ = DockerHandler({node_->store(), *service_, *use_, *claims_,
                            [](std::string_view, std::string_view, std::chrono::nanoseconds) {}},
                           config_);
  thread_ = std::jthread([this](std::stop_token stop) { MakePasses(stop); });
}

void DoorRig::Restart() {
  thread_ = {};
  node_->Restart();
  Build();
}

ReconcileHandle DoorRig::Handle() {
  const auto reconciler = [this]() -> Reconciler& { return node_->reconciler(); };
  ReconcileHandle handle;
  handle.enqueue = [this](const VolumeName& name) { Enqueue(name); };
  handle.retry = [this, reconciler](const VolumeName& name) {
    reconciler().ResetBackoff(name);
    Enqueue(name);
  };
  handle.setDraining = [=](bool draining) { reconciler().SetDraining(draining); };
  handle.setHeld = [=](bool held) { reconciler().SetHeld(held); };
  handle.nextTry = [](const VolumeName&) { return std::nullopt; };
  handle.preview = [=](const VolumeState& stored) { return reconciler().Preview(stored, {}); };
  handle.discover = [=](const ServiceName& name) { return reconciler().Discover(name, {}); };
  handle.lastDiscovered = [=](const ServiceName& name) {
    return reconciler().LastDiscovered(name);
  };
  handle.snapshots = [=](const ServiceName& name) { return reconciler().Snapshots(name, {}); };
  handle.mounts = [=] { return reconciler().Mounts(); };
  handle.liveMount = [=](const VolumeState& stored) { return reconciler().LiveMount(stored); };
  handle.isMountedBeyond = [=](const VolumeState& stored) {
    return reconciler().IsMountedBeyond(stored, {});
  };
  handle.stats = [] { return Controller::Stats(); };
  return handle;
}

void DoorRig::Enqueue(const VolumeName& name) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(name);
  }
  asked_.notify_all();
}

void DoorRig::MakePasses(std::stop_token stop) {
  while (true) {
    std::unique_lock lock(mutex_);
    if (!asked_.wait(lock, stop, [this] { return !queue_.empty(); })) return;
    const VolumeName name = queue_.front();
    lock.unlock();
    Settle(name.value);
    lock.lock();
    queue_.pop_front();
    if (queue_.empty()) idle_.notify_all();
  }
}

void DoorRig::WaitUntilIdle() {
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(idle_.wait_for(lock, std::chrono::seconds(30), [this] { return queue_.empty(); }));
}

void DoorRig::Settle(const std::string& name) {
  const std::lock_guard passing(passing_);
  while (node_->Step(name).outcome == ReconcileOutcome::Progressed) changes_.Touch({name});
  changes_.Touch({name});
}

HttpResponse DoorRig::Send(const std::string& method, const DoorJson& body) {
  HttpRequest request;
  request.method = "POST";
  request.target = "/" + method;
  if (!body.is_null()) request.body = Dump(body);
  return handler_(request);
}

DoorJson DoorRig::Call(const std::string& method, const DoorJson& body) {
  const HttpResponse response = Send(method, body);
  if (response.delivered) response.delivered(true);
  DoorJson answer = DoorJson::parse(response.body);
  EXPECT_EQ(response.status == 200, !answer.contains("Err")) << response.body;
  return answer;
}

std::vector<std::string> DoorRig::Names() {
  std::vector<std::string> names;
  const DoorJson answer = Call("VolumeDriver.List");
  for (const DoorJson& each : answer.at("Volumes"))
    names.push_back(each.at("Name").get<std::string>());
  return names;
}

std::map<std::string, std::uint32_t> DoorRig::ClaimsOf(const std::string& name) {
  std::map<std::string, std::uint32_t> counts;
  const auto claims = node_->store().Claims({name});
  EXPECT_TRUE(claims.has_value());
  for (const Claim& claim : *claims) counts[claim.consumer] = claim.count;
  return counts;
}

bool DoorRig::IsMounted(const std::string& name) {
  return node_->reconciler().LiveMount(node_->State(name)).has_value();
}

std::string ErrorIn(const DoorJson& answer) { return answer.value("Err", ""); }

}  // namespace rexray
