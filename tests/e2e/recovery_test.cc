#include <fmt/format.h>
#include <sys/mount.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/e2e/live_node.h"

// A database that is lost, damaged or put back, under live mounts, with the real binary.

namespace rexray {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Recovery : public LiveNode {
 protected:
  std::vector<std::string> Command(const std::string& verb, std::vector<std::string> more = {}) {
    std::vector<std::string> command = {
        REXRAY_BINARY, "db", verb, "--config", folder_ / "config.yml", "--state", daemon_.state()};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }
  CommandResult Db(const std::string& verb, std::vector<std::string> more = {},
                   const std::string& input = {}) {
    return RunCommand(Command(verb, std::move(more)), {.input = input});
  }

  // Two volumes with data in them, mounted; the daemon is stopped.
  void LeaveMounted() {
    daemon_.Start();
    Have("pg");
    Have("files");
    mounts_ = Ids();
    ASSERT_EQ(daemon_.Stop(), 0);
  }
  void Have(const std::string& name) {
    const CommandResult applied = daemon_.Apply(ManifestOf(name));
    ASSERT_EQ(applied.exitCode, 0) << applied << daemon_.Log();
    Write(name, "rows of " + name);
  }
  std::string ManifestOf(const std::string& name) const {
    return name == "files" ? DirectoryManifest(name) : Manifest(name);
  }
  std::set<std::string> Ids() const {
    std::set<std::string> ids;
    for (const LiveMount& each : OurMounts()) ids.insert(each.id);
    return ids;
  }
  void ExpectUntouched() {
    EXPECT_EQ(Ids(), mounts_) << "something was mounted or unmounted";
    EXPECT_EQ(Read("pg"), "rows of pg");
    EXPECT_EQ(Read("files"), "rows of files");
  }
  json Status() { return json::parse(daemon_.Get("/v1/status")); }
  // Nothing is planned any more.
  bool Converges() {
    return Eventually(
        [&] {
          return daemon_.Run({"plan", "--exit-code"}).exitCode == 0;
        },
        std::chrono::seconds(60));
  }
  void DestroyDatabase() {
    for (const char* part : {"", "-wal", "-shm"}) fs::remove(daemon_.state() + "/rexray.db" + part);
  }
  std::size_t Images() const {
    std::size_t count = 0;
    for (const auto& each : fs::recursive_directory_iterator(folder_ / "data/loop")) {
      count += each.path().extension() == ".img";
    }
    return count;
  }

  std::set<std::string> mounts_;
};

TEST_F(Recovery, G32_ARestoredDatabaseOnlyObservesUntilResume) {
  daemon_.Start();
  Have("pg");
  const CommandResult backup = Db("backup", {folder_ / "backup.db"});
  ASSERT_EQ(backup.exitCode, 0) << backup;
  Have("files");  // which the backup does not know
  mounts_ = Ids();
  ASSERT_EQ(daemon_.Stop(), 0);
  const CommandResult restored = Db("restore", {folder_ / "backup.db"});
  ASSERT_EQ(restored.exitCode, 0) << restored;
  EXPECT_NE(restored.out.find("is kept as"), std::string::npos) << restored;

  daemon_.Start();
  EXPECT_TRUE(Status().at("held").get<bool>());
  EXPECT_NE(daemon_.Run({"status"}).out.find("rexray resume --all"), std::string::npos);
  EXPECT_TRUE(daemon_.Get("/v1/volumes/files").empty());
  const CommandResult held = daemon_.Apply(Manifest("third"), {"--timeout", "60s"});
  EXPECT_EQ(held.exitCode, 4) << held;
  EXPECT_EQ(Reason("third"), "Held");
  EXPECT_NE(daemon_.Run({"why", "third"}).out.find("rexray resume --all"), std::string::npos);
  EXPECT_NE(daemon_.Run({"plan", "third"}).out.find("reate"), std::string::npos)
      << "what would be done is shown";
  EXPECT_EQ(Images(), 1u) << "nothing was created";
  ExpectUntouched();

  daemon_.Kill();
  daemon_.Start();
  EXPECT_TRUE(Status().at("held").get<bool>()) << "a restart ends no hold";
  const CommandResult resumed = daemon_.Run({"resume", "--all"});
  ASSERT_EQ(resumed.exitCode, 0) << resumed;
  EXPECT_FALSE(Status().at("held").get<bool>());
  ASSERT_EQ(daemon_.Apply(ManifestOf("files")).exitCode, 0) << "found by its own facts";
  ASSERT_EQ(daemon_.Apply(Manifest("third")).exitCode, 0);
  for (const std::string& id : mounts_) EXPECT_TRUE(Ids().contains(id)) << "unmounted";
  EXPECT_EQ(Read("files"), "rows of files");
  EXPECT_EQ(Read("pg"), "rows of pg");
  EXPECT_TRUE(Converges());
}

TEST_F(Recovery, G09_ADeletionThatWasTakenBackSinceTheBackupKeepsItsData) {
  daemon_.Start();
  const std::string manifest = Manifest("pg", "ext4", "64Mi", ", reclaimPolicy: Delete");
  ASSERT_EQ(daemon_.Apply(manifest).exitCode, 0);
  ASSERT_EQ(daemon_.Run({"delete", "volume", "pg", "--grace", "1h"}).exitCode, 0);
  ASSERT_EQ(Phase("pg"), "Quarantined");
  ASSERT_EQ(Db("backup", {folder_ / "backup.db"}).exitCode, 0);
  ASSERT_EQ(daemon_.Apply(manifest).exitCode, 0) << "taken back in time";
  Write("pg", "rows");
  ASSERT_EQ(daemon_.Stop(), 0);
  // The backup knows of no mount, so that this one would count as somebody else's.
  ASSERT_EQ(RunCommand({"umount", Path("pg")}).exitCode, 0);
  ASSERT_EQ(Db("restore", {folder_ / "backup.db"}).exitCode, 0);
  daemon_.Start();
  ASSERT_EQ(daemon_.Run({"resume", "--all"}).exitCode, 0);
  EXPECT_TRUE(Eventually([&] { return Phase("pg") == "Orphaned"; })) << daemon_.Log();
  EXPECT_EQ(Images(), 1u);
  ASSERT_EQ(daemon_.Apply(manifest).exitCode, 0);
  EXPECT_EQ(Read("pg"), "rows");
}

TEST_F(Recovery, RestoreAndRebuildNeedTheDaemonStoppedAndNameIt) {
  daemon_.Start();
  ASSERT_EQ(Db("backup", {folder_ / "backup.db"}).exitCode, 0);
  const std::string pid = std::to_string(daemon_.pid());
  for (const CommandResult& refused : {Db("restore", {folder_ / "backup.db"}), Db("rebuild")}) {
    EXPECT_EQ(refused.exitCode, 1) << refused;
    EXPECT_NE(refused.err.find("process " + pid), std::string::npos) << refused;
  }
  const CommandResult check = Db("check", {"-o", "json"});
  EXPECT_EQ(check.exitCode, 0) << check;
  EXPECT_TRUE(json::parse(check.out).at("ok").get<bool>());
}

TEST_F(Recovery, G32_ADatabaseDestroyedUnderLiveMountsIsRebuiltAndNothingIsUnmounted) {
  LeaveMounted();
  DestroyDatabase();
  const CommandResult rebuilt = Db("rebuild", {"-f", "-"}, ManifestOf("pg") + ManifestOf("files"));
  ASSERT_EQ(rebuilt.exitCode, 0) << rebuilt;
  EXPECT_NE(rebuilt.out.find("mounted at " + Path("pg")), std::string::npos) << rebuilt;
  ExpectUntouched();
  daemon_.Start();
  EXPECT_TRUE(Status().at("held").get<bool>());
  ExpectUntouched();
  ASSERT_EQ(daemon_.Run({"resume", "--all"}).exitCode, 0);
  EXPECT_TRUE(Converges()) << daemon_.Run({"plan"});
  ExpectUntouched();
  EXPECT_EQ(Phase("pg"), "Ready");
  EXPECT_EQ(daemon_.Run({"plan", "--exit-code"}).exitCode, 0) << "the second plan is empty";
}

TEST_F(Recovery, G32_WhatNoManifestDeclaresStaysMountedAndIsAdopted) {
  LeaveMounted();
  fs::remove_all(daemon_.state());  // its domain is known to the volumes alone
  fs::create_directories(daemon_.state());
  ASSERT_EQ(Db("rebuild").exitCode, 0);
  daemon_.Start();
  ASSERT_EQ(daemon_.Run({"resume", "--all"}).exitCode, 0);
  EXPECT_TRUE(Converges());
  EXPECT_EQ(Phase("pg"), "Orphaned");
  ExpectUntouched();
  for (const char* name : {"pg", "files"}) {
    const CommandResult adopted = daemon_.Run({"adopt", name});
    EXPECT_EQ(adopted.exitCode, 0) << adopted;
    EXPECT_EQ(Phase(name), "Ready");
  }
  EXPECT_TRUE(Converges());
  ExpectUntouched();
}

TEST_F(Recovery, G32_ADamagedDatabaseIsRefusedByTheDaemonAndKeptAsideByRebuild) {
  LeaveMounted();
  const std::string path = daemon_.state() + "/rexray.db";
  std::ofstream(path, std::ios::binary | std::ios::in) << std::string(100, 'x');
  const CommandResult check = Db("check");
  EXPECT_EQ(check.exitCode, 1) << check;
  EXPECT_NE(check.out.find("rexray db rebuild"), std::string::npos) << check;
  daemon_.StartWithoutWaiting();
  EXPECT_EQ(daemon_.Wait(std::chrono::seconds(30)), 1) << daemon_.Log();
  EXPECT_NE(daemon_.Log().find("rexray db rebuild"), std::string::npos);
  const CommandResult rebuilt = Db("rebuild", {"-f", "-"}, ManifestOf("pg"));
  ASSERT_EQ(rebuilt.exitCode, 0) << rebuilt;
  EXPECT_FALSE(fs::is_empty(daemon_.state() + "/aside"));
  daemon_.Start();
  ASSERT_EQ(daemon_.Run({"resume", "--all"}).exitCode, 0);
  EXPECT_TRUE(Converges());
  ExpectUntouched();
}

TEST_F(Recovery, G32_ManifestsThatAreNotValidChangeNothing) {
  LeaveMounted();
  const CommandResult refused = Db("rebuild", {"-f", "-"}, "kind: Volume\nmetadata: {name: x}\n");
  EXPECT_EQ(refused.exitCode, 2) << refused;
  EXPECT_FALSE(fs::exists(daemon_.state() + "/aside"));
  daemon_.Start();
  EXPECT_FALSE(Status().at("held").get<bool>());
  EXPECT_EQ(Phase("pg"), "Ready");
}

TEST_F(Recovery, G32_OnAFullDiskThereIsNoHalfBackupAndNoHalfRestore) {
  LeaveMounted();
  ASSERT_EQ(Db("backup", {folder_ / "backup.db"}).exitCode, 0);
  const std::string small = folder_ / "small";
  fs::create_directory(small);
  ASSERT_EQ(::mount("none", small.c_str(), "tmpfs", 0, "size=32k"), 0);
  const CommandResult full = Db("backup", {small + "/backup.db"});
  EXPECT_EQ(full.exitCode, 1) << full;
  EXPECT_NE(full.err.find("disk is full"), std::string::npos) << full;
  EXPECT_TRUE(fs::is_empty(small));
  const CommandResult restored =
      RunCommand({REXRAY_BINARY, "db", "restore", folder_ / "backup.db", "--state", small});
  EXPECT_EQ(restored.exitCode, 1) << restored;
  EXPECT_FALSE(fs::exists(small + "/rexray.db"));
  EXPECT_EQ(::umount(small.c_str()), 0);
}

// kill -9 at each of the calls that change the state folder.
class RebuildKilled : public Recovery, public testing::WithParamInterface<const char*> {};

TEST_P(RebuildKilled, G32_AtEachStepNothingIsLostAndTheNextRebuildEnds) {
  RequireProgram("strace");
  LeaveMounted();
  const std::string manifests = ManifestOf("pg") + ManifestOf("files");
  bool killed = true;
  int kills = 0;
  for (int k = 1; killed && k < 60 && !HasFailure(); k += k < 12 ? 1 : 5) {
    const std::string call = GetParam();
    std::vector<std::string> command = {
        "strace", "-f",
        "-o",     "/dev/null",
        "-e",     "trace=" + call,
        "-e",     fmt::format("inject={}:signal=KILL:when={}", call, k)};
    for (const std::string& word : Command("rebuild", {"-f", "-"})) command.push_back(word);
    killed = RunCommand(command, {.input = manifests}).exitCode != 0;
    kills += killed;
    ExpectUntouched();
    const CommandResult rebuilt = Db("rebuild", {"-f", "-"}, manifests);
    ASSERT_EQ(rebuilt.exitCode, 0) << call << " " << k << ": " << rebuilt;
    EXPECT_EQ(Db("check").exitCode, 0) << call << " " << k;
  }
  EXPECT_GT(kills, 0) << "it was hardly ever killed";
  daemon_.Start();
  ASSERT_EQ(daemon_.Run({"resume", "--all"}).exitCode, 0);
  EXPECT_TRUE(Converges());
  ExpectUntouched();
}

INSTANTIATE_TEST_SUITE_P(Calls, RebuildKilled, testing::Values("link", "unlink", "rename", "fsync"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace rexray
