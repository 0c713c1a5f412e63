#include "drivers/storage/volume_folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "drivers/os/durable_file.h"
#include "drivers/storage/volume_removal.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

const VolumeUid kUid{"01234567-89ab-5cde-8f01-23456789abcd"};

Result<void> Nothing(int) { return {}; }

class VolumeFolderTest : public testing::Test {
 protected:
  TempFolder folder_;
  const std::string& root_ = folder_.path();
  const BackendId id_ = FolderId({"vol"}, kUid);
};

TEST(FolderIds, AreReadBack) {
  for (const char* name : {"vol", "a--b", "v.1", "x-", "x--01234567-89ab-5cde-8f01-23456789abcd"}) {
    const auto parsed = ParseFolderId(FolderId({name}, kUid));
    ASSERT_TRUE(parsed) << name;
    EXPECT_EQ(parsed->name.value, name);
    EXPECT_EQ(parsed->uid, kUid);
  }
}

TEST(FolderIds, NothingElseIsRead) {
  for (const char* id :
       {"", "vol", "vol--", "--01234567-89ab-5cde-8f01-23456789abcd", "lost+found",
        "vol-01234567-89ab-5cde-8f01-23456789abcd", "vol--01234567-89AB-5cde-8f01-23456789abcd",
        "vol--01234567-89ab-5cde-8f01-23456789abc", ".vol--01234567-89ab-5cde-8f01-23456789abcd",
        "a/b--01234567-89ab-5cde-8f01-23456789abcd", "vol--01234567x89ab-5cde-8f01-23456789abcd"}) {
    EXPECT_EQ(ParseFolderId({id}).error().code, Code::InvalidArgument) << id;
  }
}

TEST_F(VolumeFolderTest, IsMadeOnceWhateverTheRace) {
  std::atomic<int> failures = 0;
  {
    std::vector<std::jthread> makers;
    for (int i = 0; i < 8; ++i) {
      makers.emplace_back([&] { failures += MakeFolder(root_, id_, Nothing) ? 0 : 1; });
    }
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(ListFolders(root_), std::vector{id_});
  EXPECT_EQ(std::distance(fs::directory_iterator(root_), fs::directory_iterator()), 1);
}

constexpr int kFiles = 20;

Result<void> BuildMuch(int directory) {
  for (int i = 0; i < kFiles; ++i) {
    const Descriptor file(::openat(directory, std::to_string(i).c_str(), O_CREAT | O_EXCL, 0600));
    if (!file.valid()) return Fail(Code::Internal, "somebody else builds here");
  }
  return {};
}
Result<void> BuildMuchThenFail(int directory) {
  REXRAY_TRY(BuildMuch(directory));
  return Fail(Code::ResourceExhausted, "no space");
}

TEST_F(VolumeFolderTest, G43_WhoCannotMakeItTakesNothingFromWhoCan) {
  for (int round = 0; round < 100 && !HasFailure(); ++round) {
    {
      std::vector<std::jthread> makers;
      for (int i = 0; i < 6; ++i) {
        const auto build = i % 2 == 0 ? BuildMuch : BuildMuchThenFail;
        makers.emplace_back([&, build] {
          const auto made = MakeFolder(root_, id_, build);
          EXPECT_TRUE(made ||
                      (build == BuildMuchThenFail && made.error().code == Code::ResourceExhausted))
              << made.error().message;
        });
      }
    }
    const auto folder = LockFolder(root_, id_);
    ASSERT_TRUE(folder) << folder.error().message;
    EXPECT_EQ(ReadNames(folder->directory.get())->size(), kFiles + 1U) << "and the lock";
    ASSERT_TRUE(RemoveFolder(root_, *folder));
    EXPECT_TRUE(fs::is_empty(root_));
  }
}

TEST_F(VolumeFolderTest, AFailedBuildLeavesNothing) {
  const auto made = MakeFolder(
      root_, id_, [](int) -> Result<void> { return Fail(Code::ResourceExhausted, "no space"); });
  EXPECT_EQ(made.error().code, Code::ResourceExhausted);
  EXPECT_TRUE(fs::is_empty(root_));
}

TEST_F(VolumeFolderTest, WhatACrashLeftIsMadeAnewOrEnded) {
  fs::create_directories(folder_ / ".creating-" + id_.value + "/old/deep");
  std::ofstream(folder_ / ".creating-" + id_.value + "/stale") << "x";
  EXPECT_TRUE(ListFolders(root_)->empty());
  ASSERT_TRUE(MakeFolder(root_, id_, Nothing));
  EXPECT_FALSE(fs::exists(folder_ / id_.value + "/stale"));
  fs::rename(folder_ / id_.value, folder_ / ".deleting-" + id_.value);
  EXPECT_TRUE(ListFolders(root_)->empty());
  EXPECT_EQ(LookForRemoval(root_, id_), Removal::CutOff);
  EXPECT_TRUE(FinishRemoval(root_, id_));
  EXPECT_EQ(LookForRemoval(root_, id_), Removal::None);
  EXPECT_TRUE(fs::is_empty(root_));
}

TEST_F(VolumeFolderTest, ARemovalThatRunsIsToldFromOneThatWasCutOff) {
  ASSERT_TRUE(MakeFolder(root_, id_, Nothing));
  auto remover = LockFolder(root_, id_);
  ASSERT_TRUE(remover);
  fs::rename(folder_ / id_.value, folder_ / ".deleting-" + id_.value);
  EXPECT_EQ(LookForRemoval(root_, id_), Removal::Running);
  remover = std::unexpected(Error{});  // ends, and lets go of the lock
  EXPECT_EQ(LookForRemoval(root_, id_), Removal::CutOff);
  fs::remove(folder_ / ".deleting-" + id_.value + "/lock");
  EXPECT_EQ(LookForRemoval(root_, id_), Removal::None) << "nothing but an empty folder";
  EXPECT_TRUE(fs::is_empty(root_));
}

TEST_F(VolumeFolderTest, WhatIsNoVolumeIsNotListed) {
  ASSERT_TRUE(MakeFolder(root_, id_, Nothing));
  for (const char* name : {"lost+found", ".snapshot", "mine"})
    fs::create_directories(folder_ / name);
  EXPECT_EQ(ListFolders(root_), std::vector{id_});
}

TEST_F(VolumeFolderTest, ItsLockIsHeldByOneAndSeesARemovalMeanwhile) {
  ASSERT_TRUE(MakeFolder(root_, id_, Nothing));
  auto held = LockFolder(root_, id_);
  ASSERT_TRUE(held);
  std::optional<Result<VolumeFolder>> waited;
  std::jthread waiter([&] { waited = LockFolder(root_, id_); });
  ASSERT_TRUE(RemoveFolder(root_, *held));
  held = std::unexpected(Error{});  // lets go of the lock
  waiter.join();
  EXPECT_EQ(waited->error().code, Code::NotFound);
}

TEST_F(VolumeFolderTest, ALinkIsNoVolume) {
  fs::create_directories(folder_ / "elsewhere");
  fs::create_directory_symlink(folder_ / "elsewhere", folder_ / id_.value);
  EXPECT_EQ(OpenFolder(root_, id_).error().code, Code::FailedPrecondition);
}

}  // namespace
}  // namespace rexray
