#include "drivers/storage/remove_tree.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>

#include "drivers/os/descriptor.h"
#include "tests/support/command.h"
#include "tests/support/requirements.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

class RemoveTreeTest : public testing::Test {
 protected:
  Result<void> Remove() {
    const Descriptor parent(::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return RemoveTree(parent.get(), "tree");
  }
  std::string Tree(const std::string& path = "") const { return folder_ / "tree" + path; }

  TempFolder folder_;
};

TEST_F(RemoveTreeTest, RemovesFilesLinksAndFolders) {
  fs::create_directories(Tree("/a/b"));
  std::ofstream(Tree("/a/b/file")) << "x";
  std::ofstream(Tree("/.hidden")) << "x";
  fs::create_symlink("/nowhere", Tree("/a/link"));
  EXPECT_TRUE(Remove());
  EXPECT_FALSE(fs::exists(Tree()));
}

TEST_F(RemoveTreeTest, WhatIsGoneIsASuccess) { EXPECT_TRUE(Remove()); }

TEST_F(RemoveTreeTest, LinksAreRemovedAndNotFollowed) {
  fs::create_directories(folder_ / "precious/inside");
  fs::create_directories(Tree());
  fs::create_directory_symlink(folder_ / "precious", Tree("/link"));
  EXPECT_TRUE(Remove());
  EXPECT_TRUE(fs::exists(folder_ / "precious/inside"));
}

TEST_F(RemoveTreeTest, ATreeThatIsALinkIsRefused) {
  fs::create_directories(folder_ / "precious/inside");
  fs::create_directory_symlink(folder_ / "precious", Tree());
  EXPECT_FALSE(Remove());
  EXPECT_TRUE(fs::exists(folder_ / "precious/inside"));
}

// Few descriptors for the time of a test.
class FewDescriptors {
 public:
  FewDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit few = before_;
    few.rlim_cur = 64;
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(RemoveTreeTest, DeeperThanDescriptorsAndPathsReach) {
  const FewDescriptors few;
  fs::create_directories(Tree());
  Descriptor here(::open(Tree().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::string name(200, 'd');
  for (int depth = 0; depth < 300; ++depth) {
    ASSERT_EQ(::mkdirat(here.get(), name.c_str(), 0700), 0);
    here = Descriptor(::openat(here.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  const auto removed = Remove();
  EXPECT_TRUE(removed) << removed.error().message;
  EXPECT_FALSE(fs::exists(Tree()));
}

TEST_F(RemoveTreeTest, WiderThanOneBatch) {
  fs::create_directories(Tree("/wide"));
  for (int i = 0; i < 1200; ++i) {
    if (i % 2 == 0) fs::create_directories(Tree("/wide/" + std::to_string(i)) + "/x");
    if (i % 2 == 1) std::ofstream(Tree("/wide/" + std::to_string(i))) << "x";
  }
  EXPECT_TRUE(Remove());
  EXPECT_FALSE(fs::exists(Tree()));
}

TEST_F(RemoveTreeTest, NamesLikeThoseOfFoldersOnTheirWayUpAreNoTrouble) {
  for (const char* path : {"/.up.1/a/b", "/.up.2/a/b", "/x/.up.1/y", "/x/.up.3/.up.1/z"}) {
    fs::create_directories(Tree(path));
  }
  std::ofstream(Tree("/.up.4")) << "x";
  EXPECT_TRUE(Remove());
  EXPECT_FALSE(fs::exists(Tree()));
}

class RemoveTreeAsRoot : public RemoveTreeTest {
 protected:
  void SetUp() override { RequireRoot(); }
};

TEST_F(RemoveTreeAsRoot, G08_MountsInsideAreNeitherEnteredNorTaken) {
  fs::create_directories(folder_ / "precious/inside");
  for (const char* path : {"/mount", "/a/mount", "/a/b/mount"}) {
    fs::create_directories(Tree(path));
    const std::string target = Tree(path);
    ASSERT_EQ(::mount((folder_ / "precious").c_str(), target.c_str(), nullptr, MS_BIND, nullptr),
              0);
    const auto removed = Remove();
    ASSERT_FALSE(removed) << path;
    EXPECT_EQ(removed.error().code, Code::FailedPrecondition);
    EXPECT_TRUE(fs::exists(folder_ / "precious/inside"));
    // It may have moved up meanwhile; nobody else has mounts here.
    for (const auto& each : fs::recursive_directory_iterator(Tree())) {
      if (::umount(each.path().c_str()) == 0) break;
    }
  }
  EXPECT_TRUE(Remove());
  EXPECT_TRUE(fs::exists(folder_ / "precious/inside"));
}

TEST_F(RemoveTreeAsRoot, G08_AFileWithAMountOnItIsNotTaken) {
  fs::create_directories(Tree());
  std::ofstream(Tree("/file")) << "under";
  std::ofstream(folder_ / "precious") << "data";
  ASSERT_EQ(
      ::mount((folder_ / "precious").c_str(), Tree("/file").c_str(), nullptr, MS_BIND, nullptr), 0);
  EXPECT_EQ(Remove().error().code, Code::FailedPrecondition);
  EXPECT_TRUE(fs::exists(folder_ / "precious"));
}

TEST_F(RemoveTreeAsRoot, AnImmutableFileIsNamed) {
  fs::create_directories(Tree());
  std::ofstream(Tree("/kept")) << "x";
  ASSERT_TRUE(RunCommand({"chattr", "+i", Tree("/kept")}).ok());
  const auto removed = Remove();
  ASSERT_FALSE(removed);
  EXPECT_NE(removed.error().message.find("kept"), std::string::npos);
  ASSERT_TRUE(RunCommand({"chattr", "-i", Tree("/kept")}).ok());
  EXPECT_TRUE(Remove());
}

}  // namespace
}  // namespace rexray
