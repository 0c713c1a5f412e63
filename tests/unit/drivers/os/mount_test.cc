#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "drivers/os/descriptor.h"
#include "drivers/os/signatures.h"
#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

using ::testing::HasSubstr;

class Mounts : public HostTest, public ::testing::WithParamInterface<FilesystemType> {
 protected:
  std::unique_ptr<LoopDevice> Volume(const std::string& name, FilesystemType type,
                                     const std::string& uuid = kUuid) {
    auto loop = Loop(name);
    MakeFilesystem(Inspect(*loop), type, uuid);
    return loop;
  }
};

INSTANTIATE_TEST_SUITE_P(EachType, Mounts,
                         ::testing::Values(FilesystemType::Ext4, FilesystemType::Xfs,
                                           FilesystemType::Btrfs),
                         [](const auto& type) { return NameOf(type.param); });

TEST_P(Mounts, AMountShowsTheDeviceAtTheTarget) {
  const auto loop = Volume("volume", GetParam());
  const Device device = Inspect(*loop);
  const std::string target = Folder("target");
  const auto entry = host_->Mount(MountStep(device, GetParam(), target), context());
  ASSERT_OK(entry);
  EXPECT_EQ(entry->target, target);
  EXPECT_EQ(entry->fstype, NameOf(GetParam()));
  EXPECT_EQ(entry->source, device.path);
  EXPECT_TRUE(host_->Shows(*entry, device));
  EXPECT_THAT(LinesAt(target), ::testing::ElementsAre(*entry));
}

TEST_P(Mounts, ShowsTellsDevicesApart) {
  const auto one = Volume("one", GetParam());
  const auto two = Volume("two", GetParam(), kOtherUuid);
  const auto entry =
      host_->Mount(MountStep(Inspect(*one), GetParam(), Folder("target")), context());
  ASSERT_OK(entry);
  EXPECT_TRUE(host_->Shows(*entry, Inspect(*one)));
  EXPECT_FALSE(host_->Shows(*entry, Inspect(*two)));
}

TEST_P(Mounts, ABoundFolderOfAVolumeDoesNotShowTheVolume) {
  const auto loop = Volume("volume", GetParam());
  const Device device = Inspect(*loop);
  const std::string target = Folder("target");
  ASSERT_OK(host_->Mount(MountStep(device, GetParam(), target), context()));
  const std::string inner = Folder("target/inner"), bound = Folder("bound");
  ASSERT_EQ(::mount(inner.c_str(), bound.c_str(), nullptr, MS_BIND, nullptr), 0);
  ASSERT_EQ(LinesAt(bound).size(), 1u);
  EXPECT_FALSE(host_->Shows(LinesAt(bound)[0], device));
}

TEST_F(HostTest, G11_ACopyOfAnXfsMountsBesideItsOriginAndKeepsItsUuid) {
  const auto origin = Loop("origin");
  MakeFilesystem(Inspect(*origin), FilesystemType::Xfs);
  std::filesystem::copy_file(folder_ / "origin", folder_ / "copy");
  const LoopDevice copy(folder_ / "copy");
  const auto mounted = [&](const LoopDevice& loop, const std::string& folder) {
    return host_->Mount(MountStep(Inspect(loop), FilesystemType::Xfs, Folder(folder)), context());
  };
  const auto first = mounted(*origin, "one");
  ASSERT_OK(first);
  EXPECT_THAT(first->fsOptions, ::testing::Not(HasSubstr("nouuid")));
  const auto second = mounted(copy, "two");
  ASSERT_OK(second);
  EXPECT_THAT(second->fsOptions, HasSubstr("nouuid"));
  EXPECT_TRUE(host_->Shows(*second, Inspect(copy)));
  ASSERT_OK(host_->Unmount(folder_ / "one", context()));
  ASSERT_OK(mounted(*origin, "three")) << "nor does the copy keep the origin out";
  for (const LoopDevice* loop : std::initializer_list<const LoopDevice*>{origin.get(), &copy}) {
    const auto probe = host_->ProbeDevice(Inspect(*loop), {}, context());
    ASSERT_OK(probe);
    EXPECT_EQ(probe->signatures.at(0).uuid, kUuid);
  }
}

TEST_P(Mounts, G02_ASwappedDeviceIsNeverSeenAtTheTarget) {
  const auto one = Volume("one", GetParam());
  const auto two = Volume("two", GetParam(), kOtherUuid);
  const std::string target = Folder("target"), link = folder_ / "link";
  ASSERT_EQ(::symlink(one->path().c_str(), link.c_str()), 0);
  const Device device = Inspect(link);
  ASSERT_EQ(::unlink(link.c_str()), 0);
  ASSERT_EQ(::symlink(two->path().c_str(), link.c_str()), 0);
  EXPECT_REFUSED(host_->Mount(MountStep(device, GetParam(), target), context()),
                 Code::FailedPrecondition, "IdentityMismatch");
  EXPECT_TRUE(LinesAt(target).empty());
}

TEST_P(Mounts, G02_ALoopNumberThatWasReusedIsRefused) {
  auto one = Volume("one", GetParam());
  const Device device = Inspect(*one);
  one->Detach();
  const auto two = Volume("two", GetParam(), kOtherUuid);
  Device reused = device;
  reused.path = two->path();
  EXPECT_REFUSED(host_->Mount(MountStep(reused, GetParam(), Folder("target")), context()),
                 Code::FailedPrecondition, "IdentityMismatch");
}

TEST_P(Mounts, G02_AnotherFilesystemOnTheRightDeviceIsRefused) {
  const auto loop = Volume("volume", GetParam(), kOtherUuid);
  EXPECT_REFUSED(host_->Mount(MountStep(Inspect(*loop), GetParam(), Folder("target")), context()),
                 Code::FailedPrecondition, "IdentityMismatch");
}

TEST_P(Mounts, WithoutAUuidTheFirstMountTrustsTheFilesystem) {
  const auto loop = Volume("volume", GetParam(), kOtherUuid);
  step::Mount mount = MountStep(Inspect(*loop), GetParam(), Folder("target"));
  mount.filesystemUuid.clear();
  EXPECT_OK(host_->Mount(mount, context()));
}

TEST_P(Mounts, AReadOnlyDeviceNeedsAReadOnlyMount) {
  auto writable = Volume("volume", GetParam());
  writable->Detach();
  const LoopDevice loop(folder_ / "volume", /*readOnly=*/true);
  const Device device = Inspect(loop);
  EXPECT_TRUE(device.readOnly);
  step::Mount mount = MountStep(device, GetParam(), Folder("target"));
  EXPECT_REFUSED(host_->Mount(mount, context()), Code::FailedPrecondition, "DeviceReadOnly");
  mount.options = {"ro"};
  const auto entry = host_->Mount(mount, context());
  ASSERT_OK(entry);
  EXPECT_THAT(entry->options, ::testing::StartsWith("ro"));
}

TEST_P(Mounts, AnUnknownOptionIsRefusedInTheKernelsWords) {
  const auto loop = Volume("volume", GetParam());
  step::Mount mount = MountStep(Inspect(*loop), GetParam(), Folder("target"));
  mount.options = {"frobnicate"};
  const auto mounted = host_->Mount(mount, context());
  ASSERT_FALSE(mounted.has_value());
  EXPECT_EQ(mounted.error().code, Code::InvalidArgument);
  EXPECT_THAT(mounted.error().message, HasSubstr("frobnicate"));
}

TEST_P(Mounts, OptionsOfMountAndFilesystemArrive) {
  const auto loop = Volume("volume", GetParam());
  step::Mount mount = MountStep(Inspect(*loop), GetParam(), Folder("target"));
  mount.options = {"noatime,nosuid", "nodev", "sync", "nofail"};
  const auto entry = host_->Mount(mount, context());
  ASSERT_OK(entry);
  for (const auto* word : {"noatime", "nosuid", "nodev"})
    EXPECT_THAT(entry->options, HasSubstr(word));
  EXPECT_THAT(entry->fsOptions, HasSubstr("sync"));
}

TEST_P(Mounts, RemountChangesOptionsInPlaceAndBack) {
  const auto loop = Volume("volume", GetParam());
  const Device device = Inspect(*loop);
  const std::string target = Folder("target");
  const auto first = host_->Mount(MountStep(device, GetParam(), target), context());
  ASSERT_OK(first);
  const auto readOnly = host_->Remount({target, {"ro", "noexec"}}, context());
  ASSERT_OK(readOnly);
  EXPECT_EQ(readOnly->id, first->id);
  EXPECT_THAT(readOnly->options, ::testing::StartsWith("ro,noexec"));
  EXPECT_THAT(readOnly->fsOptions, ::testing::StartsWith("ro"));
  const auto back = host_->Remount({target, {}}, context());
  ASSERT_OK(back);
  EXPECT_EQ(back->options, first->options);
  EXPECT_EQ(back->fsOptions, first->fsOptions);
}

TEST_F(Mounts, G04_RepeatedMountLeavesOneLine) {
  const auto loop = Volume("volume", FilesystemType::Ext4);
  const step::Mount mount = MountStep(Inspect(*loop), FilesystemType::Ext4, Folder("target"));
  ASSERT_OK(host_->Mount(mount, context()));
  for (int i = 0; i < 10'000; ++i)
    EXPECT_REFUSED(host_->Mount(mount, context()), Code::FailedPrecondition, "TargetMounted");
  EXPECT_EQ(LinesAt(mount.target).size(), 1u);
}

TEST_F(Mounts, G04_AForeignMountAtTheTargetIsNeverCovered) {
  const auto loop = Volume("volume", FilesystemType::Xfs);
  const std::string target = Folder("target");
  ASSERT_EQ(::mount("none", target.c_str(), "tmpfs", 0, nullptr), 0);
  EXPECT_REFUSED(host_->Mount(MountStep(Inspect(*loop), FilesystemType::Xfs, target), context()),
                 Code::FailedPrecondition, "TargetMounted");
  EXPECT_EQ(LinesAt(target).size(), 1u);
}

TEST_F(Mounts, TheWrongFilesystemTypeIsNamed) {
  const auto loop = Volume("volume", FilesystemType::Xfs);
  const auto mounted =
      host_->Mount(MountStep(Inspect(*loop), FilesystemType::Ext4, Folder("target")), context());
  EXPECT_REFUSED(mounted, Code::FailedPrecondition, "FilesystemMismatch");
  EXPECT_THAT(mounted.error().message, HasSubstr("xfs"));
}

TEST_F(Mounts, ASymlinkInTheTargetIsRefused) {
  const auto loop = Volume("volume", FilesystemType::Ext4);
  Folder("real");
  Folder("real/target");
  ASSERT_EQ(::symlink((folder_ / "real").c_str(), (folder_ / "link").c_str()), 0);
  EXPECT_REFUSED(
      host_->Mount(MountStep(Inspect(*loop), FilesystemType::Ext4, folder_ / "link/target"),
                   context()),
      Code::FailedPrecondition, "TargetNotDirectory");
}

TEST_F(Mounts, AMissingTargetIsNotFound) {
  const auto loop = Volume("volume", FilesystemType::Ext4);
  EXPECT_REFUSED(
      host_->Mount(MountStep(Inspect(*loop), FilesystemType::Ext4, folder_ / "none"), context()),
      Code::NotFound, "");
}

TEST_F(Mounts, ADirectoryIsBoundAndItsFilesystemLeftAlone) {
  const std::string source = Folder("source"), target = Folder("target");
  const Device device = Inspect(source);
  step::Mount mount = MountStep(device, FilesystemType::None, target);
  mount.options = {"ro", "nosuid"};
  const auto entry = host_->Mount(mount, context());
  ASSERT_OK(entry);
  EXPECT_TRUE(host_->Shows(*entry, device));
  EXPECT_THAT(entry->options, ::testing::StartsWith("ro,nosuid"));
  EXPECT_LT(::open((target + "/file").c_str(), O_CREAT | O_WRONLY, 0600), 0);
  std::ofstream(source + "/file") << "still writable";
  EXPECT_TRUE(std::filesystem::exists(target + "/file"));
  EXPECT_REFUSED(host_->Mount(mount, context()), Code::FailedPrecondition, "TargetMounted");
}

TEST_F(Mounts, RemountOfADirectoryTouchesOnlyItsMount) {
  const std::string source = Folder("source"), target = Folder("target");
  ASSERT_OK(host_->Mount(MountStep(Inspect(source), FilesystemType::None, target), context()));
  const auto entry = host_->Remount({target, {"ro"}}, context());
  ASSERT_OK(entry);
  EXPECT_THAT(entry->options, ::testing::StartsWith("ro"));
  EXPECT_THAT(entry->fsOptions, ::testing::StartsWith("rw")) << "the host's filesystem";
  EXPECT_REFUSED(host_->Remount({target, {"commit=7"}}, context()), Code::FailedPrecondition, "");
}

TEST_F(Mounts, G02_ASwappedDirectoryIsRefused) {
  const std::string source = Folder("source"), target = Folder("target");
  const Device device = Inspect(source);
  ASSERT_EQ(::rename(source.c_str(), (folder_ / "old").c_str()), 0);
  Folder("source");
  EXPECT_REFUSED(host_->Mount(MountStep(device, FilesystemType::None, target), context()),
                 Code::FailedPrecondition, "IdentityMismatch");
}

TEST_F(Mounts, ADirectoryOfAVolumeOnBtrfsIsShownByItsMount) {
  const auto loop = Volume("volume", FilesystemType::Btrfs);
  const std::string pool = Folder("pool"), target = Folder("target");
  ASSERT_OK(host_->Mount(MountStep(Inspect(*loop), FilesystemType::Btrfs, pool), context()));
  Shell("btrfs subvolume create " + pool + "/sub");
  Folder("pool/sub/data");
  const Device device = Inspect(pool + "/sub/data");
  const auto entry = host_->Mount(MountStep(device, FilesystemType::None, target), context());
  ASSERT_OK(entry);
  EXPECT_TRUE(host_->Shows(*entry, device));
}

TEST_F(Mounts, ABtrfsSubvolumeByOptionShowsTheDevice) {
  const auto loop = Volume("volume", FilesystemType::Btrfs);
  const Device device = Inspect(*loop);
  const std::string target = Folder("target");
  ASSERT_OK(host_->Mount(MountStep(device, FilesystemType::Btrfs, target), context()));
  Shell("btrfs subvolume create " + target + "/sub");
  ASSERT_OK(host_->Unmount(target, context()));
  step::Mount mount = MountStep(device, FilesystemType::Btrfs, target);
  mount.options = {"subvol=sub"};
  EXPECT_OK(host_->Mount(mount, context()));
}

// mountinfo shows the path without the slash: any doubt about what is where ends the same way.
TEST_P(Mounts, G02_AMountThatCannotBeProvenIsUndone) {
  const auto loop = Volume("volume", GetParam());
  const std::string target = Folder("target");
  EXPECT_REFUSED(host_->Mount(MountStep(Inspect(*loop), GetParam(), target + "/"), context()),
                 Code::FailedPrecondition, "IdentityMismatch");
  EXPECT_TRUE(LinesAt(target).empty());
  const Descriptor exclusive(::open(loop->path().c_str(), O_RDONLY | O_EXCL | O_CLOEXEC));
  EXPECT_TRUE(exclusive.valid()) << "the filesystem is still in use";
}

TEST_P(Mounts, DamageIsToldInTheKernelsWords) {
  const auto loop = Volume("volume", GetParam());
  const Device device = Inspect(*loop);
  WriteAt(device.path, 128 << 10, std::string(96 * kMiB, '\x5a'));
  const auto mounted = host_->Mount(MountStep(device, GetParam(), Folder("target")), context());
  // xfs finds the damage only when it is read.
  if (!mounted) {
    const bool proven = GetParam() == FilesystemType::Ext4;  // by its checksums
    EXPECT_EQ(mounted.error().reason, proven ? "NeedsRepair" : "MountFailed")
        << Words(mounted.error());
    EXPECT_NE(mounted.error().code, Code::InvalidArgument);
  }
}

TEST_F(Mounts, ADirectoryOfAReadOnlyMountIsNeverMadeWritable) {
  const std::string data = Folder("data"), target = Folder("target");
  ASSERT_EQ(::mount("none", data.c_str(), "tmpfs", 0, nullptr), 0);
  Folder("data/volume");
  ASSERT_EQ(::mount(nullptr, data.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID,
                    nullptr),
            0);
  step::Mount mount = MountStep(Inspect(data + "/volume"), FilesystemType::None, target);
  EXPECT_REFUSED(host_->Mount(mount, context()), Code::FailedPrecondition, "DeviceReadOnly");
  mount.options = {"ro"};
  const auto entry = host_->Mount(mount, context());
  ASSERT_OK(entry);
  EXPECT_THAT(entry->options, ::testing::StartsWith("ro,nosuid")) << "nosuid is inherited";
}

TEST_F(Mounts, RemountOfNothingIsRefused) {
  EXPECT_REFUSED(host_->Remount({Folder("target"), {"ro"}}, context()), Code::FailedPrecondition,
                 "");
}

}  // namespace
}  // namespace rexray
