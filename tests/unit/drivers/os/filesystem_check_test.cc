#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "tests/support/command.h"
#include "tests/unit/drivers/os/host_test.h"

// Real filesystems as a host leaves them that loses its power, and damaged ones.

namespace rexray {
namespace {

class LeftFilesystem : public HostTest {
 protected:
  struct Left {
    std::unique_ptr<LoopDevice> loop;
    Device device;
  };

  // The image as the disk has it at this moment, in the middle of use, on a loop device of its own.
  Left CutOff(FilesystemType type) {
    const auto loop = Loop("live");
    const Device device = Inspect(*loop);
    MakeFilesystem(device, type);
    const std::string target = Folder("live-target");
    EXPECT_OK(host_->Mount(MountStep(device, type, target), context()));
    std::ofstream(target + "/rows") << "kept" << std::flush;
    EXPECT_EQ(RunCommand({"sync", target + "/rows"}).exitCode, 0);
    std::ofstream(target + "/more") << std::string(1 << 20, 'x');
    std::filesystem::copy_file(folder_ / "live", folder_ / "cut");
    EXPECT_OK(host_->Unmount(target, context()));
    return On("cut");
  }

  Left On(const std::string& image) {
    auto loop = std::make_unique<LoopDevice>(folder_ / image);
    Device device = Inspect(*loop);
    return {std::move(loop), std::move(device)};
  }

  Left Damaged(const std::vector<std::string>& debugfs) {
    {
      const auto loop = Loop("damaged");
      MakeFilesystem(Inspect(*loop), FilesystemType::Ext4);
    }
    for (const std::string& request : debugfs)
      EXPECT_EQ(RunCommand({"debugfs", "-w", "-R", request, folder_ / "damaged"}).exitCode, 0);
    return On("damaged");
  }

  std::string Rows(const Device& device, FilesystemType type) {
    const std::string target = Folder("target");
    EXPECT_OK(host_->Mount(MountStep(device, type, target), context()));
    std::string rows;
    std::ifstream(target + "/rows") >> rows;
    return rows;
  }

  step::Check CheckStep(const Device& device, const std::string& uuid = kUuid) {
    return {device, FilesystemType::Ext4, uuid};
  }
};

TEST_F(LeftFilesystem, G12_AFilesystemThatWasUnmountedIsClean) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  MakeFilesystem(device, FilesystemType::Ext4);
  EXPECT_EQ(host_->LeftClean(device, context()), true);
}

TEST_F(LeftFilesystem, G12_OneThatTheKernelHasMountedIsNobodysToCheck) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  MakeFilesystem(device, FilesystemType::Ext4);
  ASSERT_OK(host_->Mount(MountStep(device, FilesystemType::Ext4, Folder("target")), context()));
  EXPECT_EQ(host_->LeftClean(device, context()), true);
}

TEST_F(LeftFilesystem, G12_AnExt4ThatWasCutOffIsCheckedAndKeepsItsFiles) {
  const Left left = CutOff(FilesystemType::Ext4);
  EXPECT_EQ(host_->LeftClean(left.device, context()), false);
  ASSERT_OK(host_->Check(CheckStep(left.device), context()));
  EXPECT_EQ(host_->LeftClean(left.device, context()), true);
  EXPECT_EQ(Rows(left.device, FilesystemType::Ext4), "kept");
}

TEST_F(LeftFilesystem, G12_AnXfsThatWasCutOffReplaysItsLogWhenItIsMounted) {
  const Left left = CutOff(FilesystemType::Xfs);
  EXPECT_EQ(host_->LeftClean(left.device, context()), true);
  EXPECT_EQ(Rows(left.device, FilesystemType::Xfs), "kept");
}

TEST_F(LeftFilesystem, G12_SmallDamageIsMended) {
  const Left left = Damaged({"set_super_value free_blocks_count 7", "set_super_value state 2"});
  EXPECT_EQ(host_->LeftClean(left.device, context()), false);
  EXPECT_OK(host_->Check(CheckStep(left.device), context()));
  EXPECT_EQ(host_->LeftClean(left.device, context()), true);
}

TEST_F(LeftFilesystem, G12_WhatHasErrorsIsNotMountedBeforeACheck) {
  const Left left = Damaged({"set_super_value state 2"});
  const step::Mount mount = MountStep(left.device, FilesystemType::Ext4, Folder("target"));
  EXPECT_REFUSED(host_->Mount(mount, context()), Code::Unavailable, "");
  EXPECT_TRUE(LinesAt(mount.target).empty());
  ASSERT_OK(host_->Check(CheckStep(left.device), context()));
  EXPECT_OK(host_->Mount(mount, context()));
}

TEST_F(LeftFilesystem, G12_WhatHasErrorsAndIsInUseIsNotMountedBesideThatUse) {
  const Left left = Damaged({"set_super_value state 2"});
  const std::string users = Folder("users");
  ASSERT_EQ(RunCommand({"mount", left.device.path, users}).exitCode, 0);
  const step::Mount mount = MountStep(left.device, FilesystemType::Ext4, Folder("target"));
  EXPECT_REFUSED(host_->Mount(mount, context()), Code::Unavailable, "");
  EXPECT_EQ(RunCommand({"umount", users}).exitCode, 0);
  EXPECT_TRUE(LinesAt(mount.target).empty());
}

TEST_F(LeftFilesystem, G12_WhatNeedsADecisionIsLeftToPeople) {
  const Left left = Damaged({"clri <2>", "set_super_value state 2"});
  const auto checked = host_->Check(CheckStep(left.device), context());
  ASSERT_TRUE(IsRefused(checked, Code::FailedPrecondition, "NeedsRepair"));
  EXPECT_NE(checked.error().message.find("e2fsck -f " + left.device.path), std::string::npos)
      << checked.error().message;
  EXPECT_EQ(host_->LeftClean(left.device, context()), false) << "it is not passed off as mended";
}

TEST_F(LeftFilesystem, G12_AnotherFilesystemIsNotTouched) {
  const Left left = CutOff(FilesystemType::Ext4);
  EXPECT_REFUSED(host_->Check(CheckStep(left.device, kOtherUuid), context()),
                 Code::FailedPrecondition, "IdentityMismatch");
  EXPECT_EQ(host_->LeftClean(left.device, context()), false);
}

TEST_F(LeftFilesystem, G12_ADamagedXfsIsSaidToNeedRepair) {
  {
    const auto loop = Loop("volume");
    MakeFilesystem(Inspect(*loop), FilesystemType::Xfs);
  }
  const CommandResult damage = RunCommand({"xfs_db", "-x", "-c", "sb 0", "-c", "addr rootino", "-c",
                                           "write -d core.mode 0100644", folder_ / "volume"});
  ASSERT_EQ(damage.exitCode, 0) << damage;
  const Left left = On("volume");
  EXPECT_REFUSED(
      host_->Mount(MountStep(left.device, FilesystemType::Xfs, Folder("target")), context()),
      Code::FailedPrecondition, "NeedsRepair");
}

}  // namespace
}  // namespace rexray
