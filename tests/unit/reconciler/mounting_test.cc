#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policies/drift.h"
#include "policies/policy.h"
#include "reconciler/planner.h"
#include "tests/support/plan_world.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

Action FirstAction(const PlanWorld& world) {
  return std::get<Actions>(MakePlan(world.input)).front();
}

constexpr const char* kTarget = PlanWorld::kTarget;

TEST(Mounting, AFirstMountIsNoRepair) {
  EXPECT_EQ(FirstAction(PlanWorld().Formatted()).reason, Reason::NotMounted);
}

TEST(Mounting, G35_AStrangersUnmountIsRepairedAtOnce) {
  PlanWorld world;
  world.Mounted().NothingMounted();
  EXPECT_EQ(PlanOf(world), "Mount");
  EXPECT_EQ(FirstAction(world).reason, Reason::MountVanished);
}

TEST(Mounting, G35_ASecondUnmountWithinAMinuteIsContestedEverLonger) {
  PlanWorld world;
  world.Mounted().NothingMounted();
  world.record().repairs = {world.input.now - 30s};
  EXPECT_EQ(PlanOf(world), "Wait Contested");
  EXPECT_EQ(std::get<Wait>(MakePlan(world.input)).until, world.input.now + 30s);
  world.record().repairs = {world.input.now - 200s, world.input.now - 90s};
  EXPECT_EQ(std::get<Wait>(MakePlan(world.input)).until, world.input.now + 30s);
  world.record().repairs = {world.input.now - 61min};
  EXPECT_EQ(PlanOf(world), "Mount") << "an hour without contest resets it";
}

TEST(Mounting, AMountOfAnEarlierBootIsMadeAnewAndNoRepair) {
  PlanWorld world;
  world.Mounted().NothingMounted();
  world.record().mount->boot = BootId{"boot-1"};
  world.record().repairs = {world.input.now - 1s};
  EXPECT_EQ(PlanOf(world), "Mount");
  EXPECT_EQ(FirstAction(world).reason, Reason::NotMounted);
}

TEST(Mounting, G04_StaleLayersOverOursAreTakenAwayInOneStep) {
  PlanWorld world;
  world.Mounted().Layer(kTarget, false).Layer(kTarget, true);
  ASSERT_EQ(PlanOf(world), "Unmount");
  EXPECT_EQ(std::get<step::Unmount>(FirstAction(world).step).layers, 2u);
  EXPECT_EQ(FirstAction(world).reason, Reason::StaleMount);
}

TEST(Mounting, G04_AForeignMountInPlaceOfOursIsTakenAway) {
  PlanWorld world;
  world.Mounted().NothingMounted().Layer(kTarget, false);
  ASSERT_EQ(PlanOf(world), "Unmount");
  EXPECT_EQ(std::get<step::Unmount>(FirstAction(world).step).layers, 1u);
}

TEST(Mounting, G04_AForeignMountThatWasThereBeforeUsIsRefused) {
  EXPECT_EQ(PlanOf(PlanWorld().Formatted().Layer(kTarget, false)), "Blocked TargetMounted");
  PlanWorld world;
  world.Mounted().NothingMounted().Layer(kTarget, false);
  world.record().mount->boot = BootId{"boot-1"};  // we mounted there, but not in this boot
  EXPECT_EQ(PlanOf(world), "Blocked TargetMounted");
}

TEST(Mounting, G35_DriftedOptionsAreRemounted) {
  PlanWorld world;
  world.Mounted();
  world.input.observation.mounts.value.front().entry.options = "ro,relatime";
  EXPECT_EQ(PlanOf(world), "Remount");
  EXPECT_EQ(FirstAction(world).reason, Reason::OptionsDrifted);
}

TEST(Mounting, G12_WhatWasNotLeftCleanIsCheckedFirst) {
  PlanWorld world;
  world.Formatted();
  world.input.observation.leftClean = Observed<bool>::Known(false, world.input.now);
  EXPECT_EQ(PlanOf(world), "Check Mount");
  world.input.observation.leftClean = Observed<bool>::Known(true, world.input.now);
  EXPECT_EQ(PlanOf(world), "Mount");
}

TEST(Mounting, G12_ACheckIsPartOfTheRepairThatTheDriftPolicyForbids) {
  PlanWorld world;
  world.Mounted().NothingMounted();
  world.input.observation.leftClean = Observed<bool>::Known(false, world.input.now);
  world.attachment().driftPolicy = DriftPolicy::Report;
  const Action check = FirstAction(world);
  EXPECT_EQ(check.kind(), ActionKind::Check);
  EXPECT_EQ(Judge(check, world.input).reason, Reason::DriftReported);
  EXPECT_FALSE(RepairsDrift(check)) << "one repair would count as two";
}

TEST(Mounting, ChangedOptionsAreRemounted) {
  PlanWorld world;
  world.Mounted();
  world.attachment().mount->options = {"noatime"};
  EXPECT_EQ(PlanOf(world), "Remount");
  EXPECT_EQ(FirstAction(world).reason, Reason::OptionsChanged);
}

TEST(Mounting, AMountThatACrashLeftUnrecordedIsTakenOver) {
  PlanWorld world;
  world.Mounted();
  world.record().mount->liveOptions.clear();  // the intent was written, the outcome was not
  EXPECT_EQ(PlanOf(world), "Remount");
}

TEST(Mounting, WhatOthersMountedAsDeclaredIsTakenOverWithoutARemount) {
  PlanWorld world;
  world.Mounted();
  world.record().mount.reset();
  EXPECT_EQ(PlanOf(world), "KeepMount");
  EXPECT_EQ(FirstAction(world).reason, Reason::MountFound);
  world.attachment().mount->options = {"noatime"};
  EXPECT_EQ(PlanOf(world), "Remount") << "the policy is Repair";
}

TEST(Mounting, UnderReportOptionsOfOthersAreToldAndStay) {
  PlanWorld world;
  world.Mounted();
  world.record().mount.reset();
  world.attachment().mount->options = {"noatime"};
  world.attachment().driftPolicy = DriftPolicy::Report;
  ASSERT_EQ(PlanOf(world), "KeepMount");
  const auto step = std::get<step::KeepMount>(FirstAction(world).step);
  EXPECT_EQ(step.difference, "declared and not shown by the live mount: noatime");
  EXPECT_EQ(step.live, world.input.observation.mounts.value.front().entry);
}

TEST(Mounting, OptionsThatWereToldAreSetOnceThePolicyIsRepair) {
  PlanWorld world;
  world.Mounted();
  world.record().conditions[kMountOptionsDiffer].status = true;
  world.attachment().driftPolicy = DriftPolicy::Report;
  EXPECT_EQ(PlanOf(world), "");
  world.attachment().driftPolicy = DriftPolicy::Repair;
  EXPECT_EQ(PlanOf(world), "Remount");
}

TEST(Mounting, TheDryRunShowsThatAFoundMountStays) {
  PlanWorld world;
  world.Mounted();
  world.record() = {};
  EXPECT_THAT(PlanOf(world), testing::EndsWith(" KeepMount"));
  world.input.observation.device.value.identity = {"another"};
  EXPECT_THAT(PlanOf(world), testing::EndsWith(" Mount")) << "what is there is not the volume";
}

TEST(Mounting, G40_AFilesystemThatTurnedReadOnlyIsReportedNotRemounted) {
  for (const char* options : {"ro", "rw,errors=remount-ro,emergency_ro", "rw,shutdown"}) {
    PlanWorld world;
    world.Mounted();
    world.input.observation.mounts.value.front().entry.fsOptions = options;
    EXPECT_EQ(PlanOf(world), "Blocked FilesystemReadOnly") << options;
    world.record().mount->liveOptions.clear();
    EXPECT_EQ(PlanOf(world), "Blocked FilesystemReadOnly")
        << "it was so before its mount was recorded";
  }
}

TEST(Mounting, G40_AReadOnlyFilesystemIsNotReportedWhereItIsDeclaredSo) {
  PlanWorld world;
  world.Mounted();
  world.attachment().mount->readOnly = true;
  world.record().mount->declaredOptions = {"ro"};
  world.record().mount->liveOptions = "ro,relatime";
  world.record().mount->liveFsOptions = "ro";
  MountEntry& live = world.input.observation.mounts.value.front().entry;
  live.options = "ro,relatime";
  live.fsOptions = "ro";
  EXPECT_EQ(PlanOf(world), "");
  world.attachment().mount->readOnly = false;
  EXPECT_EQ(PlanOf(world), "Remount") << "it is no longer declared so";
}

TEST(Mounting, AChangedPathMovesTheMount) {
  PlanWorld world;
  world.Mounted().Clean();
  world.attachment().mount->path = "/srv/new";
  EXPECT_EQ(PlanOf(world), "Unmount Mount");
  EXPECT_EQ(FirstAction(world).risk, Risk::Disruptive);
}

TEST(Mounting, ATargetWithFilesOfItsOwnIsNeverCovered) {
  PlanWorld world;
  world.Formatted();
  world.input.observation.target =
      Observed<TargetState>::Known({true, false, false}, world.input.now);
  EXPECT_EQ(PlanOf(world), "Blocked TargetNotEmpty");
  world.input.observation.target =
      Observed<TargetState>::Known({false, false, false}, world.input.now);
  EXPECT_EQ(PlanOf(world), "Blocked TargetNotDirectory");
  world.input.observation.target = Observed<TargetState>::NotKnown("EIO");
  EXPECT_EQ(PlanOf(world), "Wait HostUnknown");
}

TEST(Mounting, AChildWaitsForItsParent) {
  PlanWorld world;
  world.Formatted();
  world.input.node.unmountedParent = VolumeName{"parent"};
  EXPECT_EQ(PlanOf(world), "Wait ParentNotMounted");
}

TEST(Mounting, AParentWaitsForItsChildren) {
  PlanWorld world;
  world.Mounted().WithoutAttachment();
  world.input.node.mountedChildren = {VolumeName{"child"}};
  EXPECT_EQ(PlanOf(world), "Wait ChildMounted");
}

TEST(Mounting, ADeviceThatSomebodyElseMountedIsNotDetached) {
  PlanWorld world;
  world.Formatted().Layer("/mnt/rescue", true).WithoutAttachment();
  EXPECT_EQ(PlanOf(world), "Wait DeviceInUse");
}

TEST(Mounting, AfterAStrangersUnmountRemovalOnlyClearsTheMountPoint) {
  PlanWorld world;
  world.Mounted().NothingMounted().WithoutAttachment();
  ASSERT_EQ(PlanOf(world), "Unmount Detach Forget");
  EXPECT_EQ(std::get<step::Unmount>(FirstAction(world).step).layers, 0u);
}

TEST(Mounting, RemovalTakesStrangersLayersOverOursToo) {
  PlanWorld world;
  world.Mounted().Layer(kTarget, false).WithoutAttachment();
  EXPECT_EQ(std::get<step::Unmount>(FirstAction(world).step).layers, 2u);
}

TEST(Mounting, AnUnknownMountTableStopsEverything) {
  PlanWorld world;
  world.Mounted();
  world.input.observation.mounts = Observed<std::vector<SeenMount>>::NotKnown("EMFILE");
  EXPECT_EQ(PlanOf(world), "Wait HostUnknown");
  EXPECT_EQ(PlanOf(world.WithoutAttachment()), "Wait HostUnknown");
}

TEST(Mounting, MountsOfADeviceThatCouldNotBeLookedAtAreNobodysToTakeAway) {
  PlanWorld world;
  world.Mounted();
  for (SeenMount& each : world.input.observation.mounts.value)
    each.ofVolume = false;  // cannot be told
  world.input.observation.device = Observed<Device>::NotKnown("the helper process ended");
  EXPECT_EQ(PlanOf(world), "Wait HostUnknown");
  EXPECT_EQ(PlanOf(world.WithoutAttachment()), "Wait HostUnknown");
  world.Deleted(ReclaimPolicy::Retain, world.input.now);
  EXPECT_EQ(PlanOf(world), "Wait HostUnknown");
}

TEST(Mounting, TheFolderThatIsHandedOutIsMadeSureOfOncePerMount) {
  PlanWorld world;
  world.input.stored.volume->spec.subPath = "/data";
  EXPECT_EQ(PlanOf(world), "Create Attach MarkFormatting Format MarkFormatted Mount MakeSubPath");
  EXPECT_EQ(PlanOf(world.Formatted()), "Mount MakeSubPath");
  ASSERT_EQ(PlanOf(world.Mounted()), "MakeSubPath");
  const Action make = FirstAction(world);
  EXPECT_EQ(make.reason, Reason::NotHandedOut);
  EXPECT_EQ(make.risk, Risk::Safe);
  EXPECT_EQ(std::get<step::MakeSubPath>(make.step).subPath, "/data");
  EXPECT_EQ(std::get<step::MakeSubPath>(make.step).device, world.input.observation.device.value);
  world.record().mount->subPath = "/data";
  EXPECT_EQ(PlanOf(world), "");
  EXPECT_EQ(PlanOf(world.NothingMounted()), "Mount MakeSubPath")
      << "a new mount may be one of a device that others changed";
}

TEST(Mounting, AnAttachmentsFolderComesBeforeTheVolumes) {
  PlanWorld world;
  world.Mounted();
  world.input.stored.volume->spec.subPath = "/data";
  world.attachment().mount->subPath = "/other";
  ASSERT_EQ(PlanOf(world), "MakeSubPath");
  EXPECT_EQ(std::get<step::MakeSubPath>(FirstAction(world).step).subPath, "/other");
  EXPECT_EQ(WantedMount(world.input.stored, world.input.node)->subPath, "/other");
}

TEST(Mounting, ClaimsMountAsTheVolumeSaysAndAttachmentsAsTheyThemselvesSay) {
  PlanWorld world;
  VolumeState& stored = world.input.stored;
  stored.volume->spec.mountOptions = {"noatime"};
  stored.volume->spec.subPath = "/data";
  EXPECT_EQ(WantedMount(stored, world.input.node)->options, std::vector<std::string>{});
  stored.attachments.clear();
  EXPECT_FALSE(WantedMount(stored, world.input.node));
  stored.claims = {{.volume = stored.name,
                    .node = world.input.node.name,
                    .door = "docker",
                    .consumer = "c1",
                    .count = 1,
                    .boot = world.input.node.boot,
                    .state = ClaimState::Held}};
  const auto wanted = WantedMount(stored, world.input.node);
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->target, "/var/lib/rexray/volumes/pg");
  EXPECT_EQ(wanted->options, std::vector<std::string>{"noatime"});
  EXPECT_EQ(wanted->subPath, "/data");
  stored.volume->spec.accessMode = AccessMode::ReadOnlyMany;
  EXPECT_EQ(WantedMount(stored, world.input.node)->options,
            (std::vector<std::string>{"noatime", "ro"}));
}

TEST(Mounting, ARawVolumeCannotBeMounted) {
  PlanWorld world;
  world.Attached();
  world.input.stored.volume->spec.filesystem->type = FilesystemType::None;
  EXPECT_EQ(PlanOf(world), "Blocked InvalidInput");
}

TEST(Mounting, ADriverWithoutADeviceHereSaysSo) {
  PlanWorld world;
  world.Formatted();
  world.backend().attachments.front().device.clear();
  world.input.observation.device = Observed<Device>::Nothing(world.input.now);
  EXPECT_EQ(PlanOf(world), "Blocked NoDevice");
}

}  // namespace
}  // namespace rexray
