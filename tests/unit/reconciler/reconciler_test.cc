#include "reconciler/reconciler.h"

#include <gtest/gtest.h>

#include "tests/support/sim_node.h"

// The whole node over a simulated world: declared volumes come, stay and go.

namespace rexray {
namespace {

using namespace std::chrono_literals;

class Reconciling : public testing::Test {
 protected:
  SimNode node_;

  std::size_t MutatingCalls() {
    std::size_t calls = 0;
    for (const char* each : {"Create", "Attach", "Detach", "Delete", "WriteFacts"}) {
      calls += node_.world().faults().count(each);
    }
    for (const char* each :
         {"Format", "FinishFormat", "MakeTarget", "RemoveTarget", "Mount", "Remount", "Unmount"}) {
      calls += node_.host().faults().count(each);
    }
    return calls;
  }

  void LeaveAs(SimContent::LastUse use) {
    const BackendId id = node_.world().Find(VolumeName{"pg"})->shown.id;
    ASSERT_TRUE(node_.world().Write(id, node_.host().node(),
                                    [use](SimContent& content) { content.lastUse = use; }));
  }
};

TEST_F(Reconciling, MakesADeclaredVolumeAppearAndStaysQuiet) {
  node_.ApplyPg();
  EXPECT_EQ(node_.Converge().outcome, ReconcileOutcome::Converged);
  EXPECT_TRUE(node_.Ready().status);
  ASSERT_TRUE(node_.host().Write("/srv/pg", "rows"));
  EXPECT_EQ(node_.world().Find(VolumeName{"pg"})->content.data, "rows");
  EXPECT_FALSE(node_.world().Find(VolumeName{"pg"})->content.lostFound);

  const std::size_t calls = MutatingCalls();
  const std::uint64_t commits = node_.store().Stats().commits;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(node_.Step().outcome, ReconcileOutcome::Converged);
  EXPECT_EQ(MutatingCalls(), calls);
  EXPECT_EQ(node_.store().Stats().commits, commits) << "a no-op pass writes nothing";
}

TEST_F(Reconciling, EachStepTakenLeavesTheRestOfThePlan) {
  node_.ApplyPg();
  std::string plan = node_.PlanOf();
  EXPECT_EQ(plan, "Create Attach MarkFormatting Format MarkFormatted Mount");
  while (!plan.empty()) {
    ASSERT_EQ(node_.Step().outcome, ReconcileOutcome::Progressed);
    plan.erase(0, plan.find(' ') == std::string::npos ? plan.size() : plan.find(' ') + 1);
    EXPECT_EQ(node_.PlanOf(), plan);
  }
}

TEST_F(Reconciling, G35_ASecondApplyChangesNothing) {
  node_.ApplyPg();
  node_.Converge();
  const std::size_t calls = MutatingCalls();
  const std::uint64_t commits = node_.store().Stats().commits;
  node_.ApplyPg();
  node_.Converge();
  EXPECT_EQ(MutatingCalls(), calls);
  EXPECT_EQ(node_.store().Stats().commits, commits);
}

TEST_F(Reconciling, RepairsAStrangersUnmountOnceAndThenContests) {
  node_.ApplyPg();
  node_.Converge();
  node_.host().StrangerUnmounts("/srv/pg");
  EXPECT_EQ(node_.Step().outcome, ReconcileOutcome::Progressed);
  EXPECT_EQ(node_.host().MountCount("/srv/pg"), 1u);

  node_.Step();
  node_.host().StrangerUnmounts("/srv/pg");
  EXPECT_EQ(node_.Step().outcome, ReconcileOutcome::Waiting);
  EXPECT_EQ(node_.Ready().reason, "Contested");
  EXPECT_EQ(node_.host().MountCount("/srv/pg"), 0u);
  node_.Converge();
  EXPECT_EQ(node_.host().MountCount("/srv/pg"), 1u) << "repaired all the same, later";
}

TEST_F(Reconciling, G05_NobodyWritesUnderAMountThatIsAway) {
  node_.ApplyPg();
  node_.Converge();
  node_.host().StrangerUnmounts("/srv/pg");
  EXPECT_FALSE(node_.host().Write("/srv/pg", "lost"));
}

TEST_F(Reconciling, G28_ARestartTouchesNoMount) {
  node_.ApplyPg();
  node_.Converge();
  const std::size_t calls = MutatingCalls();
  node_.Restart();
  EXPECT_EQ(node_.Converge().outcome, ReconcileOutcome::Converged);
  EXPECT_EQ(MutatingCalls(), calls);
}

TEST_F(Reconciling, AfterARebootItMountsTheSameDataAgain) {
  node_.ApplyPg();
  node_.Converge();
  ASSERT_TRUE(node_.host().Write("/srv/pg", "rows"));
  node_.Reboot();
  node_.Converge();
  EXPECT_EQ(node_.host().Read("/srv/pg"), "rows");
  EXPECT_EQ(node_.host().faults().count("Format"), 1u) << "formatted once, in the first boot";
}

TEST_F(Reconciling, WhatItsOwnMkfsEndedWellWithNeedsNoCheck) {
  node_.ApplyPg();
  node_.Converge();
  EXPECT_EQ(node_.host().checksMade(), 0u);
}

TEST_F(Reconciling, G01_WhatAnEarlierDaemonsMkfsLeftIsChecked) {
  node_.ApplyPg();
  while (node_.host().faults().count("Format") == 0) node_.Step();
  node_.Restart();
  node_.Converge();
  EXPECT_EQ(node_.host().checksMade(), 1u);
  EXPECT_EQ(node_.host().faults().count("Format"), 1u) << "it was whole";
}

TEST_F(Reconciling, G12_WhatWasCutOffIsCheckedOnceAndMounted) {
  node_.ApplyPg();
  node_.Converge();
  ASSERT_TRUE(node_.host().Write("/srv/pg", "rows"));
  LeaveAs(SimContent::LastUse::CutOff);
  node_.Reboot();
  node_.Converge();
  EXPECT_EQ(node_.host().Read("/srv/pg"), "rows");
  EXPECT_EQ(node_.host().faults().count("Check"), 1u);
  EXPECT_TRUE(node_.State().record.repairs.empty()) << "nobody changed anything";
}

TEST_F(Reconciling, G12_WhatNeedsRepairIsLeftAloneUntilARetry) {
  node_.ApplyPg();
  node_.Converge();
  LeaveAs(SimContent::LastUse::LeftDamage);
  node_.Reboot();
  node_.Converge();
  EXPECT_EQ(node_.Ready().reason, "NeedsRepair");
  EXPECT_NE(node_.Ready().exit.find("rexray retry pg"), std::string::npos) << node_.Ready().exit;
  node_.clock().Advance(24h);
  node_.Step();
  EXPECT_EQ(node_.host().faults().count("Check"), 1u) << "somebody may be at work on it";
  EXPECT_EQ(node_.host().MountCount("/srv/pg"), 0u);

  LeaveAs(SimContent::LastUse::EndedWell);  // by hand
  node_.reconciler().ResetBackoff({"pg"});
  node_.Converge();
  EXPECT_EQ(node_.host().MountCount("/srv/pg"), 1u);
}

TEST_F(Reconciling, WhatIsAskedOfANewVolumeReachesTheBackend) {
  VolumeSpec volume = SimNode::Volume();
  volume.type = "gp3";
  volume.iops = 3000;
  volume.availabilityZone = "eu-1a";
  volume.encrypted = true;
  node_.Apply({volume}, {node_.Mounted()});
  node_.Converge();
  const BackendVolume shown = node_.world().Find(VolumeName{"pg"})->shown;
  EXPECT_EQ(shown.type, "gp3");
  EXPECT_EQ(shown.iops, 3000U);
  EXPECT_EQ(shown.availabilityZone, "eu-1a");
  EXPECT_TRUE(shown.encrypted);
}

TEST_F(Reconciling, TheFolderThatIsHandedOutIsMadeOnceAndAgainAfterARepair) {
  AttachmentSpec attachment = node_.Mounted();
  attachment.mount->subPath = "/data/pg";
  node_.Apply({SimNode::Volume()}, {attachment});
  node_.Converge();
  EXPECT_TRUE(node_.Ready().status);
  const auto folders = node_.world().Find(VolumeName{"pg"})->content.folders;
  EXPECT_EQ(folders, (std::set<std::string>{"/data", "/data/pg"}));
  attachment.mount->options = {"noatime"};
  node_.Apply({SimNode::Volume()}, {attachment});
  node_.Converge();
  EXPECT_EQ(node_.host().faults().count("MakeSubPath"), 1u) << "a remount is no new mount";
  node_.host().StrangerUnmounts("/srv/pg");
  node_.Converge();
  EXPECT_EQ(node_.host().faults().count("MakeSubPath"), 2u);
}

TEST_F(Reconciling, AFolderThatCannotBeHandedOutIsToldAndTriedAgain) {
  AttachmentSpec attachment = node_.Mounted();
  node_.Apply({SimNode::Volume()}, {attachment});
  node_.Converge();
  attachment.mount->readOnly = true;
  attachment.mount->subPath = "/data";
  node_.Apply({SimNode::Volume()}, {attachment});
  for (int pass = 0; pass < 5; ++pass) node_.Step();
  EXPECT_EQ(node_.Ready().reason, "FolderUnusable");
  EXPECT_NE(node_.Ready().exit.find("/srv/pg"), std::string::npos) << node_.Ready().exit;
  node_.world().Edit(node_.world().Find(VolumeName{"pg"})->shown.id,
                     [](SimVolume& volume) { volume.content.folders = {"/data"}; });
  node_.clock().Advance(24h);
  node_.Converge();
  EXPECT_TRUE(node_.Ready().status);
}

TEST_F(Reconciling, G09_RemovingKeepsTheDataAndApplyingAgainBringsItBack) {
  node_.ApplyPg();
  node_.Converge();
  ASSERT_TRUE(node_.host().Write("/srv/pg", "rows"));
  node_.Delete("pg");
  node_.Converge();
  EXPECT_EQ(node_.host().MountCount("/srv/pg"), 0u);
  EXPECT_TRUE(node_.State().record.orphaned);
  ASSERT_TRUE(node_.world().Find(VolumeName{"pg"}));
  EXPECT_TRUE(node_.world().Find(VolumeName{"pg"})->shown.attachments.empty());

  node_.ApplyPg();
  node_.Converge();
  EXPECT_EQ(node_.host().Read("/srv/pg"), "rows");
  EXPECT_TRUE(node_.world().losses().empty());
}

TEST_F(Reconciling, DeleteHappensAfterItsQuarantineAndCanBeTakenBack) {
  VolumeSpec spec = SimNode::Volume();
  spec.reclaimPolicy = ReclaimPolicy::Delete;
  node_.Apply({spec}, {node_.Mounted()});
  node_.Converge();
  ASSERT_TRUE(node_.host().Write("/srv/pg", "rows"));
  node_.Delete("pg", 24h);
  while (node_.Step().outcome == ReconcileOutcome::Progressed) {
  }
  EXPECT_EQ(node_.Ready().reason, "Quarantined");
  node_.Apply({spec}, {node_.Mounted()});
  node_.Converge();
  EXPECT_EQ(node_.host().Read("/srv/pg"), "rows");

  node_.Delete("pg", 24h);
  node_.Converge();
  EXPECT_FALSE(node_.Exists());
  EXPECT_FALSE(node_.world().Find(VolumeName{"pg"}));
  node_.ApplyPg();
  node_.Converge();
  EXPECT_EQ(node_.host().Read("/srv/pg"), "") << "a new volume, not the old one";
}

TEST_F(Reconciling, G26_AFailedActionBacksOffAndIsTriedAgain) {
  node_.world().faults().Refuse("Attach", {Code::Unavailable, "backend is down", {}}, 2);
  node_.ApplyPg();
  EXPECT_EQ(node_.Step().outcome, ReconcileOutcome::Progressed);
  const Pass failed = node_.Step();
  EXPECT_EQ(failed.outcome, ReconcileOutcome::Failed);
  ASSERT_TRUE(failed.again);
  EXPECT_GT(*failed.again, node_.clock().Now());
  EXPECT_EQ(node_.Ready().reason, "Unavailable");
  EXPECT_EQ(node_.Step().outcome, ReconcileOutcome::Failed) << "not before its time";
  EXPECT_EQ(node_.world().faults().count("Attach"), 1u);
  EXPECT_EQ(node_.Converge().outcome, ReconcileOutcome::Converged);
}

TEST_F(Reconciling, G26_AnErrorOfTheUserWaitsForANewInput) {
  node_.world().faults().Refuse("Create", {Code::InvalidArgument, "size too small", {}}, 1);
  node_.ApplyPg();
  EXPECT_FALSE(node_.Step().again);
  node_.clock().Advance(24h);
  EXPECT_EQ(node_.Step().outcome, ReconcileOutcome::Failed);
  EXPECT_EQ(node_.world().faults().count("Create"), 1u);
  VolumeSpec changed = SimNode::Volume();
  changed.metadata.labels["app"] = "pg";
  node_.Apply({changed}, {node_.Mounted()});
  EXPECT_EQ(node_.Converge().outcome, ReconcileOutcome::Converged);
}

TEST_F(Reconciling, APausedVolumeIsNotRepairedUntilItIsResumed) {
  node_.ApplyPg();
  node_.Converge();
  ASSERT_TRUE(node_.store().SetPaused(VolumeName{"pg"}, true));
  node_.host().StrangerUnmounts("/srv/pg");
  EXPECT_EQ(node_.Step().outcome, ReconcileOutcome::Blocked);
  EXPECT_EQ(node_.Ready().reason, "Paused");
  ASSERT_TRUE(node_.store().SetPaused(VolumeName{"pg"}, false));
  node_.Converge();
  EXPECT_EQ(node_.host().MountCount("/srv/pg"), 1u);
}

TEST_F(Reconciling, DriftIsOnlyReportedIfAskedTo) {
  AttachmentSpec attachment = node_.Mounted();
  attachment.driftPolicy = DriftPolicy::Report;
  node_.Apply({SimNode::Volume()}, {attachment});
  node_.Converge();
  node_.host().StrangerUnmounts("/srv/pg");
  EXPECT_EQ(node_.Step().outcome, ReconcileOutcome::Blocked);
  EXPECT_EQ(node_.Ready().reason, "DriftReported");
  EXPECT_EQ(node_.host().MountCount("/srv/pg"), 0u);
}

TEST_F(Reconciling, G35_DriftedOptionsComeBack) {
  node_.ApplyPg();
  node_.Converge();
  node_.host().StrangerRemounts("/srv/pg", "ro,relatime", "ro");
  node_.Converge();
  const auto table = node_.host().Mounts();
  ASSERT_TRUE(table);
  EXPECT_NE((*table)->back().options.find("rw"), std::string::npos);
}

TEST_F(Reconciling, G20_AnotherDaemonsUnfinishedOperationIsWaitedFor) {
  node_.ApplyPg();
  auto held = node_.locks().TryLock(node_.State().uid);
  ASSERT_TRUE(held);
  EXPECT_EQ(node_.Step().outcome, ReconcileOutcome::Waiting);
  EXPECT_EQ(node_.Ready().reason, "OperationRunning");
  EXPECT_EQ(node_.world().faults().count("Create"), 0u);
  held->reset();
  EXPECT_EQ(node_.Converge().outcome, ReconcileOutcome::Converged);
}

TEST_F(Reconciling, G39_EveryStateThatIsNotReadySaysWhyAndHowToLeaveIt) {
  node_.host().PutFile("/srv/pg/already-here");
  node_.ApplyPg();
  EXPECT_EQ(node_.Converge().outcome, ReconcileOutcome::Blocked);
  const Condition ready = node_.Ready();
  EXPECT_FALSE(ready.status);
  EXPECT_EQ(ready.reason, "TargetNotEmpty");
  EXPECT_NE(ready.message.find("/srv/pg"), std::string::npos);
  EXPECT_EQ(ready.blocker, "/srv/pg");
  EXPECT_NE(ready.exit.find("rexray retry pg"), std::string::npos);
  EXPECT_EQ(ready.since, node_.clock().Now());
}

TEST_F(Reconciling, AWithdrawnTombstoneStopsADeleteThatWasAlreadyPlanned) {
  VolumeSpec spec = SimNode::Volume();
  spec.reclaimPolicy = ReclaimPolicy::Delete;
  node_.Apply({spec}, {});
  node_.Converge();
  node_.Delete("pg");
  // The user changes their mind while the pass looks at the world.
  node_.world().faults().OnEffect([&](SimFaults::Moment moment, const SimCall& call) {
    if (moment != SimFaults::Moment::After || call.method != "Inspect") return;
    node_.world().faults().OnEffect({});
    node_.Apply({spec}, {});
  });
  node_.Converge();
  EXPECT_TRUE(node_.world().Find(VolumeName{"pg"})) << "deleted though it was wanted again";
}

}  // namespace
}  // namespace rexray
