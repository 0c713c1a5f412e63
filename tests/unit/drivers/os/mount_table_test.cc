#include "drivers/os/mount_table.h"

#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "drivers/os/mount_watcher.h"
#include "tests/support/command.h"
#include "tests/unit/drivers/os/bystander.h"
#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

TEST(MountTable, ReadsAllFieldsOfALine) {
  const auto table = ParseMountTable(
      "36 35 98:7 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n");
  ASSERT_OK(table);
  EXPECT_EQ(table->at(0), (MountEntry{36, 35, 98, 7, "/mnt1", "/mnt2", "rw,noatime", "ext3",
                                      "/dev/root", "rw,errors=continue"}));
}

TEST(MountTable, UndoesTheKernelsEscapes) {
  const auto table =
      ParseMountTable("36 35 0:7 / /a\\040b\\011c\\134d\\012e rw - tmpfs no\\040ne rw\n");
  ASSERT_OK(table);
  EXPECT_EQ(table->at(0).target, "/a b\tc\\d\ne");
  EXPECT_EQ(table->at(0).source, "no ne");
}

TEST(MountTable, KeepsTheOrderOfTheLines) {
  const auto table = ParseMountTable(
      "40 35 0:7 / /x rw - tmpfs none rw\n"
      "36 35 0:8 / /x rw - tmpfs none rw\n");
  ASSERT_OK(table);
  EXPECT_EQ(table->at(0).id, 40);
  EXPECT_EQ(table->at(1).id, 36);
}

TEST(MountTable, ALineThatCannotBeReadIsAnErrorAndNotAHole) {
  EXPECT_FALSE(ParseMountTable("36 35 0:7 / /x rw - tmpfs none rw\nnonsense\n").has_value());
  EXPECT_FALSE(ParseMountTable("36 35 0:7 / /x r").has_value());
}

TEST(MountTable, TenThousandLinesAreReadInWellUnderASecond) {
  std::string text;
  for (int i = 0; i < 10'000; ++i)
    text += fmt::format(
        "{} 27 7:{} / /var/lib/rexray/volumes/v{} rw,relatime - xfs /dev/loop{} "
        "rw,inode64,logbufs=8\n",
        i + 100, i, i, i);
  const auto begun = std::chrono::steady_clock::now();
  const auto table = ParseMountTable(text);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);  // a sanitizer's time; else some 30 ms
  ASSERT_OK(table);
  EXPECT_EQ(table->size(), 10'000u);
  EXPECT_EQ(table->back().target, "/var/lib/rexray/volumes/v9999");
}

class LiveMountTable : public HostTest {};

TEST_F(LiveMountTable, ShowsEachChangeAtOnce) {
  const std::string target = Folder("target with space");
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(::mount("none", target.c_str(), "tmpfs", 0, nullptr), 0);
    EXPECT_EQ(LinesAt(target).size(), 1u);
    ASSERT_EQ(::umount2(target.c_str(), UMOUNT_NOFOLLOW), 0);
    EXPECT_EQ(LinesAt(target).size(), 0u);
  }
}

TEST_F(LiveMountTable, ManyThreadsMayAsk) {
  const std::string target = Folder("target");
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) EXPECT_TRUE(host_->Mounts().has_value());
    });
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(::mount("none", target.c_str(), "tmpfs", 0, nullptr), 0);
    EXPECT_EQ(LinesAt(target).size(), 1u);
    ASSERT_EQ(::umount2(target.c_str(), UMOUNT_NOFOLLOW), 0);
  }
}

// Or it changed: tests beside this one remove the folders on which mounts of theirs, copied into
// this namespace, stand, and the kernel takes those away everywhere.
bool IsReadAsItStands(const MountEntry& entry) {
  const auto line = ReadMount(entry.id);
  if (line && *line == entry) return true;
  const auto now = ReadMountTable();
  return now && std::ranges::find(*now, entry) == now->end();
}

// More mounts than one read gives, and nobody makes others among them: false if a line is not found as it
// stands in the whole table, or one that is not there is.
bool EachLineIsReadAsInTheWholeTable(const std::string& target) {
  for (int i = 0; i < 300; ++i)
    if (::mount(target.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) != 0) return false;
  const auto table = ReadMountTable();
  if (!table || table->size() < 300) return false;
  if (!std::ranges::all_of(*table, IsReadAsItStands)) return false;
  const auto none = ReadMount(-1);
  return none && !none->has_value();
}

TEST_F(LiveMountTable, OneLineIsReadAsInTheWholeTable) {
  const Bystander reader([target = Folder("target")] {
    LeaveMountNamespace();
    if (!EachLineIsReadAsInTheWholeTable(target)) ::_exit(1);
  });
}

TEST_F(LiveMountTable, G40_AReadShowsAFilesystemThatTurnedReadOnly) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  MakeFilesystem(device, FilesystemType::Ext4);
  step::Mount mount = MountStep(device, FilesystemType::Ext4, Folder("target"));
  mount.options = {"errors=remount-ro"};
  ASSERT_OK(host_->Mount(mount, context()));
  ASSERT_EQ(LinesAt(mount.target).size(), 1u);
  const std::string before = LinesAt(mount.target)[0].fsOptions;
  std::ofstream("/sys/fs/ext4/" + loop->path().substr(5) + "/trigger_fs_error") << "test";
  EXPECT_OK(host_->RereadMounts());
  EXPECT_NE(LinesAt(mount.target)[0].fsOptions, before) << "the table is the old one";
}

TEST_F(LiveMountTable, AReadThatFindsNothingNewGivesTheSameTable) {
  // Other tests mount meanwhile.
  EXPECT_TRUE(Eventually([&] { return *host_->RereadMounts() == *host_->RereadMounts(); }));
}

class WatchingMounts : public HostTest {};

TEST_F(WatchingMounts, AChangeWakesTheWatcher) {
  const auto watcher = WatchMounts();
  ASSERT_OK(watcher);
  const std::string target = Folder("target");
  std::jthread stranger([&] { ::mount("none", target.c_str(), "tmpfs", 0, nullptr); });
  const auto changed = (*watcher)->WaitForChange({}, std::chrono::steady_clock::now() + 30s);
  ASSERT_OK(changed);
  EXPECT_TRUE(*changed);
}

TEST_F(WatchingMounts, AChangeBetweenTwoCallsIsNotMissed) {
  const auto watcher = WatchMounts();
  ASSERT_OK(watcher);
  ASSERT_EQ(::mount("none", Folder("target").c_str(), "tmpfs", 0, nullptr), 0);
  EXPECT_TRUE((*watcher)->WaitForChange({}, std::chrono::steady_clock::now()).value());
}

TEST_F(WatchingMounts, StopWakesTheWatcher) {
  const auto watcher = WatchMounts();
  ASSERT_OK(watcher);
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  // Other tests mount meanwhile: only the end is certain.
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while ((*watcher)->WaitForChange(stop.get_token(), deadline).value()) {
  }
  EXPECT_LT(std::chrono::steady_clock::now(), deadline);
}

}  // namespace
}  // namespace rexray
