#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "drivers/os/signatures.h"
#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

using ::testing::HasSubstr;

class Formatting : public HostTest, public ::testing::WithParamInterface<FilesystemType> {
 protected:
  std::optional<bool> IsClean(const Device& device) {
    const auto probe = host_->ProbeDevice(device, kUuid, context());
    EXPECT_TRUE(probe.has_value()) << Words(probe.error());
    return probe ? probe->clean : std::nullopt;
  }
  Result<void> Finish(const Device& device, const FilesystemSpec& filesystem) {
    return host_->FinishFormat(
        {device, filesystem, {FormatPhase::Formatted, filesystem.type, kUuid}}, context());
  }
};

INSTANTIATE_TEST_SUITE_P(EachType, Formatting,
                         ::testing::Values(FilesystemType::Ext4, FilesystemType::Xfs,
                                           FilesystemType::Btrfs),
                         [](const auto& type) { return NameOf(type.param); });

TEST_P(Formatting, GivesACleanFilesystemOfOurUuid) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  ASSERT_OK(host_->Format(FormatStep(device, GetParam()), context()));
  const auto probe = host_->ProbeDevice(device, kUuid, context());
  ASSERT_OK(probe);
  ASSERT_EQ(probe->signatures.size(), 1u);
  EXPECT_EQ(probe->signatures[0], (Signature{NameOf(GetParam()), kUuid}));
  EXPECT_EQ(probe->clean, true);
}

TEST_P(Formatting, CanBeRepeatedOverOurOwnFilesystem) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  ASSERT_OK(host_->Format(FormatStep(device, GetParam()), context()));
  EXPECT_OK(host_->Format(FormatStep(device, GetParam()), context()));
  EXPECT_EQ(IsClean(device), true);
}

TEST_P(Formatting, G01_AForeignFilesystemIsRefusedAndIntact) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  ASSERT_OK(host_->Format(FormatStep(device, GetParam(), kOtherUuid), context()));
  EXPECT_REFUSED(host_->Format(FormatStep(device, FilesystemType::Ext4), context()),
                 Code::FailedPrecondition, "FormatRefused");
  const auto probe = host_->ProbeDevice(device, kOtherUuid, context());
  ASSERT_OK(probe);
  EXPECT_EQ(probe->clean, true);
}

TEST_P(Formatting, G02_ASwappedDeviceIsRefusedAndStaysBlank) {
  const auto one = Loop("one");
  const auto two = Loop("two");
  Device device = Inspect(*one);
  device.path = two->path();
  EXPECT_REFUSED(host_->Format(FormatStep(device, GetParam()), context()), Code::FailedPrecondition,
                 "IdentityMismatch");
  EXPECT_REFUSED(Finish(device, {GetParam(), {}, {}, {}, "", {}}), Code::FailedPrecondition,
                 "IdentityMismatch");
  const auto probe = host_->ProbeDevice(Inspect(*two), "", context());
  ASSERT_OK(probe);
  EXPECT_TRUE(probe->endsAreZero);
}

TEST_P(Formatting, ADamagedFilesystemOfOursIsNotClean) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  ASSERT_OK(host_->Format(FormatStep(device, GetParam()), context()));
  // All but the superblocks at the start, as of a mkfs that was cut off.
  WriteAt(device.path, 128 << 10, std::string(96 * kMiB, '\x5a'));
  EXPECT_EQ(IsClean(device), false);
}

TEST_P(Formatting, ATooSmallDeviceIsRefusedInTheToolsOwnWords) {
  const auto loop = Loop("tiny", 16 << 10);
  const auto formatted = host_->Format(FormatStep(Inspect(*loop), GetParam()), context());
  EXPECT_REFUSED(formatted, Code::FailedPrecondition, "FormatFailed");
  EXPECT_THAT(formatted.error().message, HasSubstr("mkfs." + NameOf(GetParam())));
}

TEST_P(Formatting, G01_AMountedDeviceIsRefused) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  MakeFilesystem(device, GetParam());
  const std::string target = Folder("target");
  ASSERT_OK(host_->Mount(MountStep(device, GetParam(), target), context()));
  std::ofstream(target + "/data") << "precious";
  EXPECT_FALSE(host_->Format(FormatStep(device, GetParam()), context()).has_value());
  ASSERT_OK(host_->Unmount(target, context()));
  ASSERT_OK(host_->Mount(MountStep(device, GetParam(), target), context()));
  EXPECT_TRUE(std::filesystem::exists(target + "/data"));
}

TEST_P(Formatting, LabelAndFurtherOptionsReachMkfs) {
  const auto loop = Loop("volume");
  step::Format format = FormatStep(Inspect(*loop), GetParam());
  format.filesystem.label = "pgdata";
  format.filesystem.options = {"--no-such-option"};
  const auto refused = host_->Format(format, context());
  EXPECT_REFUSED(refused, Code::FailedPrecondition, "FormatFailed");
  format.filesystem.options = {};
  ASSERT_OK(host_->Format(format, context()));
  Shell("test \"$(blkid -p -s LABEL -o value " + loop->path() + ")\" = pgdata");
}

TEST_P(Formatting, TheRootHasItsOwnerAndModeAndNoLostAndFound) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  FilesystemSpec filesystem{GetParam(), 999, 998, 02750, "", {}};
  ASSERT_OK(host_->Format({device, filesystem, kUuid}, context()));
  ASSERT_OK(Finish(device, filesystem));
  ASSERT_OK(Finish(device, filesystem)) << "idempotent";
  EXPECT_EQ(IsClean(device), true);
  const std::string target = Folder("target");
  ASSERT_OK(host_->Mount(MountStep(device, GetParam(), target), context()));
  struct stat root {};
  ASSERT_EQ(::stat(target.c_str(), &root), 0);
  EXPECT_EQ(root.st_uid, 999u);
  EXPECT_EQ(root.st_gid, 998u);
  EXPECT_EQ(root.st_mode & 07777, 02750u);
  EXPECT_TRUE(std::filesystem::is_empty(target));
}

TEST_P(Formatting, FinishingLeavesNoMountBehind) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  MakeFilesystem(device, GetParam());
  const auto table = host_->Mounts();
  ASSERT_OK(table);
  for (const MountEntry& entry : **table) EXPECT_FALSE(host_->Shows(entry, device)) << entry.target;
  const int exclusive = ::open(device.path.c_str(), O_RDONLY | O_EXCL | O_CLOEXEC);
  EXPECT_GE(exclusive, 0) << "the filesystem is still in use";
  ::close(exclusive);
}

TEST_P(Formatting, FinishingRefusesAFilesystemOfAnotherUuid) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  ASSERT_OK(host_->Format(FormatStep(device, GetParam(), kOtherUuid), context()));
  EXPECT_REFUSED(Finish(device, {GetParam(), 1, 1, 0777, "", {}}), Code::FailedPrecondition,
                 "IdentityMismatch");
}

TEST_F(Formatting, ARawDeviceHasNoFormat) {
  const auto loop = Loop("volume");
  EXPECT_REFUSED(host_->Format(FormatStep(Inspect(*loop), FilesystemType::None), context()),
                 Code::InvalidArgument, "");
}

}  // namespace
}  // namespace rexray
