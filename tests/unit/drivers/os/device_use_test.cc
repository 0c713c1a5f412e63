#include <fcntl.h>
#include <gmock/gmock.h>
#include <linux/blkpg.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "drivers/os/descriptor.h"
#include "drivers/os/kernel_use.h"
#include "drivers/os/signatures.h"
#include "tests/support/command.h"
#include "tests/unit/drivers/os/bystander.h"
#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DeviceUse : public HostTest {
 protected:
  // Whether a detach is refused, and the refusal names all this. Mount namespaces that tests beside
  // this one make show its mounts too, and are named instead as long as they live.
  template <class... Words>
  void ExpectHeld(const Device& device, const Words&... words) {
    Result<void> unused;
    const auto isNamed = [&] {
      unused = host_->CheckUnused(device, context());
      return unused || ::testing::Matches(AllOf(HasSubstr(words)...))(unused.error().message);
    };
    EXPECT_TRUE(Eventually(isNamed)) << unused.error().message;
    ASSERT_TRUE(IsRefused(unused, Code::FailedPrecondition, "DeviceInUse"));
  }

  // The kernel lets go of what a process had only a moment after its end.
  void ExpectFree(const Device& device) {
    Result<void> unused;
    EXPECT_TRUE(Eventually([&] { return bool(unused = host_->CheckUnused(device, context())); }))
        << Words(unused.error());
  }
};

class FilesystemUse : public DeviceUse, public ::testing::WithParamInterface<FilesystemType> {
 protected:
  void SetUp() override {
    HostTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    loop_ = Loop("volume");
    device_ = Inspect(*loop_);
    MakeFilesystem(device_, GetParam());
    target_ = Folder("target");
    ASSERT_OK(host_->Mount(MountStep(device_, GetParam(), target_), context()));
    ASSERT_EQ(::mkdir((target_ + "/sub").c_str(), 0755), 0);
    std::ofstream(target_ + "/sub/file") << "data";
  }

  // Not by way of the host, which would refuse.
  void UnmountLazily() { ASSERT_EQ(::umount2(target_.c_str(), MNT_DETACH), 0); }
  bool namesGoneMounts() const { return GetParam() != FilesystemType::Btrfs; }

  std::unique_ptr<LoopDevice> loop_;
  Device device_;
  std::string target_;
};

std::string NameOfType(const ::testing::TestParamInfo<FilesystemType>& type) {
  return NameOf(type.param);
}

INSTANTIATE_TEST_SUITE_P(All, FilesystemUse,
                         ::testing::Values(FilesystemType::Ext4, FilesystemType::Xfs,
                                           FilesystemType::Btrfs),
                         NameOfType);

TEST_P(FilesystemUse, G22_OurOwnMountIsOne) {
  ExpectHeld(device_, "the mount at " + target_);
  ASSERT_OK(host_->Unmount(target_, context()));
  ExpectFree(device_);
}

TEST_P(FilesystemUse, G22_AMountInAnotherNamespaceIsNamedUntilItsProcessEnds) {
  Bystander other(LeaveMountNamespace);
  ASSERT_OK(host_->Unmount(target_, context()));
  ExpectHeld(device_, "process " + other.pid() + " (unit_drivers, mount namespace ",
             "the mount at " + target_);
  other.End();
  ExpectFree(device_);
}

TEST_P(FilesystemUse, G22_AFolderOfItMountedInAnotherNamespaceIsNamed) {
  const std::string elsewhere = Folder("elsewhere");
  Bystander other([&] {
    LeaveMountNamespace();
    ::mount((target_ + "/sub").c_str(), elsewhere.c_str(), nullptr, MS_BIND, nullptr);
    ::umount(target_.c_str());
  });
  ASSERT_OK(host_->Unmount(target_, context()));
  ExpectHeld(device_, "process " + other.pid(), "the mount at " + elsewhere);
  other.End();
  ExpectFree(device_);
}

TEST_P(FilesystemUse, G22_AnOpenFileInAnotherNamespaceIsNamed) {
  Bystander other([&] {
    LeaveMountNamespace();
    ::open((target_ + "/sub/file").c_str(), O_RDONLY);
  });
  ASSERT_OK(host_->Unmount(target_, context()));
  ExpectHeld(device_, "process " + other.pid() + " (unit_drivers, mount namespace ",
             "open file " + target_ + "/sub/file");
}

TEST_P(FilesystemUse, G22_AMappedFileInAnotherNamespaceIsNamed) {
  Bystander other([&] {
    LeaveMountNamespace();
    const int file = ::open((target_ + "/sub/file").c_str(), O_RDONLY);
    ::mmap(nullptr, 4, PROT_READ, MAP_PRIVATE, file, 0);
    ::close(file);
  });
  ASSERT_OK(host_->Unmount(target_, context()));
  ExpectHeld(device_, "process " + other.pid(), "mapped file " + target_ + "/sub/file");
}

TEST_P(FilesystemUse, G22_AnOpenFileOfALazilyUnmountedFilesystemHoldsIt) {
  Bystander holder([&] { ::open((target_ + "/sub/file").c_str(), O_RDONLY); });
  UnmountLazily();
  ExpectHeld(device_, NameOf(GetParam()) + " filesystem on it", "umount -l");
  if (namesGoneMounts()) ExpectHeld(device_, "process " + holder.pid(), "open file /sub/file");
  holder.End();
  ExpectFree(device_);
}

TEST_P(FilesystemUse, G22_AWorkingDirectoryInALazilyUnmountedFilesystemHoldsIt) {
  Bystander holder([&] { (void)!::chdir((target_ + "/sub").c_str()); });
  UnmountLazily();
  ExpectHeld(device_, NameOf(GetParam()) + " filesystem on it");
  if (namesGoneMounts()) ExpectHeld(device_, "process " + holder.pid(), "working directory /sub");
  holder.End();
  ExpectFree(device_);
}

TEST_P(FilesystemUse, G22_ANamespaceThatOnlyAnOpenFileKeepsIsSeen) {
  Bystander first(LeaveMountNamespace);
  Bystander keeper([&] { ::open(("/proc/" + first.pid() + "/ns/mnt").c_str(), O_RDONLY); });
  first.End();
  ASSERT_OK(host_->Unmount(target_, context()));
  ExpectHeld(device_, "process " + keeper.pid(), "the mount at " + target_);
  keeper.End();
  ExpectFree(device_);
}

TEST_P(FilesystemUse, G22_ANamespaceThatOnlyAMountKeepsIsSeen) {
  const std::string spaces = Folder("spaces");
  ASSERT_EQ(::mount("none", spaces.c_str(), "tmpfs", 0, nullptr), 0);
  ASSERT_EQ(::mount(nullptr, spaces.c_str(), nullptr, MS_PRIVATE, nullptr), 0);
  const std::string kept = SparseFile(spaces + "/kept", 0);
  Bystander first(LeaveMountNamespace);
  const std::string space = "/proc/" + first.pid() + "/ns/mnt";
  ASSERT_EQ(::mount(space.c_str(), kept.c_str(), nullptr, MS_BIND, nullptr), 0);
  first.End();
  ASSERT_OK(host_->Unmount(target_, context()));
  ExpectHeld(device_, "the mount at " + target_, "which only a mount keeps");
  // A survey of a neighbouring test may have it open at this moment.
  ASSERT_TRUE(Eventually([&] { return ::umount(kept.c_str()) == 0; })) << std::strerror(errno);
  ExpectFree(device_);
}

TEST_P(FilesystemUse, AtMostFiveUsersAreNamed) {
  std::vector<std::unique_ptr<Bystander>> holders;
  for (int i = 0; i < 7; ++i)
    holders.push_back(std::make_unique<Bystander>([&] { (void)!::chdir(target_.c_str()); }));
  const auto unused = host_->CheckUnused(device_, context());
  ASSERT_FALSE(unused.has_value());
  std::size_t named = 0;
  for (const auto& holder : holders)
    named += unused.error().message.find("process " + holder->pid()) != std::string::npos;
  EXPECT_EQ(named, 5u);
}

TEST_F(DeviceUse, G22_TheDeviceItselfOpenIsNamed) {
  const auto loop = Loop("raw");
  const Device device = Inspect(*loop);
  ExpectFree(device);
  Bystander reader([&] { ::open(loop->path().c_str(), O_RDONLY); });
  ExpectHeld(device, "process " + reader.pid(), loop->path() + " itself open");
  reader.End();
  ExpectFree(device);
}

TEST_F(DeviceUse, G22_AnOpenPartitionOfItIsNamed) {
  const auto loop = Loop("parted");
  Descriptor disk(::open(loop->path().c_str(), O_RDWR | O_CLOEXEC));
  loop_info64 status{};
  ASSERT_EQ(::ioctl(disk.get(), LOOP_GET_STATUS64, &status), 0);
  status.lo_flags |= LO_FLAGS_PARTSCAN;
  ASSERT_EQ(::ioctl(disk.get(), LOOP_SET_STATUS64, &status), 0);
  blkpg_partition part{.start = kMiB, .length = kMiB, .pno = 1, .devname = {}, .volname = {}};
  blkpg_ioctl_arg add{BLKPG_ADD_PARTITION, 0, sizeof part, &part};
  ASSERT_EQ(::ioctl(disk.get(), BLKPG, &add), 0);
  disk.Close();
  const std::string node = loop->path() + "p1";
  const Bystander reader([&] { ::open(node.c_str(), O_RDONLY); });
  ExpectHeld(Inspect(*loop), "process " + reader.pid(), node + " itself open");
}

TEST_F(DeviceUse, G22_ALoopDeviceMadeOfItIsNamed) {
  const auto loop = Loop("lower");
  const LoopDevice upper(loop->path());
  ExpectHeld(Inspect(*loop), "the loop device " + upper.path().substr(5));
}

TEST_F(DeviceUse, G22_BlockDevicesMadeOfItAreNamed) {
  const std::string holders = folder_ / "node/holders";
  std::filesystem::create_directories(holders + "/dm-0/dm");
  std::filesystem::create_directories(holders + "/md127");
  std::ofstream(holders + "/dm-0/dm/name") << "vg-data\n";
  EXPECT_THAT(
      BlockHoldersOf(folder_ / "node"),
      ::testing::UnorderedElementsAre("the block device dm-0 (vg-data)", "the block device md127"));
  EXPECT_TRUE(BlockHoldersOf(folder_ / "none").empty());
}

class FolderUse : public DeviceUse {
 protected:
  void SetUp() override {
    HostTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    path_ = Folder("volume");
    device_ = Inspect(path_);
    std::ofstream(path_ + "/file") << "data";
    target_ = Folder("target");
    ASSERT_OK(host_->Mount(MountStep(device_, FilesystemType::None, target_), context()));
  }

  std::string path_;
  Device device_;
  std::string target_;
};

TEST_F(FolderUse, G22_ItsMountInAnotherNamespaceIsNamed) {
  ExpectHeld(device_, "the mount at " + target_);
  Bystander other(LeaveMountNamespace);
  ASSERT_OK(host_->Unmount(target_, context()));
  ExpectHeld(device_, "process " + other.pid(), "the mount at " + target_);
  other.End();
  ExpectFree(device_);
}

TEST_F(FolderUse, G22_AnOpenFileInItIsNamed) {
  ASSERT_OK(host_->Unmount(target_, context()));
  const Bystander reader([&] { ::open((path_ + "/file").c_str(), O_RDONLY); });
  ExpectHeld(device_, "process " + reader.pid(), "open file " + path_ + "/file");
}

TEST_F(FolderUse, G22_AnOpenFileOfALazilyUnmountedBindIsNamed) {
  Bystander reader([&] { ::open((target_ + "/file").c_str(), O_RDONLY); });
  Bystander walker([&] { (void)!::chdir(target_.c_str()); });
  ASSERT_EQ(::umount2(target_.c_str(), MNT_DETACH), 0);
  ExpectHeld(device_, "process " + reader.pid(), "process " + walker.pid());
  reader.End();
  walker.End();
  ExpectFree(device_);
}

TEST_F(FolderUse, ANeighboursFilesHoldNothing) {
  ASSERT_OK(host_->Unmount(target_, context()));
  const std::string neighbour = Folder("volume2");
  std::ofstream(neighbour + "/file") << "data";
  const Bystander reader([&] {
    ::open((neighbour + "/file").c_str(), O_RDONLY);
    (void)!::chdir(neighbour.c_str());
  });
  ExpectFree(device_);
}

}  // namespace
}  // namespace rexray
