#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/e2e/live_node.h"

// Deletions that are taken back, and volumes that exist already, with the real binary.

namespace rexray {
namespace {

using nlohmann::json;

class TakingBack : public LiveNode {
 protected:
  static constexpr const char* kDelete = ", reclaimPolicy: Delete";

  std::string Mine(const std::string& name, const std::string& more = "") const {
    return Manifest(name, "ext4", "64Mi", more);
  }
  // Declares a volume with data in it, and deletes it.
  void MakeAndDelete(const std::string& name, const std::string& more) {
    ASSERT_EQ(daemon_.Apply(Mine(name, more)).exitCode, 0);
    Write(name, "rows of " + name);
    const CommandResult deleted = daemon_.Run({"delete", "volume", name, "--timeout", "60s"});
    ASSERT_EQ(deleted.exitCode, 0) << deleted;
    ASSERT_TRUE(OurMounts().empty());
  }
};

TEST_F(TakingBack, G09_UndeleteBringsTheVolumeItsMountAndItsDataBack) {
  daemon_.Start();
  MakeAndDelete("pg", kDelete);
  EXPECT_EQ(Phase("pg"), "Quarantined");
  const CommandResult undeleted = daemon_.Run({"undelete", "pg"});
  ASSERT_EQ(undeleted.exitCode, 0) << undeleted;
  EXPECT_NE(undeleted.out.find("attachment/pg-here created"), std::string::npos) << undeleted;
  EXPECT_TRUE(IsMounted("pg"));
  EXPECT_EQ(Read("pg"), "rows of pg");
  const CommandResult again = daemon_.Run({"undelete", "pg"});
  EXPECT_EQ(again.exitCode, 1) << again;
  EXPECT_NE(again.err.find("nothing to take back"), std::string::npos) << again;
}

TEST_F(TakingBack, G09_AnOrphanIsAdoptedByItsNameAlsoAfterARestart) {
  daemon_.Start();
  MakeAndDelete("pg", "");
  EXPECT_EQ(Phase("pg"), "Orphaned");
  daemon_.Kill();
  daemon_.Start();
  const CommandResult adopted = daemon_.Run({"adopt", "pg"});
  ASSERT_EQ(adopted.exitCode, 0) << adopted;
  EXPECT_EQ(Read("pg"), "rows of pg");
}

TEST_F(TakingBack, G09_UnderAnotherNameTheOldDataStandsBesideTheNew) {
  daemon_.Start();
  MakeAndDelete("pg", kDelete);
  const CommandResult undeleted = daemon_.Run({"undelete", "pg", "--as", "old"});
  ASSERT_EQ(undeleted.exitCode, 0) << undeleted;
  EXPECT_EQ(Read("pg"), "rows of pg") << "it is mounted where it was";
  ASSERT_EQ(daemon_.Run({"delete", "attachment", "pg-here"}).exitCode, 0);
  ASSERT_EQ(daemon_.Apply(Mine("pg", kDelete)).exitCode, 0);
  EXPECT_EQ(Read("pg"), "") << "the name's next volume is another one";
  Write("pg", "new rows");
  EXPECT_EQ(daemon_.Run({"get", "volumes", "-o", "name"}).out, "volume/old\nvolume/pg\n");
  ASSERT_EQ(daemon_.Run({"delete", "volume", "pg", "--now"}).exitCode, 0);
  EXPECT_EQ(Phase("old"), "Ready") << "what became of the other does not concern it";
}

TEST_F(TakingBack, AfterTheGraceTimeThereIsNothingToTakeBack) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Mine("pg", kDelete)).exitCode, 0);
  ASSERT_EQ(daemon_.Run({"delete", "volume", "pg", "--now"}).exitCode, 0);
  const CommandResult undeleted = daemon_.Run({"undelete", "pg"});
  EXPECT_EQ(undeleted.exitCode, 1) << undeleted;
  EXPECT_NE(undeleted.err.find("rexray get discovered"), std::string::npos) << undeleted;
}

TEST_F(TakingBack, PruneDeletesWhatTheFilesHoldNoMoreAndNothingElse) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Mine("pg") + DirectoryManifest("dir"), {"--set", "site"}).exitCode, 0);
  ASSERT_EQ(daemon_.Apply(Mine("own")).exitCode, 0);
  Write("dir", "rows");
  const CommandResult planned =
      daemon_.Run({"plan", "-f", "-", "--prune", "--set", "site"}, {.input = Mine("pg")});
  EXPECT_NE(planned.out.find("volume/dir deleted (dry run)"), std::string::npos) << planned;
  EXPECT_TRUE(IsMounted("dir"));
  const CommandResult pruned = daemon_.Apply(Mine("pg"), {"--prune", "--set", "site"});
  ASSERT_EQ(pruned.exitCode, 0) << pruned;
  EXPECT_EQ(OurMounts().size(), 2U) << pruned;
  EXPECT_EQ(daemon_.Apply("", {"--prune", "--set", "site"}).exitCode, 2);
  EXPECT_TRUE(IsMounted("pg") && IsMounted("own"));
  ASSERT_EQ(daemon_.Run({"undelete", "dir"}).exitCode, 0);
  EXPECT_EQ(Read("dir"), "rows");
}

// A database that was lost: the volumes are ours by their tags, and no row knows them.
class LostDatabase : public TakingBack {
 protected:
  std::string Owned(const std::string& name) const {
    return fmt::format(
        "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {{name: {0}}}\n"
        "spec: {{service: local, size: 64Mi, owner: node1}}\n---\n"
        "apiVersion: rexray.io/v1\nkind: Attachment\nmetadata: {{name: {0}-here}}\n"
        "spec: {{volume: {0}, node: node1, mount: {{path: {1}}}}}\n---\n",
        name, Path(name));
  }
  void LoseDatabase() {
    ASSERT_EQ(shared_.Stop(), 0);
    for (const char* file : {"rexray.db", "rexray.db-wal", "rexray.db-shm"}) {
      std::filesystem::remove(daemon_.state() + "/" + file);
    }
    shared_.Start();
  }
  json Discovered() { return json::parse(daemon_.Get("/v1/discovered?service=local")).at("items"); }

  Daemon shared_{{.binary = REXRAY_BINARY,
                  .folder = folder_.path(),
                  .environment = {"REXRAY_DOMAIN=prod", "REXRAY_LABELS=zone=a"}}};
};

TEST_F(LostDatabase, G17_GcListsWhatIsForgottenAndDeletesNothing) {
  shared_.Start();
  ASSERT_EQ(daemon_.Apply(Owned("pg")).exitCode, 0);
  Write("pg", "rows");
  ASSERT_EQ(daemon_.Run({"delete", "attachment", "pg-here"}).exitCode, 0);
  EXPECT_EQ(Discovered().at(0).at("status").at("relation"), "Managed");
  EXPECT_EQ(daemon_.Run({"gc", "--dry-run"}).out, "No discovered found.\n");
  LoseDatabase();
  EXPECT_EQ(daemon_.Run({"gc"}).exitCode, 2);
  const CommandResult listed = daemon_.Run({"gc", "--dry-run"});
  EXPECT_EQ(listed.exitCode, 0) << listed;
  EXPECT_NE(listed.out.find("pg"), std::string::npos) << listed;
  const auto id = Discovered().at(0).at("status").at("id").get<std::string>();
  EXPECT_NE(listed.err.find("rexray adopt --service local --id " + id), std::string::npos)
      << listed;

  const CommandResult adopted = daemon_.Run({"adopt", "--service", "local", "--id", id});
  ASSERT_EQ(adopted.exitCode, 0) << adopted;
  EXPECT_EQ(Discovered().at(0).at("status").at("relation"), "Managed");
  EXPECT_EQ(daemon_.Run({"gc", "--dry-run"}).out, "No discovered found.\n");
  const CommandResult attached = daemon_.Apply(
      fmt::format("apiVersion: rexray.io/v1\nkind: Attachment\nmetadata: {{name: again}}\n"
                  "spec: {{volume: pg, nodeSelector: {{zone: a}}, mount: {{path: {}}}}}\n",
                  Path("pg")));
  ASSERT_EQ(attached.exitCode, 0) << attached;
  EXPECT_EQ(Read("pg"), "rows") << "G34: adopted, never formatted";
}

TEST_F(LostDatabase, AttachmentsOfOtherNodesAreTheirs) {
  shared_.Start();
  std::string manifest = Owned("pg");
  manifest +=
      "apiVersion: rexray.io/v1\nkind: Attachment\nmetadata: {name: pg-far}\n"
      "spec: {volume: pg, node: node2}\n---\n"
      "apiVersion: rexray.io/v1\nkind: Attachment\nmetadata: {name: pg-zone}\n"
      "spec: {volume: pg, nodeSelector: {zone: b}}\n";
  const CommandResult applied = daemon_.Apply(manifest);
  ASSERT_EQ(applied.exitCode, 0) << applied;
  EXPECT_NE(applied.out.find("1 for node2, not this node"), std::string::npos) << applied;
  EXPECT_NE(applied.out.find("its nodeSelector chooses, not this node"), std::string::npos)
      << applied;
  EXPECT_TRUE(IsMounted("pg"));
  const CommandResult removed = daemon_.Run({"delete", "node", "node2"});
  EXPECT_EQ(removed.exitCode, 0) << removed;
  EXPECT_EQ(daemon_.Run({"get", "nodes", "-o", "name"}).out, "node/node1\n");
  EXPECT_TRUE(IsMounted("pg"));
}

}  // namespace
}  // namespace rexray
