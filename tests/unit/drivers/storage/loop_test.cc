#include "drivers/storage/loop.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "drivers/os/descriptor.h"
#include "drivers/storage/loop_device.h"
#include "tests/support/command.h"
#include "tests/support/process.h"
#include "tests/unit/drivers/storage/folder_driver_test.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

class LoopTest : public FolderDriverTest {
 protected:
  LoopTest() : FolderDriverTest("loop") {}

  std::string ImageOf(const BackendId& id) const { return FolderOf(id) + "/volume.img"; }

  struct stat StatImage(const BackendId& id) const {
    struct stat file {};
    EXPECT_EQ(::stat(ImageOf(id).c_str(), &file), 0);
    return file;
  }
  std::size_t DevicesOf(const BackendId& id) const { return LoopDevicesOf(StatImage(id))->size(); }

  // A loop device that a person makes of the volume's file.
  std::string StrangersLoop(const BackendId& id, std::vector<std::string> options = {}) {
    std::vector<std::string> command = {"losetup", "--find", "--show"};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(ImageOf(id));
    const CommandResult result = RunCommand(command);
    EXPECT_TRUE(result.ok()) << result;
    return result.out.substr(0, result.out.find('\n'));
  }
};

TEST_F(LoopTest, ItsDeviceIsTheOneThatTheHostIdentifies) {
  const BackendId id = Made("vol");
  const auto helpers = InlineHelpers(HostHelperFunctions());
  const auto seen = MakeLinuxHost(*helpers, {})->Inspect(AttachedDevice(id), Soon());
  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_EQ(seen->identity, driver_->Inspect(id, Soon())->identity);
  EXPECT_EQ(seen->size, Request("vol").size);
  EXPECT_FALSE(seen->readOnly);
}

TEST_F(LoopTest, ItsFileIsSparse) {
  const BackendId id = Made("vol");
  EXPECT_EQ(StatImage(id).st_size, 4 << 20);
  EXPECT_LT(StatImage(id).st_blocks * 512, 64 << 10);
}

TEST_F(LoopTest, DataOutlivesDetachAndDaemon) {
  const BackendId id = Made("vol");
  const std::string data = "precious";
  {
    const Descriptor device(::open(AttachedDevice(id).c_str(), O_RDWR | O_CLOEXEC));
    ASSERT_EQ(::pwrite(device.get(), data.data(), data.size(), 4096), 8);
  }
  ASSERT_TRUE(driver_->Detach(id, n1_, Soon()));
  driver_ = MakeDriverOf(n1_, boot_);
  const Descriptor device(::open(AttachedDevice(id).c_str(), O_RDONLY | O_CLOEXEC));
  std::string read(8, ' ');
  ASSERT_EQ(::pread(device.get(), read.data(), read.size(), 4096), 8);
  EXPECT_EQ(read, data);
}

TEST_F(LoopTest, G22_AnOpenDeviceStaysAttachedForGood) {
  const BackendId id = Made("vol");
  const std::string path = AttachedDevice(id);
  Descriptor device(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  Process holder({"sleep", "600"}, {.in = device.get()});
  const Error error = driver_->Detach(id, n1_, Soon()).error();
  EXPECT_EQ(error.code, Code::FailedPrecondition);
  EXPECT_NE(error.message.find(std::to_string(holder.pid())), std::string::npos) << error.message;
  holder.Kill();
  device.Close();
  EXPECT_TRUE(IsPlainLoopOf(path, StatImage(id), false)) << "it must not go when the holder ends";
  EXPECT_EQ(driver_->Inspect(id, Soon())->attachments.size(), 1U);
  EXPECT_TRUE(driver_->Detach(id, n1_, Soon()));
  EXPECT_EQ(DevicesOf(id), 0U);
}

TEST_F(LoopTest, G22_AMountedDeviceIsNotDetached) {
  const BackendId id = Made("vol");
  const std::string path = AttachedDevice(id);
  ASSERT_TRUE(RunCommand({"mkfs.ext4", "-q", path}).ok());
  fs::create_directories(folder_ / "target");
  ASSERT_EQ(::mount(path.c_str(), (folder_ / "target").c_str(), "ext4", 0, nullptr), 0);
  const Error error = driver_->Detach(id, n1_, Soon()).error();
  EXPECT_EQ(error.code, Code::FailedPrecondition);
  EXPECT_NE(error.message.find(folder_ / "target"), std::string::npos) << error.message;
  ASSERT_EQ(::umount((folder_ / "target").c_str()), 0);
  EXPECT_TRUE(driver_->Detach(id, n1_, Soon()));
}

TEST_F(LoopTest, ADeviceDetachedBehindOurBackIsSeenAndMadeAgain) {
  const BackendId id = Made("vol");
  ASSERT_TRUE(RunCommand({"losetup", "-d", AttachedDevice(id)}).ok());
  EXPECT_TRUE(driver_->Inspect(id, Soon())->attachments.empty());
  EXPECT_TRUE(IsPlainLoopOf(AttachedDevice(id), StatImage(id), false));
}

TEST_F(LoopTest, G02_ADeviceNumberTakenByAnotherVolumeIsNotMistakenForOurs) {
  const BackendId id = Made("vol");
  const BackendId other = Made("other");
  std::string path;
  bool taken = false;
  for (int tries = 0; !taken && tries < 50; ++tries) {  // a test beside us may be given the number first
    path = AttachedDevice(id);
    ASSERT_TRUE(RunCommand({"losetup", "-d", path}).ok());
    taken = RunCommand({"losetup", path, ImageOf(other)}).ok();
  }
  ASSERT_TRUE(taken);
  EXPECT_TRUE(driver_->Inspect(id, Soon())->attachments.empty());
  EXPECT_TRUE(driver_->Detach(id, n1_, Soon()));
  EXPECT_EQ(DevicesOf(other), 1U) << "another volume's device is not ours to detach";
  EXPECT_NE(AttachedDevice(id), path);
}

TEST_F(LoopTest, TheStrangersPlainDeviceIsTakenOverAndNotDoubled) {
  const BackendId id = Made("vol");
  const std::string stranger = StrangersLoop(id);
  EXPECT_EQ(AttachedDevice(id), stranger);
  EXPECT_EQ(DevicesOf(id), 1U);
}

TEST_F(LoopTest, AStrangersDeviceThatShowsSomethingElseForbidsAnother) {
  for (const std::vector<std::string>& options : {std::vector<std::string>{"--read-only"},
                                                  {"--offset", "4096"},
                                                  {"--sizelimit", "1048576"}}) {
    const BackendId id = Made("vol");
    const std::string stranger = StrangersLoop(id, options);
    const Error error = driver_->Attach(id, n1_, kOnce, Soon()).error();
    EXPECT_EQ(error.reason, "DeviceInUse") << options[0];
    EXPECT_NE(error.message.find(stranger), std::string::npos) << error.message;
    EXPECT_EQ(driver_->Delete(id, Soon()).error().reason, "DeviceInUse");
    ASSERT_TRUE(RunCommand({"losetup", "-d", stranger}).ok());
    EXPECT_TRUE(driver_->Delete(id, Soon()));
  }
}

TEST_F(LoopTest, AnEntryOfAnEarlierBootIsVoidThoughTheNumberIsInUse) {
  const BackendId id = Made("vol");
  const BackendId other = Made("other");
  WriteFile(FolderOf(id) + "/attached.json",
            R"({"node":"n1","boot":"boot-0","device":")" + AttachedDevice(other) + R"("})");
  EXPECT_TRUE(driver_->Inspect(id, Soon())->attachments.empty());
  EXPECT_TRUE(driver_->Detach(id, n1_, Soon()));
  EXPECT_EQ(DevicesOf(other), 1U);
}

TEST_F(LoopTest, AVolumeWithoutItsFileHasFailedAndCanBeDeleted) {
  const BackendId id = Made("vol");
  fs::remove(ImageOf(id));
  EXPECT_EQ(driver_->Inspect(id, Soon())->state, BackendState::Failed);
  EXPECT_EQ(driver_->Create(Request("vol"), Soon())->state, BackendState::Failed)
      << "lost data is not replaced by an empty file";
  EXPECT_EQ(driver_->Attach(id, n1_, kOnce, Soon()).error().reason, "BackendFailed");
  EXPECT_TRUE(driver_->Delete(id, Soon()));
}

TEST_F(LoopTest, AFileThatIsALinkIsNotFollowed) {
  const BackendId id = Made("vol");
  fs::rename(ImageOf(id), folder_ / "elsewhere");
  fs::create_symlink(folder_ / "elsewhere", ImageOf(id));
  EXPECT_EQ(driver_->Attach(id, n1_, kOnce, Soon()).error().code, Code::FailedPrecondition);
}

TEST_F(LoopTest, MoreThanTheFilesystemHoldsIsAnErrorThatSaysSo) {
  CreateRequest request = Request("vol");
  request.size = {std::uint64_t{1} << 60};
  const Error error = driver_->Create(request, Soon()).error();
  EXPECT_EQ(error.code, Code::InvalidArgument);
  EXPECT_NE(error.message.find("1024Pi"), std::string::npos) << error.message;
  EXPECT_TRUE(fs::is_empty(root_)) << "nothing half made is left";
}

}  // namespace
}  // namespace rexray
