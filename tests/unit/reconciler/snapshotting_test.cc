// Deletion under reclaimPolicy Snapshot: the backend volume goes only after its data is seen to be
// kept.

#include <gtest/gtest.h>

#include <algorithm>

#include "reconciler/planner.h"
#include "tests/support/plan_world.h"
#include "tests/support/sim_node.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

PlanWorld DeletedWithSnapshot() {
  PlanWorld world;
  world.Created().Deleted(ReclaimPolicy::Snapshot, world.input.now);
  world.input.capabilities->snapshots = true;
  world.backend().facts->deletedAt = world.input.now;
  return world;
}

std::string PlanWith(SnapshotState state) {
  PlanWorld world = DeletedWithSnapshot();
  return PlanOf(world.Snapshotted(state));
}

TEST(PlanSnapshot, G09_TheVolumeGoesOnlyWhenItsSnapshotIsSeenComplete) {
  PlanWorld world = DeletedWithSnapshot();
  EXPECT_EQ(PlanOf(world), "Wait BackendUnknown") << "not asked is not absent";
  world.input.observation.snapshot = Observed<BackendSnapshot>::Nothing(world.input.now);
  EXPECT_EQ(PlanOf(world), "Snapshot Delete Forget");
  EXPECT_EQ(PlanWith(SnapshotState::Creating), "Wait SnapshotPending");
  EXPECT_EQ(PlanWith(SnapshotState::Failed), "Blocked SnapshotFailed");
  EXPECT_EQ(PlanWith(SnapshotState::Unreadable), "Blocked SnapshotFailed");
  EXPECT_EQ(PlanWith(SnapshotState::Available), "Delete Forget");
}

TEST(PlanSnapshot, G09_WhatWasSeenBeforeOurLastStepDoesNotCount) {
  PlanWorld world = DeletedWithSnapshot();
  world.Snapshotted(SnapshotState::Available).record().lastEffectAt = world.input.now + 1ms;
  world.input.observation.backend.asOf = world.input.now + 1ms;
  EXPECT_EQ(PlanOf(world), "Wait BackendUnknown");
}

TEST(PlanSnapshot, G09_ASnapshotOfAnEarlierDeletionKeepsNothing) {
  PlanWorld world = DeletedWithSnapshot();
  world.Snapshotted(SnapshotState::Available).input.stored.tombstone->generation += 2;
  EXPECT_EQ(PlanOf(world), "Blocked SnapshotFailed");
}

TEST(PlanSnapshot, TheGraceTimeIsThatOfADelete) {
  PlanWorld world = DeletedWithSnapshot();
  world.input.stored.tombstone->deleteAfter = world.input.now + 1h;
  EXPECT_EQ(PlanOf(world), "Wait Quarantined");
  world.backend().facts->deletedAt.reset();
  EXPECT_EQ(PlanOf(world), "Quarantine Snapshot Delete Forget");
}

TEST(PlanSnapshot, OtherNodesAreToldBeforeItIsCopiedAlsoWithoutAGraceTime) {
  PlanWorld world = DeletedWithSnapshot();
  world.backend().facts->deletedAt.reset();
  world.input.observation.snapshot = Observed<BackendSnapshot>::Nothing(world.input.now);
  EXPECT_EQ(PlanOf(world), "Quarantine Snapshot Delete Forget");
}

TEST(PlanSnapshot, WaitsForEveryOtherNodeEvenWithACompleteSnapshot) {
  PlanWorld world = DeletedWithSnapshot();
  world.Snapshotted(SnapshotState::Available).backend().attachments = {
      {NodeName{"n2"}, AttachState::Attached, ""}};
  EXPECT_EQ(PlanOf(world), "Blocked AttachedElsewhere");
}

TEST(PlanSnapshot, AServiceThatMakesNoneNeverDeletes) {
  PlanWorld world = DeletedWithSnapshot();
  world.input.capabilities->snapshots = false;
  EXPECT_EQ(PlanOf(world), "Blocked NoSnapshots");
}

TEST(PlanSnapshot, AVolumeWithoutDataIsLeftToPeople) {
  PlanWorld world = DeletedWithSnapshot();
  world.input.observation.snapshot = Observed<BackendSnapshot>::Nothing(world.input.now);
  world.backend().state = BackendState::Failed;
  EXPECT_EQ(PlanOf(world), "Blocked BackendFailed");
  world.Snapshotted(SnapshotState::Available);
  EXPECT_EQ(PlanOf(world), "Delete Forget") << "a Delete that was cut off";
}

TEST(PlanSnapshot, TheLastStepsSayWhereTheDataIs) {
  PlanWorld world = DeletedWithSnapshot();
  const Plan plan = MakePlan(world.Snapshotted(SnapshotState::Available).input);
  const std::string text = Describe(std::get<Actions>(plan).front());
  EXPECT_NE(text.find("snap-1 on service local"), std::string::npos) << text;
  EXPECT_NE(text.find("rexray get snapshots"), std::string::npos) << text;
  world.input.observation.backend = Observed<BackendVolume>::Nothing(world.input.now);
  const Plan end = MakePlan(world.input);
  EXPECT_NE(Describe(std::get<Actions>(end).front()).find("snap-1"), std::string::npos);
}

class Snapshotting : public testing::Test {
 protected:
  static SimOptions Slow() {
    SimOptions options;
    options.snapshots = true;
    options.snapshotting = SimOptions::kUntilTold;
    return options;
  }
  static VolumeSpec Kept() {
    VolumeSpec spec = SimNode::Volume();
    spec.reclaimPolicy = ReclaimPolicy::Snapshot;
    return spec;
  }
  void SetUp() override { Use("rows"); }
  void Use(const std::string& data) {
    node_.Apply({Kept()}, {node_.Mounted()});
    node_.Converge();
    ASSERT_TRUE(node_.host().Write("/srv/pg", data)) << node_.Ready().message;
  }
  // Passes, waits passed by the clock, until one gives this reason.
  void Await(const std::string& reason) {
    for (int i = 0; i < 50 && node_.Ready().reason != reason; ++i) {
      const Pass pass = node_.Step();
      if (pass.again && *pass.again > node_.clock().Now()) node_.clock().AdvanceTo(*pass.again);
    }
    ASSERT_EQ(node_.Ready().reason, reason) << node_.Ready().message;
  }
  std::size_t Calls(const char* method) { return node_.world().faults().count(method); }
  bool IsThere() { return node_.world().Find(VolumeName{"pg"}).has_value(); }
  SnapshotId Last() { return node_.world().snapshots().rbegin()->first; }
  void Complete(const SnapshotId& id) {
    node_.world().EditSnapshot(
        id, [](SimSnapshot& each) { each.shown.state = SnapshotState::Available; });
  }

  SimNode node_{Slow()};
};

TEST_F(Snapshotting, G09_TheDataIsKeptAndSaysWhere) {
  node_.Delete("pg", 24h);
  Await("Quarantined");
  EXPECT_EQ(Calls("ListSnapshots"), 0u) << "nobody needs to know yet";
  Await("SnapshotPending");
  for (int i = 0; i < 5; ++i) node_.Step();
  EXPECT_TRUE(IsThere()) << "deleted before its snapshot was complete";
  EXPECT_EQ(Calls("Delete"), 0u);
  Complete(Last());
  node_.Converge();
  EXPECT_FALSE(node_.Exists());
  EXPECT_FALSE(IsThere());
  EXPECT_TRUE(node_.world().losses().empty());
  ASSERT_EQ(node_.world().snapshots().size(), 1u);
  EXPECT_EQ(node_.world().snapshots().begin()->second.content.data, "rows");
  const auto events = node_.Events();
  EXPECT_TRUE(std::ranges::any_of(events, [&](const Event& each) {
    return each.reason == "Deleted" && each.message.contains(Last().value) &&
           each.message.contains("rexray get snapshots");
  }));
}

TEST_F(Snapshotting, UndeleteWorksInTheGraceTimeAndCostsNothing) {
  node_.Delete("pg", 24h);
  Await("Quarantined");
  Use("rows");
  EXPECT_TRUE(node_.world().snapshots().empty());
}

TEST_F(Snapshotting, G09_WhatWasWrittenAfterAnEarlierSnapshotIsKeptToo) {
  node_.Delete("pg");
  Await("SnapshotPending");
  const SnapshotId early = Last();
  Use("newer rows");
  Complete(early);
  node_.Delete("pg");
  Await("SnapshotPending");
  EXPECT_NE(Last(), early);
  EXPECT_TRUE(IsThere());
  Complete(Last());
  node_.Converge();
  EXPECT_FALSE(IsThere());
  EXPECT_TRUE(node_.world().losses().empty());
  EXPECT_EQ(node_.world().snapshots().at(Last()).content.data, "newer rows");
}

TEST_F(Snapshotting, AFailedSnapshotKeepsTheVolume) {
  node_.Delete("pg");
  Await("SnapshotPending");
  node_.world().EditSnapshot(Last(),
                             [](SimSnapshot& each) { each.shown.state = SnapshotState::Failed; });
  Await("SnapshotFailed");
  EXPECT_TRUE(IsThere());
  EXPECT_NE(node_.Ready().blocker.find(Last().value), std::string::npos);
  Use("rows");  // the exit
  EXPECT_EQ(node_.Ready().reason, "Converged");
}

TEST_F(Snapshotting, ListingsThatFailOrAreCutProveNothing) {
  node_.Delete("pg");
  node_.world().TruncateListings(true);
  Await("BackendUnknown");
  EXPECT_EQ(Calls("Snapshot"), 0u);
  node_.world().TruncateListings(false);
  node_.world().faults().Refuse("ListSnapshots", {Code::Unavailable, "throttled", {}}, 3);
  for (int i = 0; i < 3; ++i) node_.Step();
  EXPECT_EQ(Calls("Snapshot"), 0u);
  Await("SnapshotPending");
  EXPECT_TRUE(IsThere());
}

TEST_F(Snapshotting, G17_LostRepliesMakeNoSecondSnapshot) {
  node_.world().faults().LoseReply("Snapshot", 3);
  node_.Delete("pg");
  Await("SnapshotPending");
  EXPECT_EQ(node_.world().snapshots().size(), 1u);
}

}  // namespace
}  // namespace rexray
