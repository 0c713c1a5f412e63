#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "policies/policy.h"
#include "reconciler/conditions.h"
#include "reconciler/planner.h"
#include "tests/support/plan_world.h"

// One walk through every state in which a volume can stay: each is reached, and each names the
// command that ends it.

namespace rexray {
namespace {

using namespace std::chrono_literals;

using Arrange = std::function<void(PlanWorld&)>;

Observed<BackendVolume> NoAnswer() { return Observed<BackendVolume>::NotKnown("no answer"); }

void HeldBy(PlanWorld& world, Preemption preemption) {
  world.Created();
  world.backend().attachments = {{NodeName{"n2"}, AttachState::Attached, ""}};
  world.attachment().preemption = preemption;
}

void ClaimEnded(PlanWorld& world) {
  world.Mounted();
  world.input.stored.attachments.clear();
  world.record().lastClaimEnded = world.input.now;
  world.record().lastClaimBoot = world.input.node.boot;
}

void NotOnTarget(PlanWorld& world, TargetState state) {
  world.Formatted();
  world.input.observation.target = Observed<TargetState>::Known(state, world.input.now);
}

void Named(PlanWorld& world, int volumes) {
  for (int i = 0; i < volumes; ++i) {
    BackendVolume theirs;
    theirs.id = BackendId{"theirs-" + std::to_string(i)};
    theirs.name = world.input.stored.name;
    world.input.observation.listing.value.candidates.push_back(theirs);
  }
}

const std::map<Reason, Arrange>& States() {
  static const std::map<Reason, Arrange> states = {
      {Reason::BackendUnknown, [](PlanWorld& w) { w.input.observation.backend = NoAnswer(); }},
      {Reason::HostUnknown,
       [](PlanWorld& w) {
         w.Formatted();
         w.input.observation.mounts = Observed<std::vector<SeenMount>>::NotKnown("no answer");
       }},
      {Reason::BackendBusy,
       [](PlanWorld& w) { w.Created().backend().state = BackendState::Creating; }},
      {Reason::ConsistencyWindow,
       [](PlanWorld& w) {
         w.input.capabilities->create = CreateIdempotency::ListingOnly;
         w.input.capabilities->consistencyWindow = 5s;
         w.record().createStarted = true;
         w.record().lastCreateAt = w.input.now - 1s;
       }},
      {Reason::Lingering, ClaimEnded},
      {Reason::Contested,
       [](PlanWorld& w) {
         w.Mounted().NothingMounted();
         w.record().repairs = {w.input.now - 1s};
       }},
      {Reason::ParentNotMounted,
       [](PlanWorld& w) {
         w.Formatted().Clean().input.node.unmountedParent = VolumeName{"above"};
       }},
      {Reason::ChildMounted,
       [](PlanWorld& w) {
         w.Mounted().WithoutAttachment().input.node.mountedChildren = {{"below"}};
       }},
      {Reason::DeviceInUse,
       [](PlanWorld& w) { w.Attached().Layer("/elsewhere", true).WithoutAttachment(); }},
      {Reason::Quarantined,
       [](PlanWorld& w) {
         w.Created().Deleted(ReclaimPolicy::Delete, w.input.now + 1h);
         w.backend().facts->deletedAt = w.input.now;
       }},
      {Reason::SnapshotPending,
       [](PlanWorld& w) {
         w.Created().Deleted(ReclaimPolicy::Snapshot, w.input.now);
         w.Snapshotted(SnapshotState::Creating);
       }},
      {Reason::NoSnapshots,
       [](PlanWorld& w) { w.Created().Deleted(ReclaimPolicy::Snapshot, w.input.now); }},
      {Reason::SnapshotFailed,
       [](PlanWorld& w) {
         w.Created().Deleted(ReclaimPolicy::Snapshot, w.input.now);
         w.Snapshotted(SnapshotState::Failed);
       }},
      {Reason::WaitsForRelease, [](PlanWorld& w) { HeldBy(w, Preemption::WhenReleased); }},
      {Reason::SnapshotWaits,
       [](PlanWorld& w) {
         w.Mounted().input.capabilities->snapshots = true;
         w.input.stored.snapshots.emplace_back();
       }},
      {Reason::SourcePending,
       [](PlanWorld& w) {
         w.input.stored.volume->spec.source = SourceSpec{{"nightly"}};
         w.input.source = SnapshotStatus();
       }},
      {Reason::ShuttingDown, [](PlanWorld& w) { w.input.node.shuttingDown = true; }},
      {Reason::Held, [](PlanWorld& w) { w.input.node.held = true; }},
      {Reason::Paused, [](PlanWorld& w) { w.input.stored.paused = true; }},
      {Reason::FormatRefused, [](PlanWorld& w) { w.Attached().Probed({}, false); }},
      {Reason::FilesystemMismatch,
       [](PlanWorld& w) {
         w.Attached().Probed({{"xfs", "u"}}, false);
       }},
      {Reason::IdentityMismatch,
       [](PlanWorld& w) {
         w.Formatted().input.observation.device.value.identity = DeviceIdentity{"another"};
       }},
      {Reason::TargetNotEmpty,
       [](PlanWorld& w) {
         NotOnTarget(w, {true, false, false});
       }},
      {Reason::TargetNotDirectory,
       [](PlanWorld& w) {
         NotOnTarget(w, {false, false, false});
       }},
      {Reason::TargetMounted, [](PlanWorld& w) { w.Formatted().Layer(PlanWorld::kTarget, false); }},
      {Reason::AttachedElsewhere, [](PlanWorld& w) { HeldBy(w, Preemption::Never); }},
      {Reason::AccessModeConflict,
       [](PlanWorld& w) {
         HeldBy(w, Preemption::Never);
         w.input.stored.volume->spec.accessMode = AccessMode::ReadOnlyMany;
       }},
      {Reason::NoFreeSlot,
       [](PlanWorld& w) {
         w.Created().input.capabilities->attachLimit = 1;
         w.input.observation.listing.value.attachedHere = 1;
       }},
      {Reason::DeletedElsewhere,
       [](PlanWorld& w) {
         w.Created().input.node.domainOfOne = false;
         w.backend().facts->owner = NodeName{"n2"};
         w.backend().facts->deletedAt = w.input.now;
       }},
      {Reason::Drained, [](PlanWorld& w) { w.Created().input.node.draining = true; }},
      {Reason::BackendMissing,
       [](PlanWorld& w) {
         w.Created().input.observation.backend = Observed<BackendVolume>::Nothing(w.input.now);
       }},
      {Reason::BackendFailed,
       [](PlanWorld& w) { w.Created().backend().state = BackendState::Failed; }},
      {Reason::AdoptMissing,
       [](PlanWorld& w) {
         w.input.stored.volume->spec.adopt = AdoptSpec{{}, "theirs", ""};
       }},
      {Reason::NameTaken, [](PlanWorld& w) { Named(w, 1); }},
      {Reason::AmbiguousName,
       [](PlanWorld& w) {
         Named(w, 2);
         w.input.stored.volume->spec.onExisting = OnExisting::Adopt;
       }},
      {Reason::NoDevice,
       [](PlanWorld& w) {
         w.Formatted().input.observation.device.presence = Presence::Absent;
         w.backend().attachments.front().device.clear();
       }},
      {Reason::NoOwner,
       [](PlanWorld& w) {
         w.input.node.domainOfOne = false;
         w.input.stored.attachments.clear();
       }},
      {Reason::NotThisNode,
       [](PlanWorld& w) {
         w.input.node.domainOfOne = false;
         w.input.stored.volume->spec.owner = NodeName{"n2"};
       }},
      {Reason::NoService, [](PlanWorld& w) { w.input.capabilities.reset(); }},
      {Reason::StateDamaged, [](PlanWorld& w) { w.input.stored.damaged = true; }},
      {Reason::FilesystemReadOnly,
       [](PlanWorld& w) {
         w.Mounted();
         w.record().mount->liveFsOptions = "rw";
         w.input.observation.mounts.value.front().entry.fsOptions = "ro";
       }},
      {Reason::DriftReported,
       [](PlanWorld& w) {
         w.Mounted().NothingMounted();
         w.attachment().driftPolicy = DriftPolicy::Report;
       }},
      {Reason::GrowRefused,
       [](PlanWorld& w) {
         w.Mounted();
         w.input.observation.device.value.size = w.backend().size;
         w.backend().facts->format.size = {1 << 20};
         w.record().growthFailure = GrowthFailure{w.backend().size, "no room"};
       }},
      {Reason::InvalidInput,
       [](PlanWorld& w) {
         w.Attached().input.stored.volume->spec.filesystem->type = FilesystemType::None;
       }},
  };
  return states;
}

// States that are no plan's: the reconciler makes them around a plan, and their own tests show
// them.
bool IsMadeByTheReconciler(Reason reason) {
  return reason == Reason::OperationRunning || reason == Reason::AttachBusy ||
         reason == Reason::BackingOff || reason == Reason::ReclaimDenied ||
         reason == Reason::NeedsRepair || reason == Reason::FolderUnusable ||
         reason == Reason::SourceUnusable;
}

bool IsTold(Reason reason, const Condition& condition) {
  return condition.reason == ToString(reason);
}

Condition ConditionOf(PlanWorld& world) {
  const Plan plan = MakePlan(world.input);
  const auto* actions = std::get_if<Actions>(&plan);
  if (actions == nullptr || actions->empty()) return ReadyCondition(plan, world.input.stored);
  const Verdict verdict = Judge(actions->front(), world.input);
  if (verdict.decision == Decision::Allow) return ReadyCondition(plan, world.input.stored);
  return ObjectedCondition(verdict, world.input.stored);
}

TEST(Exits, G13_EveryStateIsReachedAndNamesTheCommandThatEndsIt) {
  for (const auto& [reason, arrange] : States()) {
    SCOPED_TRACE(std::string(ToString(reason)));
    PlanWorld world;
    arrange(world);
    const Condition condition = ConditionOf(world);
    EXPECT_TRUE(IsTold(reason, condition)) << condition.reason << ": " << condition.message;
    EXPECT_FALSE(condition.status);
    EXPECT_FALSE(condition.message.empty());
    EXPECT_FALSE(condition.exit.empty());
    EXPECT_EQ(condition.exit.find("NAME"), std::string::npos) << condition.exit;
  }
}

TEST(Exits, G13_NoStateIsLeftOut) {
  for (int number = static_cast<int>(Reason::BackendUnknown);
       number < static_cast<int>(Reason::Converged); ++number) {
    const Reason reason = static_cast<Reason>(number);
    EXPECT_TRUE(States().contains(reason) || IsMadeByTheReconciler(reason)) << ToString(reason);
    EXPECT_FALSE(ExitCommand(reason).empty()) << ToString(reason);
  }
}

}  // namespace
}  // namespace rexray
