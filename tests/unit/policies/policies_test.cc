#include "policies/policy.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

using namespace std::chrono_literals;

PlanInput Input() {
  PlanInput input;
  input.now = TimePoint(1000h);
  input.node.name = NodeName{"n1"};
  input.stored.name = VolumeName{"pg"};
  return input;
}

Action Make(Step step, Reason reason) { return {std::move(step), reason, Risk::Safe, ""}; }

TEST(Policies, AllowWhatNobodyObjectsTo) {
  const Verdict verdict = Judge(Make(step::Attach{}, Reason::NotAttached), Input());
  EXPECT_EQ(verdict.decision, Decision::Allow);
}

TEST(Policies, APausedVolumeIsLeftAlone) {
  PlanInput input = Input();
  input.stored.paused = true;
  const Verdict verdict = Judge(Make(step::Mount{}, Reason::NotMounted), input);
  EXPECT_EQ(verdict.decision, Decision::Deny);
  EXPECT_EQ(verdict.reason, Reason::Paused);
  EXPECT_EQ(verdict.policy, "pause");
}

TEST(Policies, G32_ANodeWithARestoredDatabaseDoesNothingAtAll) {
  PlanInput input = Input();
  input.node.held = true;
  for (const Step& step : {Step{step::Create{}}, Step{step::Format{}}, Step{step::Mount{}},
                           Step{step::Unmount{}}, Step{step::Detach{}}, Step{step::Delete{}}}) {
    const Verdict verdict = Judge(Make(step, Reason::NotMounted), input);
    EXPECT_EQ(verdict.decision, Decision::Deny);
    EXPECT_EQ(verdict.reason, Reason::Held);
  }
}

TEST(Policies, AStoppingDaemonBeginsNothing) {
  PlanInput input = Input();
  input.node.shuttingDown = true;
  EXPECT_EQ(Judge(Make(step::Mount{}, Reason::MountVanished), input).reason, Reason::ShuttingDown);
}

TEST(Policies, TheOrderOfTheTableIsThePrecedence) {
  PlanInput input = Input();
  input.node.shuttingDown = true;
  input.stored.paused = true;
  EXPECT_EQ(Judge(Make(step::Mount{}, Reason::NotMounted), input).policy, "shutdown");
}

TEST(Reclaim, G09_DeleteNeedsARecordedPolicyAndTheEndOfTheQuarantine) {
  PlanInput input = Input();
  const Action action = Make(step::Delete{}, Reason::VolumeDeleted);
  EXPECT_EQ(Judge(action, input).reason, Reason::ReclaimDenied) << "no tombstone";
  input.stored.tombstone = Tombstone{ReclaimPolicy::Retain, 1, input.now, input.now - 1h};
  EXPECT_EQ(Judge(action, input).reason, Reason::ReclaimDenied) << "Retain";
  input.stored.tombstone = Tombstone{ReclaimPolicy::Delete, 1, input.now, input.now + 1h};
  EXPECT_EQ(Judge(action, input).decision, Decision::Defer);
  EXPECT_EQ(Judge(action, input).until, input.now + 1h);
  input.stored.tombstone->deleteAfter = input.now;
  EXPECT_EQ(Judge(action, input).decision, Decision::Allow);
}

TEST(Reclaim, G09_ADeletionThatKeepsASnapshotNeedsACompleteOneOfItsOwn) {
  PlanInput input = Input();
  const BackendId id{"pg--1"};
  const Action action = Make(step::Delete{id}, Reason::VolumeDeleted);
  input.stored.tombstone = Tombstone{ReclaimPolicy::Snapshot, 1, input.now, input.now};
  EXPECT_EQ(Judge(action, input).reason, Reason::ReclaimDenied) << "none is seen";
  const BackendSnapshot whole{{"snap"}, {}, id, {}, {}, SnapshotState::Available,
                              SnapshotToken(input.stored.uid, *input.stored.tombstone)};
  auto& seen = input.observation.snapshot;
  const auto allowed = [&] { return Judge(action, input).decision == Decision::Allow; };
  seen = Observed<BackendSnapshot>::Known(whole, input.now);
  EXPECT_TRUE(allowed());
  for (const auto state :
       {SnapshotState::Creating, SnapshotState::Failed, SnapshotState::Unreadable}) {
    seen.value.state = state;
    EXPECT_FALSE(allowed());
  }
  seen.value = whole;
  seen.value.volume = BackendId{"another"};
  EXPECT_FALSE(allowed());
  seen.value = whole;
  input.stored.tombstone->generation = 2;
  EXPECT_FALSE(allowed()) << "it was taken back since, and may have been written to";
  input.stored.tombstone->generation = 1;
  input.stored.record.lastEffectAt = input.now + 1s;
  EXPECT_FALSE(allowed()) << "seen before our last step";
}

TEST(Reclaim, G43_WhatAnotherTookOverIsNotDeleted) {
  PlanInput input = Input();
  input.node.domain = DomainName{"prod"};
  input.node.domainOfOne = false;
  input.stored.tombstone = Tombstone{ReclaimPolicy::Delete, 1, input.now, input.now};
  const VolumeFacts ours{{"u"}, {"pg"}, {"prod"}, {"n1"}, true, {}, {}, 1};
  BackendVolume volume;
  volume.facts = ours;
  input.stored.record.facts = ours;
  const Action action = Make(step::Delete{}, Reason::VolumeDeleted);
  input.observation.backend = Observed<BackendVolume>::Known(volume, input.now);
  EXPECT_EQ(Judge(action, input).decision, Decision::Allow);
  input.observation.backend.value.facts->domain = DomainName{"other"};
  EXPECT_EQ(Judge(action, input).reason, Reason::NotThisNode);
  input.observation.backend.value.facts = ours;
  input.observation.backend.value.facts->owner = NodeName{"n2"};
  EXPECT_EQ(Judge(action, input).reason, Reason::NotThisNode);
}

TEST(Reclaim, ADomainThatWasRenamedSinceKeepsItsVolumes) {
  PlanInput input = Input();
  input.node.domain = DomainName{"prod"};
  input.stored.tombstone = Tombstone{ReclaimPolicy::Delete, 1, input.now, input.now};
  const VolumeFacts before{{"u"}, {"pg"}, {"a-domain-of-one"}, {"n1"}, true, {}, {}, 1};
  BackendVolume volume;
  volume.facts = before;
  input.stored.record.facts = before;
  input.observation.backend = Observed<BackendVolume>::Known(volume, input.now);
  EXPECT_EQ(Judge(Make(step::Delete{}, Reason::VolumeDeleted), input).decision, Decision::Allow);
}

TEST(Drift, ReportOnlyRepairsNothing) {
  PlanInput input = Input();
  AttachmentSpec attachment;
  attachment.node = input.node.name;
  attachment.driftPolicy = DriftPolicy::Report;
  input.stored.attachments = {{attachment, 1, {}, {}}};
  for (const Reason drift : {Reason::MountVanished, Reason::OptionsDrifted, Reason::StaleMount}) {
    EXPECT_EQ(Judge(Make(step::Mount{}, drift), input).reason, Reason::DriftReported);
  }
  EXPECT_EQ(Judge(Make(step::Mount{}, Reason::NotMounted), input).decision, Decision::Allow);
  input.stored.attachments.front().spec.node = NodeName{"n2"};
  EXPECT_EQ(Judge(Make(step::Mount{}, Reason::MountVanished), input).decision, Decision::Allow);
}

TEST(Damage, NothingRiskyRestsOnHalfAState) {
  PlanInput input = Input();
  input.stored.damaged = true;
  EXPECT_EQ(Judge(Make(step::Create{}, Reason::NotCreated), input).reason, Reason::StateDamaged);
  EXPECT_EQ(Judge(Make(step::Format{}, Reason::NeverFormatted), input).reason, Reason::StateDamaged);
  EXPECT_EQ(Judge(Make(step::Unmount{}, Reason::AttachmentDeleted), input).reason,
            Reason::StateDamaged);
  EXPECT_EQ(Judge(Make(step::Mount{}, Reason::MountVanished), input).decision, Decision::Allow);
  input.stored.tombstone = Tombstone{};
  EXPECT_EQ(Judge(Make(step::Unmount{}, Reason::VolumeDeleted), input).decision, Decision::Allow);
  EXPECT_EQ(Judge(Make(step::Delete{}, Reason::VolumeDeleted), input).reason, Reason::StateDamaged);
}

}  // namespace
}  // namespace rexray
