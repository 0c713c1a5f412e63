// Several nodes and one folder of loop volumes. All of them live on this kernel, so they have one
// boot, and each sees the others' devices.

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "drivers/os/descriptor.h"
#include "drivers/storage/loop_device.h"
#include "tests/support/command.h"
#include "tests/unit/drivers/storage/folder_driver_test.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

class SharedLoop : public FolderDriverTest {
 protected:
  SharedLoop() : FolderDriverTest("loop") {}
  void SetUp() override {
    FolderDriverTest::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) other_ = MakeDriverOf(n2_, boot_);
  }

  std::string ImageOf(const BackendId& id) const { return FolderOf(id) + "/volume.img"; }
  std::vector<AttachedLoop> DevicesOf(const BackendId& id) const {
    struct stat file {};
    EXPECT_EQ(::stat(ImageOf(id).c_str(), &file), 0);
    return LoopDevicesOf(file).value();
  }
  static std::string Attached(Driver& driver, const BackendId& id, const NodeName& node,
                              AccessMode mode) {
    const auto attached = driver.Attach(id, node, mode, Soon());
    EXPECT_TRUE(attached) << attached.error().message;
    EXPECT_EQ(attached->readOnly, mode == kReaders);
    return attached->device;
  }
  std::string Here(const BackendId& id, AccessMode mode) {
    return Attached(*driver_, id, n1_, mode);
  }
  std::string There(const BackendId& id, AccessMode mode) {
    return Attached(*other_, id, n2_, mode);
  }
  std::vector<BackendAttachment> Seen(Driver& driver, const BackendId& id) {
    return driver.Inspect(id, Soon())->attachments;
  }
  static bool Writes(const std::string& path) {
    const Descriptor device(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    return device.valid() && ::pwrite(device.get(), "written", 7, 0) == 7 &&
           ::fsync(device.get()) == 0;
  }
  std::string StrangersLoop(const BackendId& id, std::vector<std::string> options = {}) {
    std::vector<std::string> command = {"losetup", "--find", "--show"};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(ImageOf(id));
    const CommandResult result = RunCommand(command);
    EXPECT_TRUE(result.ok()) << result;
    return result.out.substr(0, result.out.find('\n'));
  }

  std::unique_ptr<Driver> other_;
};

TEST_F(SharedLoop, G45_ReadersHaveDevicesOfTheirOwnThatNothingCanBeWrittenThrough) {
  const BackendId id = Made("vol");
  const std::string before = ReadFile(ImageOf(id));
  const std::string here = Here(id, kReaders);
  const std::string there = There(id, kReaders);
  EXPECT_NE(here, there);
  for (const std::string& device : {here, there}) {
    EXPECT_FALSE(Writes(device));
    (void)RunCommand({"blockdev", "--setrw", device});
    EXPECT_FALSE(Writes(device)) << "not even when root says so";
  }
  EXPECT_TRUE(ReadFile(ImageOf(id)) == before);
  EXPECT_EQ(Seen(*driver_, id), Seen(*other_, id));
  EXPECT_EQ(Seen(*driver_, id).size(), 2U);
}

TEST_F(SharedLoop, AReaderGoesWithItsOwnDeviceOnly) {
  const BackendId id = Made("vol");
  Here(id, kReaders);
  const std::string there = There(id, kReaders);
  ASSERT_TRUE(driver_->Detach(id, n1_, Soon()));
  ASSERT_EQ(Seen(*other_, id).size(), 1U);
  EXPECT_EQ(Seen(*other_, id)[0].device, there);
  EXPECT_EQ(DevicesOf(id).size(), 1U);
  EXPECT_TRUE(Seen(*driver_, id)[0].node == n2_) << "another's device is never taken for ours";
}

TEST_F(SharedLoop, AReaderWhoseDeviceWentIsNotAttachedByAnothers) {
  const BackendId id = Made("vol");
  const std::string here = Here(id, kReaders);
  const std::string there = There(id, kReaders);
  ASSERT_TRUE(RunCommand({"losetup", "-d", here}).ok());
  ASSERT_EQ(Seen(*driver_, id).size(), 1U);
  EXPECT_EQ(Seen(*driver_, id)[0].node, n2_);
  EXPECT_NE(Here(id, kReaders), there);
}

TEST_F(SharedLoop, ADeviceNumberThatWentToANeighbourIsTheNeighbours) {
  const BackendId id = Made("vol");
  std::string here;
  std::string there;
  for (int tries = 0; here.empty() || (here != there && tries < 50); ++tries) {
    ASSERT_TRUE(other_->Detach(id, n2_, Soon()));
    here = Here(id, kReaders);  // a test beside us may be given the number that we let go
    ASSERT_TRUE(RunCommand({"losetup", "-d", here}).ok());
    there = There(id, kReaders);
  }
  ASSERT_EQ(here, there);
  EXPECT_EQ(Seen(*driver_, id).size(), 1U);
  EXPECT_TRUE(driver_->Detach(id, n1_, Soon()));
  ASSERT_EQ(Seen(*other_, id).size(), 1U);
  EXPECT_EQ(Seen(*other_, id)[0].device, there);
}

TEST_F(SharedLoop, G45_NobodyWritesBesideReadersOrReadsBesideAWriter) {
  const BackendId id = Made("vol");
  Here(id, kReaders);
  EXPECT_EQ(other_->Attach(id, n2_, kOnce, Soon()).error().reason, "AttachedElsewhere");
  ASSERT_TRUE(driver_->Detach(id, n1_, Soon()));
  Here(id, kOnce);
  EXPECT_EQ(other_->Attach(id, n2_, kReaders, Soon()).error().reason, "AttachedElsewhere");
  EXPECT_EQ(DevicesOf(id).size(), 1U);
}

TEST_F(SharedLoop, ManyWritersAreNotOffered) {
  const Error error = driver_->Attach(Made("vol"), n1_, AccessMode::ReadWriteMany, Soon()).error();
  EXPECT_EQ(error.code, Code::InvalidArgument);
  EXPECT_NE(error.message.find("ReadOnlyMany"), std::string::npos) << error.message;
}

TEST_F(SharedLoop, G45_AStrangersWritableDeviceForbidsReadersAndAReadOnlyOneIsLeftAlone) {
  const BackendId id = Made("vol");
  const std::string writable = StrangersLoop(id);
  const Error error = driver_->Attach(id, n1_, kReaders, Soon()).error();
  EXPECT_EQ(error.reason, "DeviceInUse");
  EXPECT_NE(error.message.find(writable), std::string::npos) << error.message;
  ASSERT_TRUE(RunCommand({"losetup", "-d", writable}).ok());
  const std::string readOnly = StrangersLoop(id, {"--read-only"});
  EXPECT_NE(Here(id, kReaders), readOnly);
  ASSERT_TRUE(driver_->Detach(id, n1_, Soon()));
  EXPECT_EQ(DevicesOf(id).size(), 1U);
}

TEST_F(SharedLoop, AnotherModeReplacesTheDeviceOnceNothingUsesIt) {
  const BackendId id = Made("vol");
  const std::string path = Here(id, kOnce);
  Descriptor user(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const Error error = driver_->Attach(id, n1_, kReaders, Soon()).error();
  EXPECT_EQ(error.code, Code::FailedPrecondition);
  EXPECT_EQ(error.reason, "DeviceInUse");
  for (const char* word : {"ReadWriteOnce", "ReadOnlyMany", "vol"}) {
    EXPECT_NE(error.message.find(word), std::string::npos) << error.message;
  }
  EXPECT_FALSE(Seen(*driver_, id).at(0).readOnly);
  user.Close();
  EXPECT_FALSE(Writes(Here(id, kReaders)));
  EXPECT_EQ(DevicesOf(id).size(), 1U);
  EXPECT_TRUE(Writes(Here(id, kOnce)));
}

TEST_F(SharedLoop, G43_WhatWasTakenAwayIsNotAttachedAndItsDetachTakesOnlyItsOwnDevice) {
  const BackendId id = Made("vol");
  const std::string stale = Here(id, kOnce);
  ASSERT_TRUE(other_->ForceDetach(id, n1_, Soon()));
  EXPECT_TRUE(Seen(*driver_, id).empty());
  EXPECT_TRUE(Seen(*other_, id).empty());
  const std::string there = There(id, kOnce);
  EXPECT_NE(there, stale) << "the old holder's device may hold what it did not write";
  const auto detached = driver_->Detach(id, n1_, Soon());
  EXPECT_TRUE(detached) << detached.error().message;
  ASSERT_EQ(DevicesOf(id).size(), 1U) << "the old holder's device is gone";
  EXPECT_EQ(DevicesOf(id)[0].path, there);
  EXPECT_EQ(Seen(*other_, id).at(0).device, there);
  EXPECT_TRUE(driver_->Detach(id, n1_, Soon())) << "and again";
  EXPECT_EQ(Seen(*other_, id).at(0).device, there);
}

TEST_F(SharedLoop, ForceDetachLeavesTheHoldersDeviceToTheHolder) {
  const BackendId id = Made("vol");
  const std::string stale = Here(id, kOnce);
  const Descriptor user(::open(stale.c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(other_->ForceDetach(id, n1_, Soon()));
  ASSERT_EQ(DevicesOf(id).size(), 1U);
  EXPECT_EQ(DevicesOf(id)[0].path, stale);
}

TEST_F(SharedLoop, AnOldHolderThatStillUsesItsDeviceIsToldSoAndGetsNoOther) {
  const BackendId id = Made("vol");
  const std::string stale = Here(id, kOnce);
  ASSERT_TRUE(RunCommand({"mkfs.ext4", "-q", stale}).ok());
  fs::create_directories(folder_ / "target");
  ASSERT_EQ(::mount(stale.c_str(), (folder_ / "target").c_str(), "ext4", 0, nullptr), 0);
  ASSERT_TRUE(other_->ForceDetach(id, n1_, Soon()));
  for (const Error& error : {driver_->Detach(id, n1_, Soon()).error(),
                             driver_->Attach(id, n1_, kOnce, Soon()).error()}) {
    EXPECT_EQ(error.reason, "DeviceInUse");
    EXPECT_NE(error.message.find(folder_ / "target"), std::string::npos) << error.message;
  }
  ASSERT_EQ(::umount((folder_ / "target").c_str()), 0);
  EXPECT_TRUE(driver_->Detach(id, n1_, Soon()));
  EXPECT_TRUE(DevicesOf(id).empty());
}

TEST_F(SharedLoop, AnOldHolderThatAttachesAgainGetsANewDevice) {
  const BackendId id = Made("vol");
  Here(id, kOnce);
  ASSERT_TRUE(other_->ForceDetach(id, n1_, Soon()));
  There(id, kOnce);
  ASSERT_TRUE(other_->Detach(id, n2_, Soon()));
  ASSERT_EQ(DevicesOf(id).size(), 1U) << "the old holder's";
  Here(id, kOnce);
  EXPECT_EQ(DevicesOf(id).size(), 1U);
  EXPECT_EQ(Seen(*other_, id).at(0).node, n1_);
}

TEST_F(SharedLoop, WhatAnOldHolderLeftKeepsItFromBeingDeletedOnlyWhileItIsUsed) {
  for (Driver* const deleter : {driver_.get(), other_.get()}) {
    const BackendId id = Made("vol");
    Descriptor user(::open(Here(id, kOnce).c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(other_->ForceDetach(id, n1_, Soon()));
    EXPECT_EQ(deleter->Delete(id, Soon()).error().reason, "DeviceInUse");
    user.Close();
    const auto deleted = deleter->Delete(id, Soon());
    EXPECT_TRUE(deleted) << deleted.error().message;
  }
}

TEST_F(SharedLoop, AnEntryWrittenByAnOlderVersionIsHonoured) {
  const BackendId id = Made("vol");
  const std::string device = Here(id, kOnce);
  WriteFile(FolderOf(id) + "/attached.json",
            R"({"boot":"boot-1","device":")" + device + R"(","node":"n1"})");
  EXPECT_EQ(Seen(*driver_, id).at(0).device, device);
  EXPECT_EQ(other_->Attach(id, n2_, kOnce, Soon()).error().reason, "AttachedElsewhere");
  EXPECT_EQ(Here(id, kOnce), device);
  ASSERT_TRUE(driver_->Detach(id, n1_, Soon()));
  EXPECT_TRUE(DevicesOf(id).empty());
}

}  // namespace
}  // namespace rexray
