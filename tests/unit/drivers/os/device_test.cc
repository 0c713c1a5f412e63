#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <fstream>

#include "drivers/os/identity.h"
#include "tests/support/command.h"
#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

class Devices : public HostTest {
 protected:
  struct stat StatusOf(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status;
  }
};

TEST_F(Devices, ALoopDeviceIsItsBackingFile) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  const struct stat file = StatusOf(folder_ / "volume");
  EXPECT_EQ(device.identity, LoopIdentity(file.st_dev, file.st_ino));
  EXPECT_EQ(device.path, loop->path());
  EXPECT_EQ(makedev(device.major, device.minor), StatusOf(loop->path()).st_rdev);
  EXPECT_EQ(device.root, "/");
  EXPECT_EQ(device.size.value, kVolumeBytes);
  EXPECT_FALSE(device.readOnly);
}

TEST_F(Devices, AnUnconfiguredLoopDeviceHasNoMedium) {
  auto loop = Loop("volume");
  const std::string path = loop->path();
  const DeviceIdentity ours = Inspect(*loop).identity;
  loop->Detach();
  // Whoever looks at it in this moment keeps it attached; and another test may take it next.
  EXPECT_TRUE(Eventually([&] {
    const auto device = host_->Inspect(path, context());
    return device ? device->identity != ours
                  : bool(IsRefused(device, Code::FailedPrecondition, "NoMedium"));
  }));
}

TEST_F(Devices, AMissingPathIsNotFound) {
  EXPECT_REFUSED(host_->Inspect(folder_ / "none", context()), Code::NotFound, "");
}

TEST_F(Devices, AFileOrPipeIsNoDevice) {
  std::ofstream(folder_ / "file") << "";
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  for (const auto* name : {"file", "pipe"})
    EXPECT_REFUSED(host_->Inspect(folder_ / name, context()), Code::FailedPrecondition, "NoDevice");
}

TEST_F(Devices, ADirectoryIsItsFilesystemAndInode) {
  const std::string path = Folder("data");
  const struct stat status = StatusOf(path);
  EXPECT_EQ(Inspect(path).identity, DirectoryIdentity(status.st_dev, status.st_ino));
}

TEST_F(Devices, ADirectorysRootIsWhatABindOfItShows) {
  const std::string inner = Folder("data"), target = Folder("target");
  ASSERT_EQ(::mount(inner.c_str(), target.c_str(), nullptr, MS_BIND, nullptr), 0);
  ASSERT_EQ(LinesAt(target).size(), 1u);
  EXPECT_EQ(Inspect(inner).root, LinesAt(target)[0].root);
  EXPECT_EQ(Inspect(target).root, LinesAt(target)[0].root) << "seen through the bind as well";
  EXPECT_TRUE(host_->Shows(LinesAt(target)[0], Inspect(inner)));
}

TEST_F(Devices, ADirectorysRootInAMountOfItsOwn) {
  const std::string data = Folder("data"), target = Folder("target");
  ASSERT_EQ(::mount("none", data.c_str(), "tmpfs", 0, nullptr), 0);
  const std::string volume = Folder("data/volume");
  ASSERT_EQ(::mount(volume.c_str(), target.c_str(), nullptr, MS_BIND, nullptr), 0);
  EXPECT_EQ(Inspect(volume).root, "/volume");
  EXPECT_TRUE(host_->Shows(LinesAt(target).at(0), Inspect(volume)));
  EXPECT_FALSE(host_->Shows(LinesAt(data).at(0), Inspect(volume)));
}

TEST_F(Devices, TheDevicePathMayBeASymlink) {
  const auto loop = Loop("volume");
  ASSERT_EQ(::symlink(loop->path().c_str(), (folder_ / "by-id").c_str()), 0);
  EXPECT_EQ(Inspect(folder_ / "by-id").identity, Inspect(*loop).identity);
}

class Sysfs : public ::testing::Test {
 protected:
  void Attribute(const std::string& name, const std::string& value) {
    Shell("mkdir -p $(dirname " + (folder_ / name) + ")");
    std::ofstream(folder_ / name) << value;
  }
  TempFolder folder_;
};

TEST_F(Sysfs, EachBusHasItsOwnName) {
  Attribute("sda/device/wwid", "naa.5000c500a1b2c3d4\n");
  Attribute("nvme0n1/wwid", "eui.0025385b61b3c0de\n");
  Attribute("vda/serial", "vol-1  \n");
  Attribute("dm-0/dm/uuid", "LVM-abc\n");
  EXPECT_EQ(SysfsIdentity(folder_ / "sda").value, "scsi:naa.5000c500a1b2c3d4");
  EXPECT_EQ(SysfsIdentity(folder_ / "nvme0n1").value, "nvme:eui.0025385b61b3c0de");
  EXPECT_EQ(SysfsIdentity(folder_ / "vda").value, "virtio:vol-1");
  EXPECT_EQ(SysfsIdentity(folder_ / "dm-0").value, "dm:LVM-abc");
}

TEST_F(Sysfs, APartitionIsNotItsDisk) {
  Attribute("sda/device/wwid", "naa.5\n");
  Attribute("sda/sda2/partition", "2\n");
  EXPECT_EQ(SysfsIdentity(folder_ / "sda/sda2").value, "scsi:naa.5:part2");
}

TEST_F(Sysfs, WithoutASerialThereIsNoIdentity) {
  Attribute("vdb/serial", "\n");
  Attribute("vdb/size", "2048\n");
  EXPECT_TRUE(SysfsIdentity(folder_ / "vdb").empty());
}

}  // namespace
}  // namespace rexray
