// Snapshots that are declared: taken once, of one moment, kept beyond their volume, deleted only on
// a word that was recorded; and volumes that are made from them.

#include <gtest/gtest.h>

#include <algorithm>

#include "policies/policy.h"
#include "reconciler/planner.h"
#include "tests/support/plan_world.h"
#include "tests/support/sim_node.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

StoredSnapshot NightlyOf(const std::string& name = "nightly") {
  StoredSnapshot snapshot;
  snapshot.spec.name = {name};
  snapshot.spec.volume = {"pg"};
  snapshot.status.service = {"local"};
  snapshot.status.token = {UuidV5(name)};
  return snapshot;
}

// "pg", mounted, with one Snapshot of which its service shows nothing.
class PlanDeclaredSnapshot : public testing::Test {
 protected:
  PlanDeclaredSnapshot() {
    world_.Created().Attached().Formatting().Formatted().Mounted();
    world_.input.capabilities->snapshots = true;
    world_.input.stored.snapshots = {NightlyOf()};
    Shows({});
  }

  void Shows(std::vector<BackendSnapshot> snapshots) {
    world_.input.observation.snapshots =
        Observed<std::vector<BackendSnapshot>>::Known(std::move(snapshots), world_.input.now);
  }
  StoredSnapshot& snapshot() { return world_.input.stored.snapshots.front(); }
  BackendSnapshot Shown(SnapshotState state = SnapshotState::Available) {
    BackendSnapshot shown;
    shown.id = {"snap-7"};
    shown.token = snapshot().status.token;
    shown.state = state;
    return shown;
  }
  void Remove(SnapshotReclaim policy) {
    snapshot().spec.reclaimPolicy = policy;
    snapshot().removed = world_.input.now;
  }
  template <class Step>
  Step First() {
    return std::get<Step>(std::get<Actions>(MakePlan(world_.input)).front().step);
  }

  PlanWorld world_;
};

TEST_F(PlanDeclaredSnapshot, IsTakenWhileTheWritersOfItsMountWait) {
  EXPECT_EQ(PlanOf(world_), "Snapshot");
  const auto step = First<step::Snapshot>();
  ASSERT_TRUE(step.mounted);
  EXPECT_EQ(step.mounted->target, PlanWorld::kTarget);
  EXPECT_FALSE(step.mounted->leftFrozen);
  EXPECT_EQ(step.token, snapshot().status.token);
}

TEST_F(PlanDeclaredSnapshot, WhatAKilledDaemonMayHaveLeftFrozenIsThawedFirst) {
  world_.input.stored.openOperation = Operation();
  world_.input.stored.openOperation->action = ActionKind::Snapshot;
  EXPECT_TRUE(First<step::Snapshot>().mounted->leftFrozen);
}

TEST_F(PlanDeclaredSnapshot, IsNotTakenOfWhatNobodyCanMakeWait) {
  world_.attachment().mount.reset();
  world_.record().mount.reset();
  world_.NothingMounted();
  EXPECT_EQ(PlanOf(world_), "Wait SnapshotWaits");
}

TEST_F(PlanDeclaredSnapshot, IsNotTakenWhileAnotherNodeHasTheVolume) {
  world_.input.stored.attachments.clear();
  world_.record().mount.reset();
  world_.record().attach.reset();
  world_.NothingMounted();
  world_.backend().attachments = {{NodeName{"n2"}, AttachState::Attached, ""}};
  EXPECT_EQ(PlanOf(world_), "Wait SnapshotWaits");
}

TEST_F(PlanDeclaredSnapshot, NotAskedIsNotAbsent) {
  world_.input.observation.snapshots = Observed<std::vector<BackendSnapshot>>::NotKnown("cut");
  EXPECT_EQ(PlanOf(world_), "Wait SnapshotWaits");
  Shows({});
  world_.record().lastEffectAt = world_.input.now + 1ms;
  world_.input.observation.backend.asOf = world_.input.now + 1ms;
  EXPECT_EQ(PlanOf(world_), "Wait SnapshotWaits") << "the listing is older than our last step";
}

TEST_F(PlanDeclaredSnapshot, G38_OneThatWasTakenIsNeverTakenAnew) {
  snapshot().status.id = SnapshotId{"snap-7"};
  snapshot().status.state = SnapshotState::Available;
  EXPECT_EQ(PlanOf(world_), "") << "although its service shows it no more";
  snapshot().status.state = SnapshotState::Failed;
  EXPECT_EQ(PlanOf(world_), "");
  snapshot().status.state = SnapshotState::Creating;
  EXPECT_EQ(PlanOf(world_), "Wait SnapshotWaits");
}

TEST_F(PlanDeclaredSnapshot, ComesAfterAllThatTheVolumeNeedsItself) {
  PlanWorld fresh;
  fresh.input.capabilities->snapshots = true;
  fresh.input.stored.snapshots = {NightlyOf()};
  const std::string plan = PlanOf(fresh);
  EXPECT_TRUE(plan.starts_with("Create ")) << plan;
  EXPECT_TRUE(plan.ends_with(" Mount Snapshot")) << plan;
}

TEST_F(PlanDeclaredSnapshot, G38_ItsDataGoesOnlyOnARecordedWord) {
  Shows({Shown()});
  Remove(SnapshotReclaim::Delete);
  EXPECT_EQ(PlanOf(world_), "DeleteSnapshot");
  const Action action = std::get<Actions>(MakePlan(world_.input)).front();
  EXPECT_EQ(Judge(action, world_.input).decision, Decision::Allow);
  snapshot().spec.deletionProtection = true;
  EXPECT_EQ(Judge(action, world_.input).decision, Decision::Deny);
  snapshot().spec.deletionProtection = false;
  snapshot().spec.reclaimPolicy = SnapshotReclaim::Retain;
  EXPECT_EQ(Judge(action, world_.input).decision, Decision::Deny);
  snapshot().spec.reclaimPolicy = SnapshotReclaim::Delete;
  snapshot().removed.reset();
  EXPECT_EQ(Judge(action, world_.input).decision, Decision::Deny);
}

TEST_F(PlanDeclaredSnapshot, WhatIsGoneAtItsServiceIsForgotten) {
  Remove(SnapshotReclaim::Delete);
  EXPECT_EQ(First<step::DeleteSnapshot>().id, std::nullopt);
  world_.input.observation.snapshots = Observed<std::vector<BackendSnapshot>>::NotKnown("cut");
  EXPECT_EQ(PlanOf(world_), "Wait SnapshotWaits");
}

TEST_F(PlanDeclaredSnapshot, WhatAnotherServiceHasIsLeftAloneAndForgotten) {
  Shows({Shown()});
  Remove(SnapshotReclaim::Delete);
  snapshot().status.id = SnapshotId{"snap-7"};
  snapshot().status.service = {"other"};
  EXPECT_EQ(First<step::DeleteSnapshot>().id, std::nullopt);
}

TEST_F(PlanDeclaredSnapshot, IsDeletedAlsoWhileItsVolumeWaitsOrIsGone) {
  Shows({Shown()});
  Remove(SnapshotReclaim::Delete);
  PlanWorld deleted = world_;
  deleted.Deleted(ReclaimPolicy::Delete, deleted.input.now + 24h);
  deleted.record().mount.reset();
  deleted.record().attach.reset();
  deleted.NothingMounted();
  deleted.backend().attachments.clear();
  deleted.backend().facts->deletedAt = deleted.input.now;
  EXPECT_EQ(PlanOf(deleted), "DeleteSnapshot");
  world_.input.stored.volume.reset();
  EXPECT_EQ(PlanOf(world_), "DeleteSnapshot");
}

class DeclaredSnapshots : public testing::Test {
 protected:
  static std::string WhyNot(const Result<std::vector<ObjectChange>>& committed) {
    return committed ? "it was done" : committed.error().reason;
  }
  static SimOptions Able() {
    SimOptions options;
    options.snapshots = true;
    return options;
  }
  void SetUp() override {
    node_.ApplyPg();
    node_.Converge();
    Write("rows");
  }
  void Write(const std::string& data) {
    ASSERT_TRUE(node_.host().Write("/srv/pg", data)) << node_.Ready().message;
  }
  Result<std::vector<ObjectChange>> Commit(const SpecChange& change) {
    return node_.store().Commit(change, node_.clock().Now());
  }
  Result<std::vector<ObjectChange>> Declare(SnapshotReclaim policy = SnapshotReclaim::Retain) {
    SpecChange change;
    change.snapshots.push_back({NightlyOf().spec, {}});
    change.snapshots.front().spec.reclaimPolicy = policy;
    return Commit(change);
  }
  Result<std::vector<ObjectChange>> Remove(const std::string& name = "nightly") {
    SpecChange change;
    change.removedSnapshots = {{name}};
    return Commit(change);
  }
  Result<std::vector<ObjectChange>> DeclareFrom(SourceSpec source) {
    VolumeSpec spec = SimNode::Volume("copy");
    spec.source = std::move(source);
    SpecChange change;
    change.volumes.push_back({std::move(spec), {}});
    change.attachments.push_back({node_.Mounted("copy", "/srv/copy"), {}});
    return Commit(change);
  }
  void DeleteVolumeWithItsData() {
    VolumeSpec spec = SimNode::Volume();
    spec.reclaimPolicy = ReclaimPolicy::Delete;
    node_.Apply({spec}, {node_.Mounted()});
    node_.Delete("pg");
    node_.Converge();
  }
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    const auto desired = node_.store().Desired().value();
    for (const auto& each : desired->snapshots) names.push_back(each->spec.name.value);
    return names;
  }
  std::string DataOf(const std::string& volume) {
    return node_.world().Find(VolumeName{volume})->content.data;
  }
  std::size_t Kept() { return node_.world().snapshots().size(); }

  SimNode node_{Able()};
};

TEST_F(DeclaredSnapshots, KeepsTheMomentOfItsDeclarationForEver) {
  ASSERT_TRUE(Declare());
  node_.Converge();
  Write("newer rows");
  ASSERT_TRUE(Declare());
  node_.Restart();
  node_.Converge();
  ASSERT_EQ(Kept(), 1u);
  EXPECT_EQ(node_.world().snapshots().begin()->second.content.data, "rows");
  EXPECT_EQ(node_.State().snapshots.front().status.state, SnapshotState::Available);
}

TEST_F(DeclaredSnapshots, G38_IsNotTakenAnewWhenItsServiceLostIt) {
  ASSERT_TRUE(Declare());
  node_.Converge();
  const SnapshotId id = node_.world().snapshots().begin()->first;
  ASSERT_TRUE(node_.world().DeleteSnapshot(id));
  node_.Restart();
  node_.Converge();
  EXPECT_EQ(Kept(), 0u) << "what is called so now is of another moment";
}

TEST_F(DeclaredSnapshots, G17_LostRepliesMakeNoSecondOne) {
  node_.world().faults().LoseReply("Snapshot", 3);
  ASSERT_TRUE(Declare());
  node_.Converge();
  EXPECT_EQ(Kept(), 1u);
  EXPECT_EQ(node_.Ready().reason, "Converged");
}

TEST_F(DeclaredSnapshots, WhatKeepsItFromBeingTakenKeepsNobodyFromTheVolume) {
  node_.world().faults().Refuse("Snapshot", {Code::ResourceExhausted, "full", {}}, 100);
  ASSERT_TRUE(Declare());
  node_.Step();
  node_.Step();
  EXPECT_EQ(node_.Ready().reason, kSnapshotNotTaken);
  EXPECT_NE(node_.Ready().message.find("full"), std::string::npos);
}

TEST_F(DeclaredSnapshots, RestoresAlsoWhenItsVolumeIsGone) {
  ASSERT_TRUE(Declare());
  node_.Converge();
  DeleteVolumeWithItsData();
  ASSERT_FALSE(node_.Exists());
  EXPECT_EQ(Names(), std::vector<std::string>{"nightly"});
  ASSERT_TRUE(DeclareFrom({.snapshot = {"nightly"}}));
  node_.Converge("copy");
  EXPECT_EQ(DataOf("copy"), "rows");
  EXPECT_EQ(node_.Ready("copy").reason, "Converged");
}

TEST_F(DeclaredSnapshots, AVolumeWaitsForTheSnapshotThatItIsMadeFrom) {
  ASSERT_TRUE(Declare());
  ASSERT_TRUE(DeclareFrom({.snapshot = {"nightly"}}));
  node_.Step("copy");
  EXPECT_EQ(node_.Ready("copy").reason, "SourcePending");
  node_.Converge();
  node_.Converge("copy");
  EXPECT_EQ(DataOf("copy"), "rows");
}

TEST_F(DeclaredSnapshots, TellsWhichVolumesItConcernsOnceItIsComplete) {
  ASSERT_TRUE(Declare());
  ASSERT_TRUE(DeclareFrom({.snapshot = {"nightly"}}));
  node_.Step();
  EXPECT_EQ(node_.Step().concerned, std::vector{VolumeName{"copy"}});
}

TEST_F(DeclaredSnapshots, G38_OneThatAVolumeIsToBeMadeFromIsNotDeleted) {
  ASSERT_TRUE(Declare(SnapshotReclaim::Delete));
  node_.Converge();
  ASSERT_TRUE(DeclareFrom({.snapshot = {"nightly"}}));
  EXPECT_EQ(WhyNot(Remove()), "SnapshotInUse");
  node_.Converge("copy");
  EXPECT_TRUE(Remove());
  node_.Converge();
  EXPECT_EQ(Kept(), 0u);
  EXPECT_EQ(DataOf("copy"), "rows");
}

TEST_F(DeclaredSnapshots, AVolumeDoesNotGoBeforeItsSnapshotIsTaken) {
  ASSERT_TRUE(Declare());
  SpecChange removal;
  removal.removedVolumes = {{{"pg"}, node_.clock().Now()}};
  EXPECT_EQ(WhyNot(Commit(removal)), "SnapshotPending");
  node_.Converge();
  EXPECT_TRUE(Commit(removal));
}

TEST_F(DeclaredSnapshots, DeletedWithRetainItStaysAtItsService) {
  ASSERT_TRUE(Declare());
  node_.Converge();
  ASSERT_TRUE(Remove());
  node_.Converge();
  EXPECT_TRUE(Names().empty());
  EXPECT_EQ(Kept(), 1u);
  ASSERT_TRUE(Declare());
  Write("newer rows");
  node_.Converge();
  EXPECT_EQ(Kept(), 1u) << "declared again it is taken back";
}

TEST_F(DeclaredSnapshots, DeletedWithDeleteItGoesAlsoWhenItsVolumeIsGone) {
  ASSERT_TRUE(Declare(SnapshotReclaim::Delete));
  node_.Converge();
  node_.Delete("pg");
  node_.Converge();
  ASSERT_TRUE(Remove());
  node_.world().faults().LoseReply("DeleteSnapshot", 1);
  node_.Converge();
  EXPECT_EQ(Kept(), 0u);
  EXPECT_TRUE(Names().empty());
}

TEST_F(DeclaredSnapshots, OfAVolumeThatIsForgottenNothingIsLeftButTheSnapshots) {
  ASSERT_TRUE(Declare(SnapshotReclaim::Delete));
  node_.Converge();
  DeleteVolumeWithItsData();
  EXPECT_TRUE(node_.store().VolumeNames().value().empty());
  ASSERT_TRUE(Remove());
  EXPECT_EQ(node_.store().VolumeNames().value().size(), 1u) << "or nobody would come to it";
  node_.Restart();
  for (int i = 0; i < 3; ++i) node_.Step();
  EXPECT_EQ(Kept(), 0u);
  EXPECT_TRUE(Names().empty());
  EXPECT_TRUE(node_.store().VolumeNames().value().empty()) << "a record of it came back";
}

TEST_F(DeclaredSnapshots, ACopyOfAVolumeIsItsMomentAndLeavesNothingBehind) {
  ASSERT_TRUE(DeclareFrom({.volume = {"pg"}}));
  node_.Converge();
  Write("newer rows");
  node_.Converge("copy");
  EXPECT_EQ(DataOf("copy"), "rows");
  EXPECT_EQ(DataOf("pg"), "newer rows");
  node_.Converge();
  EXPECT_TRUE(Names().empty());
  EXPECT_EQ(Kept(), 0u);
}

// It would be deleted, with its data, once the copy exists.
TEST_F(DeclaredSnapshots, G38_ACopyTakesOverNoSnapshotThatSomebodyDeclared) {
  SpecChange change;
  change.snapshots.push_back({NightlyOf("copy.source").spec, {"default", ""}});
  ASSERT_TRUE(Commit(change));
  node_.Converge();
  EXPECT_EQ(WhyNot(DeclareFrom({.volume = {"pg"}})), "NameTaken");
  EXPECT_EQ(node_.State().snapshots.front().spec, NightlyOf("copy.source").spec);
  EXPECT_EQ(Kept(), 1u);
}

TEST_F(DeclaredSnapshots, ACopyThatIsGivenUpLeavesNothingBehindEither) {
  ASSERT_TRUE(DeclareFrom({.volume = {"pg"}}));
  node_.Converge();
  node_.Delete("copy");
  node_.Converge("copy");
  node_.Converge();
  EXPECT_TRUE(Names().empty());
  EXPECT_EQ(Kept(), 0u);
}

}  // namespace
}  // namespace rexray
