#include <gtest/gtest.h>

#include "policies/policy.h"
#include "reconciler/planner.h"
#include "tests/support/plan_world.h"

// Who may take a volume away from whom: each policy against each evidence.

namespace rexray {
namespace {

using namespace std::chrono_literals;

constexpr const char* kTaken = "ForceDetach Attach MarkFormatting Format MarkFormatted Mount";

class PreemptionTest : public testing::Test {
 protected:
  PreemptionTest() {
    world_.Created();
    world_.input.capabilities->forceDetach = true;
    Hold(HolderState::Unknown);
  }

  void Hold(HolderState holder) {
    world_.backend().attachments = {{NodeName{"n2"}, AttachState::Attached, "", false, holder}};
  }

  std::string PlanUnder(Preemption preemption) {
    world_.attachment().preemption = preemption;
    return Summary(MakePlan(world_.input));
  }

  Verdict JudgeFirst() {
    const Plan plan = MakePlan(world_.input);
    return Judge(std::get<Actions>(plan).front(), world_.input);
  }

  PlanWorld world_;
};

TEST_F(PreemptionTest, G03_EachPolicyTakesItsOwnEvidenceAndNoOther) {
  const HolderState kStates[] = {HolderState::Unknown, HolderState::Running, HolderState::Dead,
                                 HolderState::Fenced};
  for (const HolderState state : kStates) {
    SCOPED_TRACE(static_cast<int>(state));
    Hold(state);
    EXPECT_EQ(PlanUnder(Preemption::Never), "Blocked AttachedElsewhere");
    EXPECT_EQ(PlanUnder(Preemption::WhenReleased), "Wait WaitsForRelease");
    EXPECT_EQ(PlanUnder(Preemption::WhenDead),
              state == HolderState::Dead ? kTaken : "Wait WaitsForRelease");
    EXPECT_EQ(PlanUnder(Preemption::WhenFenced),
              state == HolderState::Fenced ? kTaken : "Wait WaitsForRelease");
    EXPECT_EQ(PlanUnder(Preemption::Always), kTaken);
  }
}

TEST_F(PreemptionTest, G03_NoTimeIsLongEnough) {
  Hold(HolderState::Running);
  world_.input.now += std::chrono::hours(24 * 365);
  world_.input.observation.backend.asOf = world_.input.now;
  EXPECT_EQ(PlanUnder(Preemption::WhenDead), "Wait WaitsForRelease");
  EXPECT_EQ(PlanUnder(Preemption::WhenFenced), "Wait WaitsForRelease");
  EXPECT_EQ(PlanUnder(Preemption::Never), "Blocked AttachedElsewhere");
}

TEST_F(PreemptionTest, G03_TheOperatorsPermitIsForOneHolder) {
  world_.input.stored.permits = {{PermitKind::Preempt, "n2", "n2 is powered off", "ann", {}}};
  EXPECT_EQ(PlanUnder(Preemption::Never), kTaken);
  EXPECT_EQ(JudgeFirst().decision, Decision::Allow);
  world_.input.stored.permits[0].subject = "n3";
  EXPECT_EQ(PlanUnder(Preemption::Never), "Blocked AttachedElsewhere");
}

TEST_F(PreemptionTest, G03_WhatIsPlannedIsDestructiveAndSaysItsEvidence) {
  Hold(HolderState::Dead);
  PlanUnder(Preemption::WhenDead);
  const Plan plan = MakePlan(world_.input);
  const Action& first = std::get<Actions>(plan).front();
  EXPECT_EQ(first.risk, Risk::Destructive);
  EXPECT_NE(Describe(first).find("HolderDead"), std::string::npos) << Describe(first);
  EXPECT_NE(Describe(first).find("node n2"), std::string::npos) << Describe(first);
}

TEST_F(PreemptionTest, G03_ThePolicyDeniesAForceDetachWithoutItsEvidence) {
  Hold(HolderState::Running);
  world_.attachment().preemption = Preemption::WhenDead;
  const Action forged{
      step::ForceDetach{BackendId{"pg--1"}, NodeName{"n2"},
                        Evidence(EvidenceKind::HolderDead, NodeName{"n2"}, "forged", {})},
      Reason::Preempted, Risk::Destructive, ""};
  EXPECT_EQ(Judge(forged, world_.input).decision, Decision::Deny);
  Hold(HolderState::Dead);
  EXPECT_EQ(Judge(forged, world_.input).decision, Decision::Allow);
  world_.backend().attachments[0].node = NodeName{"n3"};
  EXPECT_EQ(Judge(forged, world_.input).decision, Decision::Deny);
  world_.input.observation.backend = Observed<BackendVolume>::NotKnown("no answer");
  EXPECT_EQ(Judge(forged, world_.input).decision, Decision::Deny);
}

TEST_F(PreemptionTest, AlwaysDoesNotTakeBackWhatWasTakenAway) {
  world_.record().attach =
      AttachRecord{"/dev/loop7", world_.backend().identity, world_.input.node.boot};
  EXPECT_EQ(PlanUnder(Preemption::Always), "Blocked AttachedElsewhere");
  world_.input.stored.permits = {{PermitKind::Preempt, "n2", "I know", "ann", {}}};
  EXPECT_EQ(PlanUnder(Preemption::Always), kTaken);
}

TEST_F(PreemptionTest, WhatWasTakenAwayIsUnmountedFirst) {
  world_.Mounted();
  Hold(HolderState::Running);
  EXPECT_EQ(PlanUnder(Preemption::Never), "Unmount");
}

TEST_F(PreemptionTest, ABackendThatCannotSaysSo) {
  world_.input.capabilities->forceDetach = false;
  EXPECT_EQ(PlanUnder(Preemption::Always), "Blocked AttachedElsewhere");
}

TEST_F(PreemptionTest, G19_ForeignAttachmentsAreDetachedOnlyByPolicyAndEvidence) {
  for (const HolderState state : {HolderState::Unknown, HolderState::Running}) {
    Hold(state);
    world_.attachment().foreignAttachments = ForeignAttachments::Detach;
    EXPECT_EQ(PlanUnder(Preemption::Never), "Blocked AttachedElsewhere");
  }
  for (const HolderState state : {HolderState::Dead, HolderState::Fenced}) {
    Hold(state);
    world_.attachment().foreignAttachments = ForeignAttachments::Detach;
    EXPECT_EQ(PlanUnder(Preemption::Never), kTaken);
    world_.attachment().foreignAttachments = ForeignAttachments::Report;
    EXPECT_EQ(PlanUnder(Preemption::Never), "Blocked AttachedElsewhere");
  }
}

TEST_F(PreemptionTest, G19_ADeclaredHolderIsNotForeign) {
  Declared<AttachmentSpec> other = world_.input.stored.attachments.front();
  other.spec.name = AttachmentName{"pg-n2"};
  other.spec.node = NodeName{"n2"};
  world_.input.stored.attachments.push_back(other);
  Hold(HolderState::Dead);
  world_.attachment().foreignAttachments = ForeignAttachments::Detach;
  EXPECT_EQ(PlanUnder(Preemption::Never), "Blocked AttachedElsewhere");
}

// --- Access modes and slots ---

class AccessTest : public PreemptionTest {
 protected:
  void Share(AccessMode mode, bool otherReadOnly) {
    world_.input.stored.volume->spec.accessMode = mode;
    world_.backend().attachments = {{NodeName{"n2"}, AttachState::Attached, "", otherReadOnly}};
  }
};

TEST_F(AccessTest, G45_ReadersAttachBesideReadersOnly) {
  Share(AccessMode::ReadOnlyMany, true);
  const Plan plan = MakePlan(world_.input);
  EXPECT_EQ(Summary(plan).substr(0, 6), "Attach");
  EXPECT_EQ(std::get<step::Attach>(std::get<Actions>(plan).front().step).accessMode,
            AccessMode::ReadOnlyMany);
  EXPECT_EQ(JudgeFirst().decision, Decision::Allow);
  Share(AccessMode::ReadOnlyMany, false);
  EXPECT_EQ(PlanUnder(Preemption::Always), "Blocked AccessModeConflict");
}

TEST_F(AccessTest, G45_ReadersMountReadOnly) {
  world_.Mounted();
  world_.input.stored.volume->spec.accessMode = AccessMode::ReadOnlyMany;
  const auto wanted = WantedMount(world_.input.stored, world_.input.node);
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->options, std::vector<std::string>{"ro"});
}

TEST_F(AccessTest, G45_NoPolicyLetsTwoNodesWriteOneFilesystem) {
  Share(AccessMode::ReadWriteMany, false);
  world_.input.capabilities->accessModes = {AccessMode::ReadWriteOnce, AccessMode::ReadWriteMany};
  EXPECT_EQ(JudgeFirst().decision, Decision::Deny);
  world_.input.stored.volume->spec.filesystem->type = FilesystemType::None;
  world_.attachment().mount.reset();
  EXPECT_EQ(JudgeFirst().decision, Decision::Allow);
}

TEST_F(AccessTest, G24_AFullNodeIsToldWithItsNumber) {
  world_.backend().attachments.clear();
  world_.input.capabilities->attachLimit = 3;
  world_.input.observation.listing.value.attachedHere = 3;
  const Plan plan = MakePlan(world_.input);
  ASSERT_EQ(Summary(plan), "Blocked NoFreeSlot");
  EXPECT_NE(std::get<Blocked>(plan).message.find("3 of 3"), std::string::npos);
  world_.input.observation.listing.value.attachedHere = 2;
  EXPECT_EQ(Summary(MakePlan(world_.input)).substr(0, 6), "Attach");
  world_.input.observation.listing = Observed<ListingExtract>::NotKnown("no answer");
  EXPECT_EQ(Summary(MakePlan(world_.input)), "Wait BackendUnknown");
}

}  // namespace
}  // namespace rexray
