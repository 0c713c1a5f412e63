#include "api/phase.h"

#include <gtest/gtest.h>

#include "tests/unit/api/sample_condition.h"

namespace rexray {
namespace {

VolumeState Declared() {
  VolumeState stored;
  stored.name = {"pgdata"};
  stored.revision = stored.record.observedRevision = 3;
  stored.volume.emplace();
  return stored;
}

VolumeState WithReason(Reason reason) {
  VolumeState stored = Declared();
  stored.record.conditions[kReady] =
      MakeCondition(reason == Reason::Converged, std::string(ToString(reason)));
  return stored;
}

VolumeState Running(ActionKind action) {
  VolumeState stored = WithReason(Reason::NotCreated);
  stored.openOperation.emplace();
  stored.openOperation->action = action;
  return stored;
}

TEST(Phases, AreReadyOnlyWhenThePassAfterTheLastChangeSaysSo) {
  VolumeState stored = WithReason(Reason::Converged);
  EXPECT_EQ(PhaseOf(stored), Phase::Ready);
  EXPECT_TRUE(IsReady(stored));
  stored.revision += 1;
  EXPECT_EQ(PhaseOf(stored), Phase::Pending);
  EXPECT_FALSE(IsReady(stored)) << "an Attachment was added, and nobody looked yet";
}

TEST(Phases, ArePendingBeforeTheFirstPass) {
  EXPECT_EQ(PhaseOf(Declared()), Phase::Pending);
  EXPECT_FALSE(IsReady(Declared()));
}

TEST(Phases, TellWhatRuns) {
  EXPECT_EQ(PhaseOf(Running(ActionKind::Create)), Phase::Creating);
  EXPECT_EQ(PhaseOf(Running(ActionKind::Attach)), Phase::Attaching);
  EXPECT_EQ(PhaseOf(Running(ActionKind::MarkFormatting)), Phase::Formatting);
  EXPECT_EQ(PhaseOf(Running(ActionKind::Format)), Phase::Formatting);
  EXPECT_EQ(PhaseOf(Running(ActionKind::MarkFormatted)), Phase::Formatting);
  EXPECT_EQ(PhaseOf(Running(ActionKind::GrowFilesystem)), Phase::Resizing);
  EXPECT_EQ(PhaseOf(Running(ActionKind::Modify)), Phase::Resizing);
  EXPECT_EQ(PhaseOf(Running(ActionKind::Snapshot)), Phase::Snapshotting);
  EXPECT_EQ(PhaseOf(Running(ActionKind::Mount)), Phase::Mounting);
  EXPECT_EQ(PhaseOf(Running(ActionKind::Remount)), Phase::Mounting);
  EXPECT_EQ(PhaseOf(Running(ActionKind::Unmount)), Phase::Unmounting);
  EXPECT_EQ(PhaseOf(Running(ActionKind::Detach)), Phase::Detaching);
  EXPECT_EQ(PhaseOf(Running(ActionKind::Delete)), Phase::Deleting);
  EXPECT_EQ(PhaseOf(Running(ActionKind::Forget)), Phase::Removing);
}

TEST(Phases, WhatASnapshotWaitsForKeepsNobodyFromTheVolume) {
  for (const Reason reason :
       {Reason::SnapshotDeclared, Reason::SnapshotDeleted, Reason::SnapshotWaits}) {
    EXPECT_TRUE(IsServed(WithReason(reason))) << ToString(reason);
  }
  VolumeState failed = WithReason(Reason::SnapshotWaits);
  failed.record.conditions[kReady].reason = kSnapshotNotTaken;
  EXPECT_TRUE(IsServed(failed));
  EXPECT_FALSE(IsServed(WithReason(Reason::SourcePending))) << "there is no volume yet";
}

TEST(Phases, TellWhyNothingRuns) {
  EXPECT_EQ(PhaseOf(WithReason(Reason::NotMounted)), Phase::Pending);
  EXPECT_EQ(PhaseOf(WithReason(Reason::BackendUnknown)), Phase::Waiting);
  EXPECT_EQ(PhaseOf(WithReason(Reason::FormatRefused)), Phase::Blocked);
  EXPECT_EQ(PhaseOf(WithReason(Reason::BackingOff)), Phase::Failed);
  EXPECT_EQ(PhaseOf(WithReason(Reason::NotThisNode)), Phase::Elsewhere);
  EXPECT_EQ(PhaseOf(WithReason(Reason::Drained)), Phase::Drained);
  EXPECT_EQ(PhaseOf(WithReason(Reason::WaitsForRelease)), Phase::Waiting);
}

TEST(Phases, AreFailedForAnErrorOfTheWorld) {
  VolumeState stored = Declared();
  stored.record.conditions[kReady] = MakeCondition(false, "Unavailable");
  EXPECT_EQ(PhaseOf(stored), Phase::Failed);
}

TEST(Phases, ArePausedUnlessSomethingRunsStill) {
  VolumeState stored = WithReason(Reason::Converged);
  stored.paused = true;
  EXPECT_EQ(PhaseOf(stored), Phase::Paused);
  stored.openOperation.emplace().action = ActionKind::Mount;
  EXPECT_EQ(PhaseOf(stored), Phase::Mounting);
}

TEST(Phases, OfARemovalAreRemovingUnlessHeldUp) {
  for (const auto& [reason, phase] : {std::pair{Reason::Quarantined, Phase::Quarantined},
                                      {Reason::VolumeDeleted, Phase::Removing},
                                      {Reason::AttachedElsewhere, Phase::Blocked},
                                      {Reason::BackingOff, Phase::Failed}}) {
    VolumeState stored = WithReason(reason);
    stored.volume.reset();
    stored.tombstone.emplace();
    EXPECT_EQ(PhaseOf(stored), phase) << ToString(reason);
  }
}

TEST(Phases, AreOrphanedUntilDeclaredAgain) {
  VolumeState stored = WithReason(Reason::Orphaned);
  stored.volume.reset();
  stored.record.orphaned = true;
  EXPECT_EQ(PhaseOf(stored), Phase::Orphaned);
}

TEST(Phases, AreBlockedWhileARowIsDamaged) {
  VolumeState stored = WithReason(Reason::Converged);
  stored.damaged = true;
  EXPECT_EQ(PhaseOf(stored), Phase::Blocked);
  EXPECT_FALSE(IsReady(stored));
}

TEST(Phases, HaveANameEach) {
  for (int phase = 0; phase <= static_cast<int>(Phase::Elsewhere); ++phase) {
    EXPECT_FALSE(ToString(static_cast<Phase>(phase)).empty()) << phase;
  }
}

}  // namespace
}  // namespace rexray
