#include "drivers/storage/folder_snapshot.h"

#include <sys/stat.h>

#include <filesystem>

#include "tests/support/command.h"
#include "tests/unit/drivers/storage/folder_driver_test.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

class LoopSnapshot : public FolderDriverTest {
 protected:
  LoopSnapshot() : FolderDriverTest("loop") {}

  Result<BackendSnapshot> Take(const BackendId& id) {
    return driver_->Snapshot({id, {"vol"}, {UuidV5("token")}}, Soon());
  }
  std::string FolderOfSnapshot(const BackendSnapshot& snapshot) const {
    return root_ + "/snapshots/" + snapshot.id.value;
  }
  BackendSnapshot Listed() {
    const auto listing = driver_->ListSnapshots(Soon());
    EXPECT_TRUE(listing && listing->complete);
    EXPECT_EQ(listing->snapshots.size(), 1U);
    return listing->snapshots.at(0);
  }
};

TEST_F(LoopSnapshot, HolesStayHoles) {
  const auto snapshot = Take(Made("vol"));
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  struct stat file {};
  ASSERT_EQ(::stat((FolderOfSnapshot(*snapshot) + "/volume.img").c_str(), &file), 0);
  EXPECT_EQ(file.st_size, 4 << 20);
  EXPECT_LT(file.st_blocks * 512, 64 << 10);
}

TEST_F(LoopSnapshot, OneWithLessDataThanItsVolumeHadIsFailed) {
  const auto snapshot = Take(Made("vol"));
  const std::string image = FolderOfSnapshot(*snapshot) + "/volume.img";
  fs::resize_file(image, 1 << 20);
  EXPECT_EQ(Listed().state, SnapshotState::Failed);
  fs::remove(image);
  EXPECT_EQ(Listed().state, SnapshotState::Failed);
}

TEST_F(LoopSnapshot, OneThatCannotBeReadIsStillThereAndKnownByItsToken) {
  const BackendId id = Made("vol");
  const auto snapshot = Take(id);
  WriteFile(FolderOfSnapshot(*snapshot) + "/snapshot.json", "{");
  EXPECT_EQ(Listed().state, SnapshotState::Unreadable);
  EXPECT_EQ(Listed().token, snapshot->token);
  EXPECT_EQ(Take(id)->state, SnapshotState::Unreadable) << "and it is not written over";
}

TEST_F(LoopSnapshot, ACopyByHandIsNotTakenForIt) {
  const auto snapshot = Take(Made("vol"));
  const std::string other = root_ + "/snapshots/vol--" + UuidV5("another");
  fs::rename(FolderOfSnapshot(*snapshot), other);
  EXPECT_EQ(Listed().state, SnapshotState::Unreadable);
}

TEST_F(LoopSnapshot, AStrangersLoopDeviceMayWriteSoItWaits) {
  const BackendId id = Made("vol");
  const CommandResult loop =
      RunCommand({"losetup", "--find", "--show", FolderOf(id) + "/volume.img"});
  ASSERT_TRUE(loop.ok()) << loop;
  const std::string device = loop.out.substr(0, loop.out.find('\n'));
  const auto refused = Take(id);
  EXPECT_TRUE(RunCommand({"losetup", "-d", device}).ok());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "DeviceInUse");
  EXPECT_NE(refused.error().message.find(device), std::string::npos);
  EXPECT_TRUE(driver_->ListSnapshots(Soon())->snapshots.empty());
}

TEST_F(LoopSnapshot, AVolumeWithoutItsDataGivesNone) {
  const BackendId id = Made("vol");
  fs::remove(FolderOf(id) + "/volume.img");
  EXPECT_EQ(Take(id).error().reason, "BackendFailed");
  EXPECT_TRUE(driver_->ListSnapshots(Soon())->snapshots.empty());
}

TEST_F(LoopSnapshot, WithoutItsRootNothingIsSaid) {
  ASSERT_TRUE(Take(Made("vol")));
  fs::rename(root_, root_ + ".away");
  EXPECT_EQ(driver_->ListSnapshots(Soon()).error().code, Code::Unavailable);
  fs::rename(root_ + ".away", root_);
}

}  // namespace
}  // namespace rexray
