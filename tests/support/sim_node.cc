#include "tests/support/sim_node.h"

#include <stdexcept>

#include "tests/support/plan_world.h"

namespace rexray {
namespace {

template <class T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <class Spec>
std::vector<Sourced<Spec>> FromTest(std::vector<Spec> specs) {
  std::vector<Sourced<Spec>> sourced;
  for (Spec& spec : specs) sourced.push_back({std::move(spec), {"default", "test.yaml:1"}});
  return sourced;
}

SimOptions WithClock(SimOptions options, const FakeClock& clock) {
  options.now = [&clock] { return clock.Now(); };
  return options;
}

}  // namespace

SimNode::SimNode(SimOptions options) : SimNode(nullptr, "n1") {
  world_ = std::make_shared<SimWorld>(WithClock(std::move(options), clock_));
  host_ = std::make_unique<SimHost>(world_, NodeName{"n1"});
  Restart();
}

SimNode::SimNode(std::shared_ptr<SimWorld> world, const std::string& node)
    : world_(std::move(world)), alone_(!world_) {
  if (!world_) return;
  host_ = std::make_unique<SimHost>(world_, NodeName{node});
  Restart();
}

VolumeSpec SimNode::Volume(const std::string& name) {
  VolumeSpec spec;
  spec.name = VolumeName{name};
  spec.service = ServiceName{"sim"};
  spec.size = Bytes{64 << 20};
  spec.filesystem = FilesystemSpec{};
  return spec;
}

AttachmentSpec SimNode::Mounted(const std::string& volume, const std::string& path) const {
  AttachmentSpec spec;
  spec.name = AttachmentName{volume + "-here"};
  spec.volume = VolumeName{volume};
  spec.node = host_->node();
  spec.mount = MountSpec{path, {}, false};
  return spec;
}

void SimNode::Apply(std::vector<VolumeSpec> volumes, std::vector<AttachmentSpec> attachments) {
  SpecChange change;
  change.volumes = FromTest(std::move(volumes));
  change.attachments = FromTest(std::move(attachments));
  Must(store_->Commit(change, clock_.Now()));
}

void SimNode::Delete(const std::string& volume, Milliseconds grace) {
  SpecChange change;
  change.removedVolumes = {{VolumeName{volume}, clock_.Now() + grace}};
  Must(store_->Commit(change, clock_.Now()));
}

void SimNode::DeleteAttachment(const std::string& name) {
  SpecChange change;
  change.removedAttachments = {AttachmentName{name}};
  Must(store_->Commit(change, clock_.Now()));
}

Pass SimNode::Step(const std::string& volume) {
  return reconciler_->Reconcile(VolumeName{volume}, std::stop_token());
}

Pass SimNode::Converge(const std::string& volume) {
  for (int i = 0; i < 100; ++i) {
    const Pass pass = Step(volume);
    const bool over = pass.outcome == ReconcileOutcome::Converged ||
                      pass.outcome == ReconcileOutcome::Blocked || !pass.again;
    if (over) return pass;
    if (*pass.again > clock_.Now()) clock_.AdvanceTo(*pass.again);
  }
  throw std::runtime_error(volume + " does not converge: " + Ready(volume).message);
}

void SimNode::Restart() {
  reconciler_.reset();
  services_.clear();
  decorated_.reset();
  opened_.reset();
  opened_ = Must(OpenSqliteStore({folder_.path(), DomainName{"test"}}));
  store_ = opened_.get();
  if (decorator_) {
    decorated_ = decorator_(*opened_);
    store_ = decorated_.get();
  }
  services_[ServiceName{"sim"}] = Service{"sim", MakeSimDriver(world_)};
  ReconcilerConfig config;
  config.node = host_->node();
  config.boot = host_->boot();
  config.domain = DomainName{"test"};
  config.domainOfOne = alone_;
  config.mountRoot = "/var/lib/rexray/volumes";
  config.process = std::to_string(++daemons_) + "/0";
  config.callTimeout = std::chrono::seconds(5);
  reconciler_ = std::make_unique<Reconciler>(
      Reconciler::Seams{*store_, services_, *host_, locks_, clock_, observer_}, config);
}

void SimNode::Decorate(std::function<std::unique_ptr<Store>(Store&)> decorator) {
  decorator_ = std::move(decorator);
  Restart();
}

void SimNode::Reboot() {
  host_->Reboot();
  Restart();
}

VolumeState SimNode::State(const std::string& volume) { return Must(store_->Load(VolumeName{volume})); }

Condition SimNode::Ready(const std::string& volume) { return State(volume).record.conditions[kReady]; }

std::vector<Event> SimNode::Events() { return Must(store_->Events({})); }

bool SimNode::Exists(const std::string& volume) { return store_->Load(VolumeName{volume}).has_value(); }

std::string SimNode::PlanOf(const std::string& volume) {
  return Summary(reconciler_->Preview(State(volume), std::stop_token()).plan);
}

}  // namespace rexray
