#include "cli/folder_feed.h"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/support/requirements.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr FolderFeedTimes kQuick{.quiet = 40ms, .most = 2s, .look = 50ms};

class FollowedFolder : public testing::Test {
 protected:
  void SetUp() override { fs::create_directory(Site()); }

  std::string Site() const { return folder_ / "site"; }
  void Write(const std::string& path, const std::string& text) const {
    std::ofstream(path, std::ios::binary) << text;
  }
  void Put(const std::string& name, const std::string& text) const {
    Write(Site() + "/" + name, text);
  }
  // Everything that the folder holds, in one line; or the problems.
  std::string Reads() {
    const SourceContent content = feed_.Read({});
    std::string all;
    if (!content) {
      for (const Problem& each : content.error()) all += ToString(each) + ";";
      return all;
    }
    for (const ManifestText& each : *content) all += each.text + ";";
    return all;
  }
  bool Notices(std::chrono::milliseconds patience = 20s) {
    return feed_.AwaitChange({}, std::chrono::steady_clock::now() + patience);
  }
  // For what must not be noticed: idle is a stretch of time.
  bool StaysQuiet() { return !Notices(300ms); }

  TempFolder folder_;
  FolderFeed feed_{Site(), WatchFolder(Site()), kQuick};
};

TEST_F(FollowedFolder, FilesThatAreAddedChangedAndRemovedAreNoticed) {
  EXPECT_EQ(Reads(), "");
  EXPECT_TRUE(StaysQuiet());
  Put("a.yaml", "a1");
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "a1;");
  Put("a.yaml", "a2");
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "a2;");
  fs::remove(Site() + "/a.yaml");
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "");
  EXPECT_TRUE(StaysQuiet());
}

TEST_F(FollowedFolder, AnAtomicRenameIsNoticedAndWhatEditorsLeaveIsNot) {
  Put("a.yaml", "a1");
  EXPECT_EQ(Reads(), "a1;");
  Put(".a.yaml.swp", "x");
  Put(".#a.yaml", "x");
  Put("a.yaml~", "x");
  EXPECT_TRUE(StaysQuiet());
  Write(folder_ / "new", "a2");
  fs::rename(folder_ / "new", Site() + "/a.yaml");
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "a2;");
}

TEST_F(FollowedFolder, ASwapOfTheSymlinkThatItsFilesGoThroughIsNoticed) {
  for (const char* version : {"..1", "..2"}) {
    fs::create_directory(Site() + "/" + version);
    Put(std::string(version) + "/a.yaml", version);
  }
  fs::create_symlink("..1", Site() + "/..data");
  fs::create_symlink("..data/a.yaml", Site() + "/a.yaml");
  EXPECT_EQ(Reads(), "..1;");
  fs::create_symlink("..2", Site() + "/..tmp");
  fs::rename(Site() + "/..tmp", Site() + "/..data");
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "..2;");
}

TEST_F(FollowedFolder, ASwapOfTheSymlinkOnTheWayToItIsNoticed) {
  for (const char* version : {"v1", "v2"}) {
    fs::create_directories(folder_ / "trees/" + version + "/hosts");
    Write(folder_ / "trees/" + version + "/hosts/a.yaml", version);
  }
  fs::create_symlink("trees/v1", folder_ / "current");
  const std::string path = folder_ / "current/hosts";
  FolderFeed feed(path, WatchFolder(path), kQuick);
  EXPECT_EQ(feed.Read({})->at(0).text, "v1");
  fs::create_symlink("trees/v2", folder_ / "next");
  fs::rename(folder_ / "next", folder_ / "current");
  EXPECT_TRUE(feed.AwaitChange({}, std::chrono::steady_clock::now() + 20s));
  EXPECT_EQ(feed.Read({})->at(0).text, "v2");
}

TEST_F(FollowedFolder, AFileBeyondTheFolderThatALinkLeadsToIsFollowed) {
  Write(folder_ / "elsewhere.yaml", "1");
  fs::create_symlink(folder_ / "elsewhere.yaml", Site() + "/a.yaml");
  EXPECT_EQ(Reads(), "1;");
  Write(folder_ / "elsewhere.yaml", "22");
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "22;");
}

TEST_F(FollowedFolder, ALinkThatLeadsNowhereIsAProblemNotARemoval) {
  Put("a.yaml", "a");
  fs::create_symlink("..data/b.yaml", Site() + "/b.yaml");
  EXPECT_NE(Reads().find("b.yaml: No such file"), std::string::npos) << Reads();
}

TEST_F(FollowedFolder, TheFolderMayBeMissingGoComeBackAndBeReplaced) {
  fs::remove(Site());
  EXPECT_NE(Reads().find("No such file"), std::string::npos);
  fs::create_directory(Site());
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "");
  Put("a.yaml", "a");
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "a;");
  fs::create_directory(folder_ / "other");
  Write(folder_ / "other/a.yaml", "other");
  fs::rename(Site(), folder_ / "away");
  fs::rename(folder_ / "other", Site());
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "other;");
  fs::remove_all(Site());
  EXPECT_TRUE(Notices());
  EXPECT_NE(Reads().find("No such file"), std::string::npos);
}

TEST_F(FollowedFolder, AFolderWhoseParentsAreMissingIsNoticedOnceItIsThere) {
  const std::string path = folder_ / "deep/er/site";
  FolderFeed feed(path, WatchFolder(path), kQuick);
  EXPECT_FALSE(feed.Read({}).has_value());
  fs::create_directories(path);
  Write(path + "/a.yaml", "a");
  while (!feed.Read({}).has_value()) {
    ASSERT_TRUE(feed.AwaitChange({}, std::chrono::steady_clock::now() + 20s));
  }
  EXPECT_EQ(feed.Read({})->size(), 1U);
}

TEST_F(FollowedFolder, AnotherMountUponItIsNoticed) {
  RequireRoot();
  if (IsSkipped() || HasFailure()) return;
  Put("a.yaml", "below");
  EXPECT_EQ(Reads(), "below;");
  ASSERT_EQ(::mount("none", Site().c_str(), "tmpfs", 0, nullptr), 0);
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "");
  ASSERT_EQ(::umount(Site().c_str()), 0);
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "below;");
}

TEST_F(FollowedFolder, ABurstIsOneChange) {
  EXPECT_EQ(Reads(), "");
  for (int i = 0; i < 200; ++i) Put("f" + std::to_string(i) + ".yaml", "x");
  EXPECT_TRUE(Notices());
  EXPECT_EQ(feed_.Read({})->size(), 200U);
  EXPECT_TRUE(StaysQuiet());
}

// The kernel's queue is full of what happens beside the folder, and drops what happens in it.
TEST_F(FollowedFolder, WhatAFullQueueDroppedIsNoticed) {
  EXPECT_EQ(Reads(), "");
  int most = 0;
  ASSERT_TRUE(std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most);
  for (int i = 0; i <= most / 2; ++i) {
    fs::create_directory(folder_ / "beside");
    fs::remove(folder_ / "beside");
  }
  Put("a.yaml", "a");
  EXPECT_TRUE(Notices());
  EXPECT_EQ(Reads(), "a;");
}

TEST_F(FollowedFolder, AHalfWrittenFileIsWaitedForButNotForever) {
  EXPECT_EQ(Reads(), "");
  const auto start = std::chrono::steady_clock::now();
  std::ofstream writer(Site() + "/a.yaml");
  writer << "half" << std::flush;
  EXPECT_TRUE(Notices());
  EXPECT_GE(std::chrono::steady_clock::now() - start, kQuick.most / 2) << "it was not closed";
}

// A kernel without watches left.
class BlindWatcher : public FolderWatcher {
 public:
  Result<void> Arm() override { return Fail(Code::ResourceExhausted, "no inotify watch is left"); }
  Result<bool> WaitForChange(const std::stop_token&,
                             std::chrono::steady_clock::time_point) override {
    ADD_FAILURE() << "there is nothing to wait for";
    return false;
  }
  bool unfinished() const override { return false; }
};

TEST_F(FollowedFolder, WithoutWatchesItIsLookedAtAndSaysSo) {
  FolderFeed feed(Site(), std::make_unique<BlindWatcher>(), kQuick);
  EXPECT_TRUE(feed.Read({}).has_value());
  EXPECT_EQ(feed.following(), "looks every 50ms: no inotify watch is left");
  EXPECT_FALSE(feed.AwaitChange({}, std::chrono::steady_clock::now() + 200ms));
  Put("a.yaml", "a");
  EXPECT_TRUE(feed.AwaitChange({}, std::chrono::steady_clock::now() + 20s));
  EXPECT_EQ(feed.Read({})->size(), 1U);
}

// Nobody tells that its writer pauses in the middle.
TEST_F(FollowedFolder, AFileIsReadOnceItRestsForAMoment) {
  constexpr FolderFeedTimes kSlow{.quiet = 300ms, .most = 20s, .look = 50ms};
  FolderFeed feed(Site(), std::make_unique<BlindWatcher>(), kSlow);
  const auto start = std::chrono::steady_clock::now();
  Put("a.yaml", "a");
  EXPECT_EQ(feed.Read({})->size(), 1U);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 250ms) << "the kernel's clock is coarse";
}

TEST_F(FollowedFolder, AStopEndsTheWait) {
  EXPECT_EQ(Reads(), "");
  EXPECT_EQ(feed_.following(), "inotify");
  std::stop_source stop;
  std::jthread stopper([&stop] { stop.request_stop(); });
  EXPECT_FALSE(feed_.AwaitChange(stop.get_token(), std::chrono::steady_clock::now() + 60s));
}

}  // namespace
}  // namespace rexray
