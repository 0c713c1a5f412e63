#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/e2e/live_node.h"

// The main job with the real binary on real loop devices: volumes appear, stay, and go.

namespace rexray {
namespace {

using nlohmann::json;

class Life : public LiveNode {
 protected:
  // What the daemon has written to storage since its start, database and sidecars included.
  // The line of a file of the daemon's folder in /proc.
  std::string ProcLine(const char* file, std::string_view key) {
    std::ifstream lines(fmt::format("/proc/{}/{}", daemon_.pid(), file));
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(key)) return line.substr(key.size());
    }
    return "";
  }
  std::string BytesWritten() { return ProcLine("io", "wchar:"); }
  long ResidentKiB() { return std::stol(ProcLine("status", "VmRSS:")); }
  std::size_t OperationCount() {
    return json::parse(daemon_.Get("/v1/operations")).at("items").size();
  }
  json Database() { return json::parse(daemon_.Get("/v1/status")).at("database"); }
};

TEST_F(Life, EveryFilesystemAppearsWhereItIsDeclared) {
  daemon_.Start();
  const CommandResult applied =
      daemon_.Apply(Manifest("ext") + Manifest("xfs", "xfs", "300Mi") +
                    Manifest("btrfs", "btrfs", "128Mi") + DirectoryManifest("dir"));
  ASSERT_EQ(applied.exitCode, 0) << applied;
  for (const char* name : {"ext", "xfs", "btrfs", "dir"}) {
    EXPECT_TRUE(IsMounted(name)) << name;
    Write(name, "rows");
    EXPECT_EQ(Read(name), "rows") << name;
  }
  EXPECT_FALSE(std::filesystem::exists(Path("ext") + "/lost+found"));
}

TEST_F(Life, G35_ASecondApplyChangesAndWritesNothing) {
  daemon_.Start();
  const std::string manifest = Manifest("pg") + DirectoryManifest("dir");
  ASSERT_EQ(daemon_.Apply(manifest).exitCode, 0);
  const std::size_t operations = OperationCount();
  const json database = Database();
  const auto mounts = OurMounts();
  const CommandResult again = daemon_.Apply(manifest);
  ASSERT_EQ(again.exitCode, 0) << again;
  EXPECT_NE(again.out.find("unchanged"), std::string::npos) << again;
  EXPECT_EQ(OperationCount(), operations);
  EXPECT_EQ(Database().at("commits"), database.at("commits"));
  EXPECT_EQ(OurMounts().size(), mounts.size());
}

TEST_F(Life, AnIdleDaemonWritesNothingAndStaysSmall) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  const std::string before = BytesWritten();
  // Idle is a stretch of time; there is no condition to wait for.
  ASSERT_FALSE(Eventually([&] { return BytesWritten() != before; }, std::chrono::seconds(5)))
      << before << " became " << BytesWritten();
#ifdef NDEBUG  // what is not optimised is larger
  EXPECT_LT(ResidentKiB(), 15 * 1024);
#endif
}

TEST_F(Life, AStrangersUnmountIsRepairedWithItsData) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  Write("pg", "rows");
  ASSERT_EQ(RunCommand({"umount", Path("pg")}).exitCode, 0);
  ASSERT_TRUE(Eventually([&] { return Read("pg") == "rows"; }, std::chrono::seconds(10)));
  EXPECT_TRUE(IsMounted("pg"));
}

TEST_F(Life, G35_OptionsThatSomebodyChangedComeBack) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  ASSERT_EQ(RunCommand({"mount", "-o", "remount,ro", Path("pg")}).exitCode, 0);
  EXPECT_TRUE(Eventually([&] { return MountsAt(Path("pg")).at(0).options.starts_with("rw"); }));
}

TEST_F(Life, G04_WhatAStrangerMountsOverItIsTakenAway) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  Write("pg", "rows");
  // Both at once: a second one after the repair of the first would be a contest, and wait.
  ASSERT_EQ(daemon_.Run({"pause", "pg"}).exitCode, 0);
  ASSERT_EQ(RunCommand({"mount", "-t", "tmpfs", "stranger", Path("pg")}).exitCode, 0);
  ASSERT_EQ(RunCommand({"mount", "-t", "tmpfs", "another", Path("pg")}).exitCode, 0);
  ASSERT_EQ(daemon_.Run({"resume", "pg"}).exitCode, 0);
  EXPECT_TRUE(Eventually([&] { return IsMounted("pg") && Read("pg") == "rows"; }));
}

TEST_F(Life, G04_AMountThatWasThereBeforeIsNotTouched) {
  std::filesystem::create_directories(Path("pg"));
  ASSERT_EQ(RunCommand({"mount", "-t", "tmpfs", "theirs", Path("pg")}).exitCode, 0);
  daemon_.Start();
  EXPECT_EQ(daemon_.Apply(Manifest("pg"), {"--timeout", "20s"}).exitCode, 4);
  EXPECT_EQ(Reason("pg"), "TargetMounted");
  EXPECT_EQ(MountsAt(Path("pg")).size(), 1u);
  RunCommand({"umount", Path("pg")});
}

TEST_F(Life, G05_NobodyWritesUnderAMountThatIsAway) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  ASSERT_EQ(daemon_.Run({"pause", "pg"}).exitCode, 0);
  ASSERT_EQ(RunCommand({"umount", Path("pg")}).exitCode, 0);
  std::ofstream file(Path("pg") + "/stray");
  EXPECT_FALSE(file) << "root wrote below the mount point";
  EXPECT_EQ(daemon_.Run({"resume", "pg"}).exitCode, 0);
  EXPECT_TRUE(Eventually([&] { return IsMounted("pg"); }));
}

TEST_F(Life, G08_CleaningUpNeverReachesThroughAMount) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(DirectoryManifest("dir")).exitCode, 0);
  Write("dir", "rows");
  const std::string elsewhere = folder_ / "mnt/second-view";
  std::filesystem::create_directories(elsewhere);
  ASSERT_EQ(RunCommand({"mount", "--bind", Path("dir"), elsewhere}).exitCode, 0);
  daemon_.Run({"delete", "volume", "dir", "--timeout", "3s"});
  EXPECT_EQ(std::ifstream(elsewhere + "/data").get(), 'r') << "data went through the other mount";
  RunCommand({"umount", elsewhere});
}

TEST_F(Life, G09_ARemovedVolumeKeepsItsDataAndComesBack) {
  daemon_.Start();
  const std::string manifest = Manifest("pg");
  ASSERT_EQ(daemon_.Apply(manifest).exitCode, 0);
  Write("pg", "rows");
  const CommandResult removed = daemon_.Run({"delete", "volume", "pg"});
  ASSERT_EQ(removed.exitCode, 0) << removed;
  EXPECT_TRUE(OurMounts().empty());
  EXPECT_TRUE(OurLoopDevices().empty());
  EXPECT_FALSE(std::filesystem::exists(Path("pg"))) << "the mount point that we made is left";
  EXPECT_EQ(Phase("pg"), "Orphaned");
  ASSERT_EQ(daemon_.Apply(manifest).exitCode, 0);
  EXPECT_EQ(Read("pg"), "rows");
}

TEST_F(Life, DeleteWaitsForItsGraceAndNowDoesNot) {
  daemon_.Start();
  const std::string manifest = Manifest("pg", "ext4", "64Mi", ", reclaimPolicy: Delete");
  ASSERT_EQ(daemon_.Apply(manifest).exitCode, 0);
  Write("pg", "rows");
  daemon_.Run({"delete", "volume", "pg", "--timeout", "5s"});
  EXPECT_EQ(Reason("pg"), "Quarantined");
  ASSERT_EQ(daemon_.Apply(manifest).exitCode, 0);
  EXPECT_EQ(Read("pg"), "rows") << "applying again takes the deletion back";
  ASSERT_EQ(daemon_.Run({"delete", "volume", "pg", "--now"}).exitCode, 0);
  EXPECT_EQ(daemon_.Get("/v1/volumes/pg"), "");
  EXPECT_TRUE(std::filesystem::is_empty(daemon_.data() + "/loop") ||
              RunCommand({"find", daemon_.data() + "/loop", "-name", "*.img"}).out.empty());
}

TEST_F(Life, G28_StoppingAndStartingTouchesNoMount) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg") + DirectoryManifest("dir")).exitCode, 0);
  std::vector<std::string> before, after;
  for (const LiveMount& each : OurMounts()) before.push_back(each.id);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(daemon_.Stop(), 0);
    daemon_.Start();
  }
  for (const LiveMount& each : OurMounts()) after.push_back(each.id);
  EXPECT_EQ(before, after);
  EXPECT_EQ(before.size(), 2u);
}

TEST_F(Life, G36_OwnerAndModeOfTheRootAreSetAtFormat) {
  daemon_.Start();
  ASSERT_EQ(
      daemon_.Apply(Manifest("pg", "ext4, owner: {uid: 999, gid: 998, mode: \"0750\"}")).exitCode,
      0);
  struct stat root {};
  ASSERT_EQ(::stat(Path("pg").c_str(), &root), 0);
  EXPECT_EQ(root.st_uid, 999u);
  EXPECT_EQ(root.st_gid, 998u);
  EXPECT_EQ(root.st_mode & 07777, 0750u);
}

TEST_F(Life, ANestedMountWaitsForItsParent) {
  daemon_.Start();
  std::string child = Manifest("child");
  const std::string path = Path("child");
  for (auto at = child.find(path); at != std::string::npos; at = child.find(path)) {
    child.replace(at, path.size(), Path("parent") + "/sub");
  }
  ASSERT_EQ(daemon_.Apply(child + Manifest("parent")).exitCode, 0);
  EXPECT_EQ(MountsAt(Path("parent") + "/sub").size(), 1u);
  ASSERT_EQ(daemon_.Run({"delete", "volume", "child", "parent"}).exitCode, 0);
  EXPECT_TRUE(OurMounts().empty());
}

}  // namespace
}  // namespace rexray
