#include "reconciler/reconciler.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <set>

#include "reconciler/asked_again.h"
#include "reconciler/attach_slots.h"
#include "reconciler/conditions.h"
#include "reconciler/discovery.h"
#include "reconciler/executor.h"
#include "reconciler/fresh_filesystems.h"
#include "reconciler/live_mounts.h"
#include "reconciler/observe.h"
#include "reconciler/planner.h"
#include "reconciler/snapshot_notes.h"
#include "reconciler/targets.h"

namespace rexray {
namespace {

constexpr Milliseconds kRetryLock{std::chrono::seconds(1)};
constexpr Milliseconds kRetrySlot{200};
constexpr Milliseconds kRetryStore{std::chrono::seconds(2)};

// What backoff and observed generation hang on: any change of it lets a failed action be tried
// anew.
std::uint64_t InputGeneration(const VolumeState& stored) { return stored.revision; }

bool ChangesAttachments(ActionKind kind) {
  return kind == ActionKind::Attach || kind == ActionKind::Detach ||
         kind == ActionKind::ForceDetach;
}

std::uint64_t SpecGeneration(const VolumeState& stored) {
  if (stored.volume) return stored.volume->generation;
  return stored.tombstone ? stored.tombstone->generation : 0;
}

}  // namespace

struct Reconciler::Internals {
  Seams seams;
  ReconcilerConfig config;
  Backoff backoff;
  Targets targets;
  Discovery discovery;
  AttachSlots slots;
  FreshFilesystems fresh;
  AskedAgain askedAgain;
  LiveMounts live;
  SnapshotNotes snapshots;
  Executor executor;
  std::atomic<bool> shuttingDown = false;
  std::atomic<bool> draining = false;
  std::atomic<bool> held = false;

  Internals(Seams given, ReconcilerConfig chosen)
      : seams(given),
        config(std::move(chosen)),
        backoff(config.backoff, std::hash<std::string>{}(config.process)),
        targets(seams.store, config.node, config.mountRoot),
        discovery(seams.clock),
        live(seams.host),
        snapshots(seams.store, seams.clock, seams.observer),
        executor(seams.store, seams.host, seams.clock, seams.observer, config) {}

  static const ServiceName& ServiceNameOf(const VolumeState& stored) {
    return stored.volume && !stored.record.backendId ? stored.volume->spec.service
                                                     : stored.record.service;
  }

  const Service* ServiceOf(const VolumeState& stored) const {
    const auto found = seams.services.find(ServiceNameOf(stored));
    return found == seams.services.end() ? nullptr : &found->second;
  }

  NodeView Node(const VolumeState& stored);
  PlanInput Look(const VolumeState& stored, const Service* service, std::stop_token stop);
  Pass Run(const VolumeName& name, std::stop_token stop);
  Pass Decide(const PlanInput& input, const Service* service, std::stop_token stop);
  Pass Act(const Action& action, const PlanInput& input, const Service* service,
           std::stop_token stop);
  Pass Failed(const Action& action, const PlanInput& input, const Error& error);
  Pass Settle(const PlanInput& input, Condition ready, ReconcileOutcome outcome,
              std::optional<TimePoint> again);
  void TellChange(const VolumeState& stored, const Condition& ready);
  void NoteFilesystem(const Action& action, const VolumeName& volume, bool succeeded);
};

NodeView Reconciler::Internals::Node(const VolumeState& stored) {
  NodeView node;
  node.name = config.node;
  node.boot = config.boot;
  node.domain = config.domain;
  node.domainOfOne = config.domainOfOne;
  node.mountRoot = config.mountRoot;
  node.growsMountedExt4 = seams.host.GrowsMountedExt4();
  node.growsAgain = askedAgain.Has(stored.name);
  node.shuttingDown = shuttingDown;
  node.draining = draining;
  node.epoch = config.epoch;
  node.held = held;
  const auto table = seams.host.Mounts();
  if (!table) return node;
  if (const auto wanted = WantedMount(stored, node)) {
    const auto parent = targets.ParentOf(wanted->target);
    const bool mounted = parent && std::ranges::any_of(**table, [&](const MountEntry& entry) {
                           return entry.target == parent->path;
                         });
    if (parent && !mounted) node.unmountedParent = parent->volume;
  }
  if (const auto& mount = stored.record.mount) {
    node.mountedChildren = targets.MountedBelow(mount->target, **table);
  }
  return node;
}

PlanInput Reconciler::Internals::Look(const VolumeState& stored, const Service* service,
                                      std::stop_token stop) {
  PlanInput input;
  input.stored = stored;
  input.node = Node(stored);
  input.config = config.plan;
  if (service != nullptr) input.capabilities = service->driver->capabilities();
  const CallContext call{std::chrono::steady_clock::now() + config.callTimeout, stop, -1,
                         "volume " + stored.name.value};
  const ObserveSeams looks{ServiceNameOf(stored),
                           service ? service->driver.get() : nullptr,
                           seams.host,
                           discovery,
                           seams.clock,
                           fresh.Of(stored.name)};
  input.observation = Observe(stored, input.node, looks, call);
  input.source = snapshots.SourceOf(stored);
  input.now = seams.clock.Now();
  return input;
}

// The loop of one volume, in one screen: load → observe, then plan → judge → execute the first
// action.
Pass Reconciler::Internals::Run(const VolumeName& name, std::stop_token stop) {
  const auto stored = seams.store.Load(name);
  if (!stored) {
    if (stored.error().code == Code::NotFound) return {};
    return {ReconcileOutcome::Failed, seams.clock.Now() + kRetryStore};
  }
  const Service* service = ServiceOf(*stored);
  PlanInput input = Look(*stored, service, stop);
  const auto concerned = snapshots.Note(input.stored, input.observation);
  if (!concerned) return {ReconcileOutcome::Failed, input.now + kRetryStore};
  Pass pass = Decide(input, service, stop);
  pass.concerned = *concerned;
  return pass;
}

Pass Reconciler::Internals::Decide(const PlanInput& input, const Service* service,
                                   std::stop_token stop) {
  const Plan plan = MakePlan(input);

  if (const auto* wait = std::get_if<Wait>(&plan)) {
    return Settle(input, ReadyCondition(plan, input.stored), ReconcileOutcome::Waiting,
                  wait->until);
  }
  if (std::holds_alternative<Blocked>(plan)) {
    return Settle(input, ReadyCondition(plan, input.stored), ReconcileOutcome::Blocked,
                  input.now + config.plan.recheckBlocked);
  }
  const Actions& actions = std::get<Actions>(plan);
  if (actions.empty()) {
    return Settle(input, ReadyCondition(plan, input.stored), ReconcileOutcome::Converged,
                  std::nullopt);
  }
  const Verdict verdict = Judge(actions.front(), input);
  switch (verdict.decision) {
    case Decision::Allow:
      return Act(actions.front(), input, service, stop);
    case Decision::Deny:
      return Settle(input, ObjectedCondition(verdict, input.stored), ReconcileOutcome::Blocked,
                    std::nullopt);
    case Decision::Defer:
      return Settle(input, ObjectedCondition(verdict, input.stored), ReconcileOutcome::Waiting,
                    verdict.until);
  }
  return {};
}

Pass Reconciler::Internals::Act(const Action& action, const PlanInput& input,
                                const Service* service, std::stop_token stop) {
  const VolumeName& name = input.stored.name;
  const auto standing =
      backoff.Standing(name, action.kind(), InputGeneration(input.stored), input.now);
  if (standing) {
    const bool forever = standing->until == TimePoint::max();
    return Settle(input, FailedCondition(standing->error, input.stored), ReconcileOutcome::Failed,
                  forever ? std::nullopt : std::optional(standing->until));
  }
  const auto lock = seams.locks.TryLock(input.stored.uid);
  if (!lock) {
    const Wait wait{input.now + kRetryLock, Reason::OperationRunning, lock.error().message};
    return Settle(input, ReadyCondition(wait, input.stored), ReconcileOutcome::Waiting, wait.until);
  }
  const auto slot = slots.TryTake(ServiceNameOf(input.stored), action.kind(), input);
  if (!slot) {
    const Wait wait{input.now + kRetrySlot, Reason::AttachBusy,
                    std::string(Explain(Reason::AttachBusy))};
    return Settle(input, ReadyCondition(wait, input.stored), ReconcileOutcome::Waiting, wait.until);
  }
  const auto outcome = executor.Execute(action, input, service, **lock, stop);
  // Attachments are counted by listings.
  if (input.capabilities && input.capabilities->attachLimit && ChangesAttachments(action.kind())) {
    discovery.Outdate(ServiceNameOf(input.stored));
  }
  NoteFilesystem(action, name, outcome.has_value());
  if (!outcome) return Failed(action, input, outcome.error());
  backoff.Succeeded(name, action.kind());
  return {ReconcileOutcome::Progressed, seams.clock.Now()};
}

// From a mkfs that ended well to the end of the next step, whatever it is.
void Reconciler::Internals::NoteFilesystem(const Action& action, const VolumeName& volume,
                                           bool succeeded) {
  if (action.kind() == ActionKind::GrowFilesystem) askedAgain.Forget(volume);
  const auto* format = std::get_if<step::Format>(&action.step);
  if (format != nullptr && succeeded) {
    fresh.Note(volume, format->uuid);
  } else {
    fresh.Forget(volume);
  }
}

Pass Reconciler::Internals::Failed(const Action& action, const PlanInput& input,
                                   const Error& error) {
  const TimePoint now = seams.clock.Now();
  if (error.code == Code::Aborted)
    return {ReconcileOutcome::Progressed, now};  // planned from an older world
  const auto entry =
      backoff.Failed(input.stored.name, action.kind(), error, InputGeneration(input.stored), now);
  const bool forever = entry.until == TimePoint::max();
  // The attempt wrote its own record: the condition goes on top of that one.
  const auto stored = seams.store.Load(input.stored.name);
  PlanInput after = input;
  if (stored) after.stored = *stored;
  after.now = now;
  return Settle(after, FailedCondition(error, after.stored), ReconcileOutcome::Failed,
                forever ? std::nullopt : std::optional(entry.until));
}

// The end of a pass that leaves the world alone: the record says why. Writes only what changed.
Pass Reconciler::Internals::Settle(const PlanInput& input, Condition ready,
                                   ReconcileOutcome outcome, std::optional<TimePoint> again) {
  const VolumeState& stored = input.stored;
  if (IsGone(stored)) return {outcome, again};
  Record record = stored.record;
  record.observedGeneration = SpecGeneration(stored);
  record.observedRevision = stored.revision;
  SetCondition(record, kReady, ready, input.now);
  SetForeignAttachment(record, input);
  SetResizePending(record, input);
  if (record != stored.record && !shuttingDown) {
    const auto saved = seams.store.SaveRecord(record);
    if (!saved) return {ReconcileOutcome::Failed, input.now + kRetryStore};
    TellChange(stored, record.conditions[kReady]);
    seams.observer.OnStatus(stored.name);
  }
  return {outcome, again};
}

void Reconciler::Internals::TellChange(const VolumeState& stored, const Condition& ready) {
  const auto before = stored.record.conditions.find(kReady);
  const bool same = before != stored.record.conditions.end() &&
                    before->second.status == ready.status && before->second.reason == ready.reason;
  if (same) return;
  if (ready.reason == ToString(Reason::DriftReported)) {
    seams.observer.OnDrift(stored.name, Reason::DriftReported, false);
  }
  const auto reason = ParseReason(ready.reason);
  if (reason == Reason::AttachedElsewhere || reason == Reason::WaitsForRelease) {
    seams.observer.OnPreemptionDenied(stored.name, *reason);
  }
  Event event;
  event.at = ready.since;
  event.volume = stored.name;
  event.type = ready.status ? EventType::Normal : EventType::Warning;
  event.reason = ready.status ? "Ready" : ready.reason;
  event.message = ready.message;
  // An event that cannot be written is lost; the condition itself is not.
  if (seams.store.AppendEvents({event})) seams.observer.OnEvent(event);
}

Reconciler::Reconciler(Seams seams, ReconcilerConfig config)
    : internals_(std::make_unique<Internals>(seams, std::move(config))) {}

Reconciler::~Reconciler() = default;

Pass Reconciler::Reconcile(const VolumeName& name, std::stop_token stop) {
  const auto began = std::chrono::steady_clock::now();
  Pass pass;
  try {
    pass = internals_->Run(name, stop);
  } catch (const std::exception& broken) {
    // A broken invariant of one volume must not stop the others.
    internals_->seams.observer.OnPanic(name, broken.what());
    pass = {ReconcileOutcome::Failed,
            internals_->seams.clock.Now() + internals_->config.backoff.longest};
  }
  internals_->seams.observer.OnReconcile(name, pass.outcome,
                                         std::chrono::steady_clock::now() - began);
  return pass;
}

PlanReport Reconciler::Preview(const VolumeState& stored, std::stop_token stop) {
  const PlanInput input = internals_->Look(stored, internals_->ServiceOf(stored), stop);
  PlanReport report{stored.name, MakePlan(input), std::nullopt};
  if (const auto* actions = std::get_if<Actions>(&report.plan); actions && !actions->empty()) {
    const Verdict verdict = Judge(actions->front(), input);
    if (verdict.decision != Decision::Allow) report.objection = verdict;
  }
  return report;
}

void Reconciler::ResetBackoff(const VolumeName& name) {
  internals_->backoff.Reset(name);
  internals_->askedAgain.Note(name);
}

void Reconciler::BeginShutdown() { internals_->shuttingDown = true; }

void Reconciler::SetDraining(bool draining) { internals_->draining = draining; }

void Reconciler::SetHeld(bool held) { internals_->held = held; }

Observed<std::shared_ptr<const Listing>> Reconciler::Discover(const ServiceName& name,
                                                              std::stop_token stop) {
  Internals& all = *internals_;
  const auto service = all.seams.services.find(name);
  if (service == all.seams.services.end()) {
    return Observed<std::shared_ptr<const Listing>>::NotKnown("it is not configured");
  }
  const CallContext call{std::chrono::steady_clock::now() + all.config.callTimeout, stop, -1};
  return all.discovery.Of(name, *service->second.driver, all.seams.clock.Now(), call);
}

Observed<std::shared_ptr<const Listing>> Reconciler::LastDiscovered(const ServiceName& name) {
  return internals_->discovery.Newest(name);
}

Observed<SnapshotListing> Reconciler::Snapshots(const ServiceName& name, std::stop_token stop) {
  Internals& all = *internals_;
  const auto service = all.seams.services.find(name);
  if (service == all.seams.services.end()) {
    return Observed<SnapshotListing>::NotKnown("it is not configured");
  }
  const CallContext call{std::chrono::steady_clock::now() + all.config.callTimeout, stop, -1,
                         "service " + name.value};
  const TimePoint asOf = all.seams.clock.Now();
  auto listing = service->second.driver->ListSnapshots(call);
  if (listing) return Observed<SnapshotListing>::Known(std::move(*listing), asOf);
  return Observed<SnapshotListing>::NotKnown(std::move(listing.error().message));
}

std::optional<std::string> Reconciler::LiveMount(const VolumeState& stored) {
  const auto& mount = stored.record.mount;
  if (!mount || mount->boot != internals_->config.boot) return std::nullopt;
  if (!internals_->live.Shows(*mount)) return std::nullopt;
  NodeView node;
  node.name = internals_->config.node;
  node.boot = internals_->config.boot;
  node.mountRoot = internals_->config.mountRoot;
  const auto wanted = WantedMount(stored, node);
  return mount->target + (wanted ? wanted->subPath : std::string());
}

std::shared_ptr<const Host::MountTable> Reconciler::Mounts() {
  return internals_->seams.host.Mounts().value_or(nullptr);
}

Result<bool> Reconciler::IsMountedBeyond(const VolumeState& stored, std::stop_token stop) {
  const auto& mount = stored.record.mount;
  if (!mount || mount->boot != internals_->config.boot) return false;
  const auto device = ParseMountedDevice(mount->liveDevice);
  if (!device) return false;
  const CallContext call{std::chrono::steady_clock::now() + internals_->config.callTimeout, stop,
                         -1, "volume " + stored.name.value};
  return internals_->seams.host.IsMountedBeyond(*device, mount->target, call);
}

std::vector<VolumeName> Reconciler::ConcernedBy(const std::vector<std::string>& targets) {
  std::set<VolumeName> concerned;
  for (const std::string& target : targets) {
    if (const auto volume = internals_->targets.At(target)) concerned.insert(*volume);
    for (const VolumeName& child : internals_->targets.Below(target)) concerned.insert(child);
    if (const auto parent = internals_->targets.ParentOf(target)) concerned.insert(parent->volume);
  }
  return {concerned.begin(), concerned.end()};
}

}  // namespace rexray
