#include <nlohmann/json.hpp>

#include "tests/e2e/live_node.h"
#include "tests/support/command.h"
#include "tests/support/process.h"

// Snapshots that are declared, on real loop devices, filesystems and writers.

namespace rexray {
namespace {

using nlohmann::json;

// Its pool is a filesystem of its own that shares blocks, or cannot.
class DeclaredSnapshot : public LiveNode, public testing::WithParamInterface<const char*> {
 protected:
  static std::string Snapshot(const std::string& name, const std::string& more = "") {
    return "---\napiVersion: rexray.io/v1\nkind: Snapshot\nmetadata: {name: " + name +
           "}\nspec: {volume: pg" + more + "}\n";
  }
  std::string From(const std::string& name, const std::string& filesystem,
                   const std::string& source) const {
    return "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: " + name +
           "}\nspec: {service: local, filesystem: {type: " + filesystem + "}, source: {" + source +
           "}}\n---\nkind: Attachment\nmetadata: {name: " + name +
           "-here}\nspec: {volume: " + name + ", mount: {path: " + Path(name) + "}}\n";
  }
  json Shown(const std::string& name) {
    const std::string text = daemon_.Get("/v1/snapshots/" + name);
    return text.empty() ? json() : json::parse(text);
  }
  std::string UuidOf(const std::string& name) {
    return RunCommand({"findmnt", "-no", "UUID", Path(name)}).out;
  }
  static std::string Size(const std::string& filesystem) {
    return filesystem == "ext4" ? "64Mi" : filesystem == "xfs" ? "300Mi" : "128Mi";
  }
};

INSTANTIATE_TEST_SUITE_P(Filesystems, DeclaredSnapshot, testing::Values("ext4", "xfs", "btrfs"),
                         [](const auto& filesystem) { return std::string(filesystem.param); });

// A program that writes its next number, and syncs, as databases do.
TEST_P(DeclaredSnapshot, G11_HoldsOneMomentOfItsWritersAndIsRestoredBesideThem) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg", GetParam(), Size(GetParam()))).exitCode, 0);
  const Process writer({"sh", "-c",
                        "i=0; while true; do i=$((i+1)); echo $i >> \"$0/first\"; "
                        "echo $i >> \"$0/second\"; sync -d \"$0/second\"; done",
                        Path("pg")},
                       {});
  ASSERT_TRUE(Eventually([&] {
    return RunCommand({"sh", "-c", "test $(wc -l < " + Path("pg") + "/second) -gt 20"}).exitCode ==
           0;
  }));
  const CommandResult taken = daemon_.Run({"snapshot", "pg", "--name", "now"});
  ASSERT_EQ(taken.exitCode, 0) << taken << daemon_.Log();
  EXPECT_EQ(Shown("now").at("status").at("state"), "Available");
  const std::string described = daemon_.Run({"describe", "snapshot", "now"}).out;
  EXPECT_NE(described.find("Available"), std::string::npos) << described;
  const std::string lines = RunCommand({"sh", "-c", "wc -l < " + Path("pg") + "/first"}).out;
  ASSERT_TRUE(Eventually([&] {
    return RunCommand({"sh", "-c", "wc -l < " + Path("pg") + "/first"}).out != lines;
  })) << "its writers still wait";

  const CommandResult restored = daemon_.Apply(From("copy", GetParam(), "snapshot: now"));
  ASSERT_EQ(restored.exitCode, 0) << restored << daemon_.Log();
  EXPECT_EQ(MountsAt(Path("pg")).size(), 1u);
  EXPECT_EQ(UuidOf("copy"), UuidOf("pg")) << "a UUID was rewritten";
  // What was written in order is there in order: never a later line without the earlier ones.
  const CommandResult ordered = RunCommand(
      {"sh", "-c",
       "a=$(wc -l < $0/first) b=$(wc -l < $0/second); test $b -gt 20 && test $a -ge $b && "
       "test $a -le $((b + 1)) && seq $a | cmp - $0/first && seq $b | cmp - $0/second",
       Path("copy")});
  EXPECT_EQ(ordered.exitCode, 0) << ordered;
}

TEST_P(DeclaredSnapshot, ACopyOfAVolumeIsMadeWhileItIsMountedAndPassesByItself) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg", GetParam(), Size(GetParam()))).exitCode, 0);
  Write("pg", "rows");
  const CommandResult copied = daemon_.Apply(From("copy", GetParam(), "volume: pg"));
  ASSERT_EQ(copied.exitCode, 0) << copied << daemon_.Log();
  EXPECT_EQ(Read("copy"), "rows");
  EXPECT_TRUE(Eventually([&] {
    return json::parse(daemon_.Get("/v1/snapshots")).at("items").empty();
  })) << daemon_.Get("/v1/snapshots");
}

class SnapshotLife : public DeclaredSnapshot {};
INSTANTIATE_TEST_SUITE_P(Once, SnapshotLife, testing::Values("ext4"));

TEST_P(SnapshotLife, IsDeclaredWithItsVolumeOutlivesItAndGoesWithItsData) {
  daemon_.Start();
  const std::string kept = Snapshot("kept", ", reclaimPolicy: Delete, deletionProtection: true");
  const std::string pg = Manifest("pg", "ext4", "64Mi", ", reclaimPolicy: Delete");
  ASSERT_EQ(daemon_.Apply(pg + kept).exitCode, 0) << daemon_.Log();
  ASSERT_EQ(daemon_.Run({"delete", "volume", "pg", "--now"}).exitCode, 0);
  EXPECT_NE(daemon_.Run({"get", "snapshots"}).out.find("kept"), std::string::npos);
  const CommandResult refused = daemon_.Run({"delete", "snapshot", "kept"});
  EXPECT_EQ(refused.exitCode, 2) << refused;
  EXPECT_NE(refused.err.find("deletionProtection"), std::string::npos) << refused;
  ASSERT_EQ(daemon_.Apply(Snapshot("kept", ", reclaimPolicy: Delete")).exitCode, 0);
  const CommandResult gone = daemon_.Run({"delete", "snapshot", "kept"});
  EXPECT_EQ(gone.exitCode, 0) << gone << daemon_.Log();
  EXPECT_TRUE(json::parse(daemon_.Get("/v1/snapshots")).at("items").empty());
  EXPECT_EQ(daemon_.Get("/v1/volumes/pg"), "") << "a volume came back";
}

TEST_P(SnapshotLife, ANameStandsForOneMoment) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  ASSERT_EQ(daemon_.Run({"snapshot", "pg", "--name", "one"}).exitCode, 0) << daemon_.Log();
  const CommandResult again = daemon_.Run({"snapshot", "pg", "--name", "one"});
  EXPECT_EQ(again.exitCode, 1) << again;
  EXPECT_NE(again.err.find("already"), std::string::npos) << again;
  EXPECT_EQ(daemon_.Run({"snapshot", "pg"}).exitCode, 0);
  EXPECT_EQ(daemon_.Run({"snapshot", "nosuch"}).exitCode, 2);
}

// Whoever froze it may be about to copy it: it is not thawed for him.
TEST_P(SnapshotLife, WhatSomebodyElseFrozeStaysFrozenAndIsTold) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  ASSERT_EQ(RunCommand({"fsfreeze", "-f", Path("pg")}).exitCode, 0);
  const CommandResult waits = daemon_.Run({"snapshot", "pg", "--name", "one", "--timeout", "2s"});
  EXPECT_NE(waits.exitCode, 0) << waits;
  EXPECT_EQ(RunCommand({"fsfreeze", "-u", Path("pg")}).exitCode, 0) << "it was thawed";
  EXPECT_NE(daemon_.Run({"why", "pg"}).out.find("fsfreeze -u"), std::string::npos);
  daemon_.Run({"retry", "pg"});
  EXPECT_TRUE(Eventually([&] { return Shown("one").at("status").at("state") == "Available"; }))
      << daemon_.Log();
}

}  // namespace
}  // namespace rexray
