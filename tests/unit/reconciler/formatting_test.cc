#include <gtest/gtest.h>

#include "reconciler/planner.h"
#include "tests/support/plan_world.h"

// G01 as the planner sees it: mkfs only on proof of blankness. The proof itself, on real devices,
// is tried in tests/unit/drivers/os and tests/e2e.

namespace rexray {
namespace {

constexpr const char* kFormats = "MarkFormatting Format MarkFormatted Mount";
constexpr const char* kRefused = "Blocked FormatRefused";

TEST(Formatting, G01_ABlankVolumeOfOursIsFormatted) {
  EXPECT_EQ(PlanOf(PlanWorld().Attached()), kFormats);
}

TEST(Formatting, G01_AnUnreadableDeviceIsRefused) {
  PlanWorld world;
  world.Attached();
  world.input.observation.probe = Observed<Probe>::NotKnown("EIO at 0");
  EXPECT_EQ(PlanOf(world), kRefused);
}

TEST(Formatting, G01_DataOfNoKnownKindIsRefused) {
  EXPECT_EQ(PlanOf(PlanWorld().Attached().Probed({}, false)), kRefused);
}

TEST(Formatting, G01_EverySignatureButADeclaredFilesystemIsRefused) {
  for (const char* type :
       {"crypto_LUKS", "LVM2_member", "swap", "dos", "gpt", "ambivalent", "ntfs"}) {
    EXPECT_EQ(PlanOf(PlanWorld().Attached().Probed({{type, "u"}}, false)), kRefused) << type;
  }
}

TEST(Formatting, G01_AnExistingFilesystemIsRecordedAndMountedNeverFormatted) {
  EXPECT_EQ(PlanOf(PlanWorld().Attached().Probed({{"ext4", "theirs"}}, false)),
            "TrustFilesystem Mount");
}

TEST(Formatting, G34_WithoutADeclaredFilesystemTheOneThatIsThereIsTaken) {
  PlanWorld world;
  world.Attached().Probed({{"xfs", "theirs"}}, false);
  world.input.stored.volume->spec.filesystem.reset();
  EXPECT_EQ(PlanOf(world), "TrustFilesystem Mount");
  world.backend().facts->format = {FormatPhase::Formatted, FilesystemType::Xfs, "theirs"};
  const Plan plan = MakePlan(world.input);
  ASSERT_EQ(Summary(plan), "Mount");
  const auto& mount = std::get<step::Mount>(std::get<Actions>(plan).front().step);
  EXPECT_EQ(mount.type, FilesystemType::Xfs);
  EXPECT_EQ(mount.filesystemUuid, "theirs");
}

class FormatPermit : public testing::Test {
 protected:
  FormatPermit() {
    world.Attached().Probed({}, false);
    world.input.stored.permits = {{PermitKind::Format, "pg--1", "it is empty", "ann", {}}};
  }
  PlanWorld world;
};

TEST_F(FormatPermit, G01_AnOperatorsWordForThisBackendVolumeStandsInForProof) {
  const Plan plan = MakePlan(world.input);
  EXPECT_EQ(Summary(plan), "MarkFormatting Format MarkFormatted Mount");
  EXPECT_EQ(std::get<Actions>(plan).front().risk, Risk::Destructive);
  world.backend().facts.reset();
  EXPECT_EQ(PlanOf(world), "MarkFormatting Format MarkFormatted Mount");
}

// A device that the host had before has data that no probe may know.
TEST_F(FormatPermit, G01_NoWordLetsWhatRexrayDidNotMakeBeFormatted) {
  world.input.capabilities->creates = false;
  EXPECT_EQ(PlanOf(world), kRefused);
}

TEST_F(FormatPermit, G01_ItIsGoodForNoOtherVolumeAndNoSignature) {
  world.Probed({{"crypto_LUKS", "u"}}, false);
  EXPECT_EQ(PlanOf(world), kRefused);
  world.Probed({{"ext4", "theirs"}}, false);
  EXPECT_EQ(PlanOf(world), "TrustFilesystem Mount");
  world.Probed({}, false);
  world.input.stored.permits[0].subject = "other--2";
  EXPECT_EQ(PlanOf(world), kRefused);
  world.input.stored.permits[0] = {PermitKind::Preempt, "pg--1", "", "ann", {}};
  EXPECT_EQ(PlanOf(world), kRefused);
}

TEST(Formatting, G01_AnotherFilesystemThanDeclaredIsLeftAlone) {
  EXPECT_EQ(PlanOf(PlanWorld().Attached().Probed({{"xfs", "theirs"}}, false)),
            "Blocked FilesystemMismatch");
}

TEST(Formatting, G01_SeveralSignaturesAreRefused) {
  EXPECT_EQ(PlanOf(PlanWorld().Attached().Probed({{"ext4", "a"}, {"dos", ""}}, false)), kRefused);
}

TEST(Formatting, G01_WhatWeDidNotCreateBlankIsRefused) {
  PlanWorld world;
  world.Attached();
  world.backend().facts->createdBlank = false;
  EXPECT_EQ(PlanOf(world), kRefused);
}

TEST(Formatting, G01_UnreadableFactsAreNotBlank) {
  PlanWorld world;
  world.Attached();
  world.backend().facts.reset();
  EXPECT_EQ(PlanOf(world), kRefused);
}

TEST(Formatting, G01_FormattedOnceIsFormattedForEver) {
  PlanWorld world;
  world.Formatted().Probed({}, true);  // as if the device had become blank
  EXPECT_EQ(PlanOf(world), "Mount") << "and the mount's own uuid check refuses it";
}

TEST(Formatting, G01_AQuarantinedRowRefuses) {
  PlanWorld world;
  world.Attached();
  world.input.stored.damaged = true;
  EXPECT_EQ(PlanOf(world), kRefused);
}

TEST(Formatting, G01_NonZeroingStorageNeedsNoSignatureOnly) {
  PlanWorld world;
  world.Attached().Probed({}, false);
  world.input.capabilities->zeroesNewStorage = false;
  EXPECT_EQ(PlanOf(world), kFormats);
  EXPECT_EQ(PlanOf(world.Probed({{"swap", ""}}, false)), kRefused);
}

TEST(Formatting, G01_WithAStaleBackendNothingIsFormatted) {
  PlanWorld world;
  world.Attached();
  world.input.observation.backend = Observed<BackendVolume>::NotKnown("timeout");
  EXPECT_EQ(PlanOf(world), "Wait BackendUnknown");
}

TEST(Formatting, G02_AnotherDeviceBehindThePathIsRefused) {
  PlanWorld world;
  world.Attached();
  world.input.observation.device.value.identity = DeviceIdentity{"loop:254:0:99"};
  EXPECT_EQ(PlanOf(world), "Blocked IdentityMismatch");
  world.Formatted();
  world.input.observation.device.value.identity = DeviceIdentity{"loop:254:0:99"};
  EXPECT_EQ(PlanOf(world), "Blocked IdentityMismatch");
}

TEST(Formatting, AnInterruptedMkfsIsMadeAnew) {
  EXPECT_EQ(PlanOf(PlanWorld().Formatting().Probed({}, false)), "Format MarkFormatted Mount");
  EXPECT_EQ(PlanOf(PlanWorld().Formatting().Probed({{"xfs", PlanWorld::kUuid}}, false, false)),
            "Format MarkFormatted Mount");
}

TEST(Formatting, G01_AForeignSignatureAmidOurFormatIsRefused) {
  EXPECT_EQ(PlanOf(PlanWorld().Formatting().Probed({{"ext4", "theirs"}}, false)), kRefused);
  EXPECT_EQ(PlanOf(PlanWorld().Formatting().Probed(
                {{"ext4", PlanWorld::kUuid}, {"crypto_LUKS", "x"}}, false, true)),
            kRefused);
}

TEST(Formatting, NothingHalfFormattedIsMountedOrFormattedWhileMounted) {
  PlanWorld world;
  world.Formatting().Layer("/elsewhere", true);
  EXPECT_EQ(PlanOf(world), "Wait DeviceInUse");
}

// What a restored or rebuilt database says of blankness is of an earlier time.
TEST(Formatting, G01_AVolumeOfAnEarlierEpochIsMountedOrRefusedNeverFormatted) {
  const auto plan = [](PlanWorld world) {
    world.input.stored.ofEarlierEpoch = true;
    return PlanOf(world);
  };
  EXPECT_EQ(plan(PlanWorld().Attached()), kRefused);
  EXPECT_EQ(plan(PlanWorld().Attached().Probed({{"ext4", "u"}}, false)), "TrustFilesystem Mount");
  EXPECT_EQ(plan(PlanWorld().Formatting().Probed({}, false)), kRefused);
  EXPECT_EQ(plan(PlanWorld().Formatting().Probed({}, true)), kRefused);
  const std::vector<Signature> ours{{"ext4", PlanWorld::kUuid}};
  EXPECT_EQ(plan(PlanWorld().Formatting().Probed(ours, false, false)), kRefused);
  EXPECT_EQ(plan(PlanWorld().Formatting().Probed(ours, false, true)), "TrustFilesystem Mount");
  EXPECT_EQ(plan(PlanWorld().Formatted().Clean()), "Mount");
  EXPECT_EQ(plan(PlanWorld().Created()), "Attach Mount") << "no format is promised either";
}

TEST(Formatting, AVolumeOfAnEarlierEpochIsFormattedByAnOperatorsLeave) {
  PlanWorld world;
  world.Attached().input.stored.ofEarlierEpoch = true;
  world.input.stored.permits = {
      {PermitKind::Format, world.record().backendId->value, "", "ann", world.input.now}};
  EXPECT_EQ(PlanOf(world), "MarkFormatting Format MarkFormatted Mount");
}

TEST(Formatting, ABareAttachmentIsFormattedOnlyIfAskedTo) {
  PlanWorld world;
  world.Attached();
  world.attachment().mount.reset();
  EXPECT_EQ(PlanOf(world), "MarkFormatting Format MarkFormatted");
  world.input.stored.volume->spec.filesystem.reset();
  EXPECT_EQ(PlanOf(world), "");
}

TEST(Formatting, ADirectoryIsNeverFormatted) {
  PlanWorld world;
  world.Attached();
  world.input.stored.volume->spec.filesystem.reset();
  world.input.capabilities->block = false;
  EXPECT_EQ(PlanOf(world), "Mount");
}

}  // namespace
}  // namespace rexray
