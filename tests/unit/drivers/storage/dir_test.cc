#include "drivers/storage/dir.h"

#include <sys/mount.h>

#include <algorithm>
#include <filesystem>

#include "drivers/os/mount_table.h"
#include "tests/unit/drivers/storage/folder_driver_test.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

class DirTest : public FolderDriverTest {
 protected:
  DirTest() : FolderDriverTest("dir") {}

  void Bind(const std::string& source, const std::string& target) {
    fs::create_directories(target);
    ASSERT_EQ(::mount(source.c_str(), target.c_str(), nullptr, MS_BIND, nullptr), 0);
  }
  static long LinesAt(const std::string& target) {
    const auto table = ReadMountTable();
    return std::ranges::count(*table, target, &MountEntry::target);
  }
};

TEST_F(DirTest, ItsDeviceIsTheDirectoryThatTheHostIdentifies) {
  const BackendId id = Made("vol");
  const std::string device = AttachedDevice(id);
  EXPECT_TRUE(fs::is_directory(device));
  const auto helpers = InlineHelpers(HostHelperFunctions());
  const auto seen = MakeLinuxHost(*helpers, {})->Inspect(device, Soon());
  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_EQ(seen->identity, driver_->Inspect(id, Soon())->identity);
}

TEST_F(DirTest, TheRootIsMountedOnItselfOnce) {
  for (int i = 0; i < 3; ++i) MakeDriverOf(n1_, boot_);
  EXPECT_EQ(LinesAt(root_), 1);
}

TEST_F(DirTest, DataOutlivesDetachAndDaemon) {
  const BackendId id = Made("vol");
  WriteFile(AttachedDevice(id) + "/file", "precious");
  ASSERT_TRUE(driver_->Detach(id, n1_, Soon()));
  driver_ = MakeDriverOf(n1_, {"boot-2"});
  EXPECT_EQ(ReadFile(AttachedDevice(id) + "/file"), "precious");
}

TEST_F(DirTest, G22_AMountedVolumeIsNotDetached) {
  const BackendId id = Made("vol");
  Bind(AttachedDevice(id), folder_ / "target");
  const Error error = driver_->Detach(id, n1_, Soon()).error();
  EXPECT_EQ(error.code, Code::FailedPrecondition);
  EXPECT_NE(error.message.find(folder_ / "target"), std::string::npos) << error.message;
  ASSERT_EQ(::umount((folder_ / "target").c_str()), 0);
  EXPECT_TRUE(driver_->Detach(id, n1_, Soon()));
}

TEST_F(DirTest, G22_AFolderOfTheVolumeMountedSomewhereCounts) {
  const BackendId id = Made("vol");
  fs::create_directories(AttachedDevice(id) + "/sub");
  Bind(AttachedDevice(id) + "/sub", folder_ / "target");
  EXPECT_EQ(driver_->Detach(id, n1_, Soon()).error().reason, "DeviceInUse");
}

TEST_F(DirTest, G08_AMountInsideTheVolumeKeepsItAndItsDataFromBeingDeleted) {
  const BackendId id = Made("vol");
  WriteFile(folder_ / "precious", "data");
  fs::create_directories(FolderOf(id) + "/data/inside");
  fs::create_directories(folder_ / "elsewhere");
  WriteFile(folder_ / "elsewhere" + "/precious", "data");
  Bind(folder_ / "elsewhere", FolderOf(id) + "/data/inside");
  EXPECT_EQ(driver_->Delete(id, Soon()).error().code, Code::FailedPrecondition);
  EXPECT_EQ(ReadFile(folder_ / "elsewhere" + "/precious"), "data");
  EXPECT_EQ(driver_->Inspect(id, Soon())->state, BackendState::Available);
}

TEST_F(DirTest, DeletesWhatUsersLeftInIt) {
  const BackendId id = Made("vol");
  fs::create_directories(FolderOf(id) + "/data/a/b/c");
  WriteFile(FolderOf(id) + "/data/a/b/file", "x");
  fs::create_symlink("/", FolderOf(id) + "/data/a/link");
  const auto deleted = driver_->Delete(id, Soon());
  ASSERT_TRUE(deleted) << deleted.error().message;
  EXPECT_TRUE(fs::is_empty(root_));
}

TEST_F(DirTest, ARootThatIsGoneProvesNothing) {
  const BackendId id = Made("vol");
  ASSERT_EQ(::umount2(root_.c_str(), MNT_DETACH), 0);
  fs::rename(root_, folder_ / "away");
  EXPECT_EQ(driver_->Inspect(id, Soon()).error().code, Code::Unavailable);
  EXPECT_EQ(driver_->Detach(id, n1_, Soon()).error().code, Code::Unavailable);
  EXPECT_EQ(driver_->Delete(id, Soon()).error().code, Code::Unavailable);
  EXPECT_EQ(driver_->List(Soon()).error().code, Code::Unavailable);
}

TEST_F(DirTest, AVolumeWithoutItsDataHasFailed) {
  const BackendId id = Made("vol");
  fs::remove(FolderOf(id) + "/data");
  EXPECT_EQ(driver_->Inspect(id, Soon())->state, BackendState::Failed);
  EXPECT_EQ(driver_->Attach(id, n1_, kOnce, Soon()).error().reason, "BackendFailed");
}

TEST_F(DirTest, G01_FactsThatCannotBeReadAreUnknownAndAreNotWrittenOver) {
  const BackendId id = Made("vol");
  const VolumeFacts facts = *driver_->Inspect(id, Soon())->facts;
  for (const char* damage : {"", "{", "{}", "[]", "\x01\x02"}) {
    WriteFile(FolderOf(id) + "/facts.json", damage);
    const auto volume = driver_->Inspect(id, Soon());
    ASSERT_TRUE(volume) << volume.error().message;
    EXPECT_FALSE(volume->facts) << damage;
    EXPECT_EQ(driver_->WriteFacts(id, facts, 0, Soon()).error().reason, "StateDamaged");
    EXPECT_EQ(ReadFile(FolderOf(id) + "/facts.json"), damage);
  }
  EXPECT_TRUE(driver_->List(Soon())->complete);
}

TEST_F(DirTest, FactsOfAnotherVolumeAreUnknown) {
  const BackendId id = Made("vol");
  const BackendId other = Made("other");
  fs::copy_file(FolderOf(other) + "/facts.json", FolderOf(id) + "/facts.json",
                fs::copy_options::overwrite_existing);
  EXPECT_FALSE(driver_->Inspect(id, Soon())->facts);
}

TEST_F(DirTest, FactsOfAnotherVolumeAreNotWritten) {
  const BackendId id = Made("vol");
  VolumeFacts facts = Request("other").facts;
  EXPECT_EQ(driver_->WriteFacts(id, facts, 0, Soon()).error().code, Code::InvalidArgument);
}

TEST_F(DirTest, MissingFactsCanBeWrittenAnew) {
  const BackendId id = Made("vol");
  const VolumeFacts facts = *driver_->Inspect(id, Soon())->facts;
  fs::remove(FolderOf(id) + "/facts.json");
  EXPECT_FALSE(driver_->Inspect(id, Soon())->facts);
  EXPECT_EQ(driver_->WriteFacts(id, facts, 7, Soon()).error().code, Code::Aborted);
  EXPECT_EQ(driver_->WriteFacts(id, facts, 0, Soon())->fencingToken, 1U);
}

TEST_F(DirTest, AnAttachmentOfAnEarlierBootIsVoid) {
  const BackendId id = Made("vol");
  AttachedDevice(id);
  driver_ = MakeDriverOf(n1_, {"boot-2"});
  EXPECT_TRUE(driver_->Inspect(id, Soon())->attachments.empty());
  EXPECT_EQ(MakeDriverOf(n2_, {"boot"})->Inspect(id, Soon())->attachments.size(), 1U)
      << "another node cannot know";
  EXPECT_TRUE(driver_->Delete(id, Soon()));
}

TEST_F(DirTest, ADamagedAttachmentMayBeOne) {
  const BackendId id = Made("vol");
  WriteFile(FolderOf(id) + "/attached.json", "{}");
  EXPECT_EQ(driver_->Inspect(id, Soon()).error().reason, "StateDamaged");
  EXPECT_EQ(driver_->Attach(id, n1_, kOnce, Soon()).error().reason, "StateDamaged");
  EXPECT_EQ(driver_->Delete(id, Soon()).error().reason, "StateDamaged");
  const auto listing = driver_->List(Soon());
  EXPECT_TRUE(listing->complete);
  ASSERT_EQ(listing->volumes.size(), 1U);
  EXPECT_EQ(listing->volumes[0].state, BackendState::Unreadable);
  EXPECT_EQ(listing->volumes[0].id, id);
  EXPECT_EQ(listing->volumes[0].name.value, "vol");
}

TEST_F(DirTest, IdsOfOthersAreNoPaths) {
  for (const char* id : {"..", "../x", "x", "/etc", "", ".creating-x"}) {
    EXPECT_EQ(driver_->Inspect({id}, Soon()).error().code, Code::InvalidArgument) << id;
    EXPECT_EQ(driver_->Delete({id}, Soon()).error().code, Code::InvalidArgument) << id;
  }
}

TEST_F(DirTest, AnotherNodesAttachmentIsOutOfReach) {
  const BackendId id = Made("vol");
  EXPECT_EQ(driver_->Attach(id, n2_, kOnce, Soon()).error().code, Code::FailedPrecondition);
  ASSERT_TRUE(MakeDriverOf(n2_, {"boot"})->Attach(id, n2_, kOnce, Soon()));
  EXPECT_EQ(driver_->Detach(id, n2_, Soon()).error().code, Code::FailedPrecondition);
  EXPECT_TRUE(driver_->Detach(id, {"n3"}, Soon()));
}

}  // namespace
}  // namespace rexray
