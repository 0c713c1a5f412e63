#include "reconciler/planner.h"

#include <gtest/gtest.h>

#include "tests/support/plan_world.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

const Action& First(const Plan& plan) { return std::get<Actions>(plan).front(); }

TEST(Planner, TakesANewVolumeAllTheWay) {
  EXPECT_EQ(PlanOf(PlanWorld()), "Create Attach MarkFormatting Format MarkFormatted Mount");
}

TEST(Planner, EachStepDoneLeavesTheRestOfThePlan) {
  EXPECT_EQ(PlanOf(PlanWorld().Created()), "Attach MarkFormatting Format MarkFormatted Mount");
  EXPECT_EQ(PlanOf(PlanWorld().Attached()), "MarkFormatting Format MarkFormatted Mount");
  EXPECT_EQ(PlanOf(PlanWorld().Formatting()), "Format MarkFormatted Mount");
  EXPECT_EQ(PlanOf(PlanWorld().Formatting().Probed({{"ext4", PlanWorld::kUuid}}, false, true)),
            "MarkFormatted Mount");
  EXPECT_EQ(PlanOf(PlanWorld().Formatted()), "Mount");
  EXPECT_EQ(PlanOf(PlanWorld().Mounted()), "");
}

TEST(Planner, WithoutAnyOpinionDoesNothing) {
  PlanWorld world;
  world.Mounted();
  world.input.stored.volume.reset();
  world.input.stored.attachments.clear();
  EXPECT_EQ(PlanOf(world), "");
}

TEST(Planner, AnAttachmentThatIsMissingWithoutATombstoneUnmountsNothing) {
  PlanWorld world;
  world.Mounted();
  world.input.stored.attachments.clear();
  EXPECT_EQ(PlanOf(world), "");
}

TEST(Planner, ADeletedAttachmentIsUnmountedDetachedAndForgotten) {
  EXPECT_EQ(PlanOf(PlanWorld().Mounted().WithoutAttachment()), "Unmount Detach Forget");
  EXPECT_EQ(PlanOf(PlanWorld().Attached().WithoutAttachment()), "Detach Forget");
  EXPECT_EQ(PlanOf(PlanWorld().Created().WithoutAttachment()), "Forget");
}

TEST(Planner, G09_RetainNeverPlansADelete) {
  PlanWorld world;
  world.Mounted().Deleted(ReclaimPolicy::Retain, world.input.now - 1h);
  EXPECT_EQ(PlanOf(world), "Unmount Detach Forget");
  EXPECT_TRUE(std::get<step::Forget>(std::get<Actions>(MakePlan(world.input)).back().step).orphan);
}

TEST(Planner, DeleteWaitsForTheEndOfItsQuarantine) {
  PlanWorld world;
  world.Created().Deleted(ReclaimPolicy::Delete, world.input.now + 1h);
  EXPECT_EQ(PlanOf(world), "Quarantine Delete Forget") << "other nodes are told first";
  world.backend().facts->deletedAt = world.input.now;
  EXPECT_EQ(PlanOf(world), "Wait Quarantined");
  world.input.now += 2h;
  EXPECT_EQ(PlanOf(world), "Delete Forget");
  EXPECT_EQ(First(MakePlan(world.input)).risk, Risk::Destructive);
}

TEST(Planner, DeleteWaitsForEveryOtherNode) {
  PlanWorld world;
  world.Created().Deleted(ReclaimPolicy::Delete, world.input.now);
  world.backend().attachments = {{NodeName{"n2"}, AttachState::Attached, ""}};
  EXPECT_EQ(PlanOf(world), "Blocked AttachedElsewhere");
}

TEST(Planner, AVolumeThatWasNeverCreatedIsJustForgotten) {
  PlanWorld world;
  world.Deleted(ReclaimPolicy::Delete, world.input.now);
  EXPECT_EQ(PlanOf(world), "Forget");
}

TEST(Planner, AVolumeThatTheBackendLostIsNeverCreatedAnew) {
  PlanWorld world;
  world.Created();
  world.input.observation.backend = Observed<BackendVolume>::Nothing(world.input.now);
  EXPECT_EQ(PlanOf(world), "Blocked BackendMissing");
}

TEST(Planner, AnUnknownBackendIsWaitedFor) {
  PlanWorld world;
  world.input.observation.backend = Observed<BackendVolume>::NotKnown("timeout");
  EXPECT_EQ(PlanOf(world), "Wait BackendUnknown");
  world.Created();
  world.input.observation.backend = Observed<BackendVolume>::NotKnown("timeout");
  EXPECT_EQ(PlanOf(world), "Wait BackendUnknown");
}

TEST(Planner, AnObservationOlderThanOurLastEffectIsUnknown) {
  PlanWorld world;
  world.Created();
  world.input.capabilities->consistencyWindow = 5s;
  world.record().lastEffectAt = world.input.now - 1s;
  EXPECT_EQ(PlanOf(world), "Wait BackendUnknown");
  world.record().lastEffectAt = world.input.now - 6s;
  EXPECT_EQ(PlanOf(world), "Attach MarkFormatting Format MarkFormatted Mount");
}

TEST(Planner, AVanishedMountIsRepairedThoughTheBackendIsAway) {
  PlanWorld world;
  world.Mounted().NothingMounted();
  world.input.observation.backend = Observed<BackendVolume>::NotKnown("connection refused");
  EXPECT_EQ(PlanOf(world), "Mount");
  EXPECT_EQ(First(MakePlan(world.input)).reason, Reason::MountVanished);
  world.input.observation.device.value.identity = DeviceIdentity{"loop:254:0:99"};
  EXPECT_EQ(PlanOf(world), "Wait BackendUnknown");
}

TEST(Planner, TransitionsOfTheBackendAreWaitedFor) {
  PlanWorld world;
  world.Created();
  world.backend().state = BackendState::Creating;
  EXPECT_EQ(PlanOf(world), "Wait BackendBusy");
  world.Attached();
  world.backend().attachments.front().state = AttachState::Attaching;
  EXPECT_EQ(PlanOf(world), "Wait BackendBusy");
}

TEST(Planner, AVolumeOnAnotherNodeIsNotTaken) {
  PlanWorld world;
  world.Created();
  world.backend().attachments = {{NodeName{"n2"}, AttachState::Attached, ""}};
  EXPECT_EQ(PlanOf(world), "Blocked AttachedElsewhere");
}

TEST(Planner, ABackendVolumeOfAnotherUidIsNotOurs) {
  PlanWorld world;
  world.Created();
  world.backend().facts->uid = VolumeUid{"another"};
  EXPECT_EQ(PlanOf(world), "Blocked NameTaken");
}

TEST(Planner, AnotherOwnerCreatesIt) {
  PlanWorld world;
  world.input.node.domainOfOne = false;
  world.input.stored.volume->spec.owner = NodeName{"n2"};
  EXPECT_EQ(PlanOf(world), "Blocked NotThisNode");
}

TEST(Planner, AnUnconfiguredServiceIsNamed) {
  PlanWorld world;
  world.input.capabilities.reset();
  EXPECT_EQ(PlanOf(world), "Blocked NoService");
}

TEST(Planner, G17_ALostCreateIsLookedForInAListingBeforeAnother) {
  PlanWorld world;
  world.input.capabilities->create = CreateIdempotency::ListingOnly;
  world.input.capabilities->consistencyWindow = 5s;
  world.input.observation.backend = Observed<BackendVolume>::NotKnown("id not known");
  world.record().createStarted = true;
  world.record().lastCreateAt = world.input.now - 10s;
  world.input.observation.listing = Observed<ListingExtract>::NotKnown("not asked");
  EXPECT_EQ(PlanOf(world), "Wait BackendUnknown") << "no listing yet";

  ListingExtract listing;
  world.input.observation.listing = Observed<ListingExtract>::Known(listing, world.input.now);
  EXPECT_EQ(PlanOf(world), "Wait BackendUnknown") << "an incomplete listing proves nothing";

  listing.complete = true;
  world.input.observation.listing = Observed<ListingExtract>::Known(listing, world.input.now - 7s);
  EXPECT_EQ(PlanOf(world), "Wait ConsistencyWindow") << "the listing may be older than the call";

  world.input.observation.listing = Observed<ListingExtract>::Known(listing, world.input.now);
  EXPECT_EQ(PlanOf(world), "Create Attach MarkFormatting Format MarkFormatted Mount");

  BackendVolume ours;
  ours.id = BackendId{"v-1"};
  ours.facts =
      VolumeFacts{world.input.stored.uid, world.input.stored.name, {}, {}, true, {}, {}, 1};
  listing.candidates = {ours, ours};
  world.input.observation.listing = Observed<ListingExtract>::Known(listing, world.input.now);
  EXPECT_EQ(PlanOf(world), "Blocked AmbiguousName");
}

TEST(Planner, TheEndOfTheLastClaimLingers) {
  PlanWorld world;
  world.Mounted();
  world.input.stored.attachments.clear();
  world.record().lastClaimEnded = world.input.now - 1min;
  world.record().lastClaimBoot = world.input.node.boot;
  EXPECT_EQ(PlanOf(world), "Wait Lingering");
  world.input.now += 10min;
  EXPECT_EQ(PlanOf(world), "Unmount Detach");
}

TEST(Planner, AClaimWithoutADeclaredPathIsMountedBelowTheMountRoot) {
  PlanWorld world;
  world.Formatted();
  world.input.stored.attachments.clear();
  world.input.stored.claims = {{world.input.stored.name, world.input.node.name, "docker", "c1", 1,
                                world.input.node.boot, ClaimState::Pending}};
  const Plan plan = MakePlan(world.input);
  ASSERT_EQ(Summary(plan), "Mount");
  EXPECT_EQ(std::get<step::Mount>(First(plan).step).target, "/var/lib/rexray/volumes/pg");
}

TEST(Planner, AClaimOfAnEarlierBootIsVoid) {
  PlanWorld world;
  world.Created();
  world.input.stored.attachments.clear();
  world.input.stored.claims = {{world.input.stored.name, world.input.node.name, "docker", "c1", 1,
                                BootId{"boot-1"}, ClaimState::Held}};
  EXPECT_EQ(PlanOf(world), "");
}

TEST(Planner, IsDeterministic) {
  const PlanWorld world;
  const Plan first = MakePlan(world.input);
  const Plan second = MakePlan(world.input);
  EXPECT_EQ(Summary(first), Summary(second));
  EXPECT_EQ(Describe(First(first)), Describe(First(second)));
}

}  // namespace
}  // namespace rexray
