#include <fmt/format.h>

#include <fstream>

#include "tests/e2e/live_node.h"

// A node that is emptied, and what operators answer for, with the real binary.

namespace rexray {
namespace {

class Drain : public LiveNode {};

TEST_F(Drain, G28_TakesEverythingOffTheNodeAndKeepsItSo) {
  daemon_.Start();
  const std::string manifest = Manifest("pg") + Manifest("log") + DirectoryManifest("dir");
  ASSERT_EQ(daemon_.Apply(manifest).exitCode, 0);
  Write("pg", "rows");
  const CommandResult drained = daemon_.Run({"drain"});
  ASSERT_EQ(drained.exitCode, 0) << drained << daemon_.Log();
  EXPECT_TRUE(OurMounts().empty());
  EXPECT_TRUE(OurLoopDevices().empty());
  EXPECT_EQ(Phase("pg"), "Drained");
  EXPECT_NE(daemon_.Run({"status"}).out.find("Drained:"), std::string::npos);
  EXPECT_NE(daemon_.Run({"get", "nodes"}).out.find("true"), std::string::npos);

  daemon_.Kill();
  daemon_.Start();
  EXPECT_TRUE(AwaitReason("pg", "Drained"));
  const CommandResult applied = daemon_.Apply(manifest, {"--timeout", "30s"});
  EXPECT_EQ(applied.exitCode, 4) << applied;
  EXPECT_NE(applied.err.find("rexray undrain"), std::string::npos) << applied;
  EXPECT_TRUE(OurMounts().empty());

  ASSERT_EQ(daemon_.Run({"undrain"}).exitCode, 0);
  EXPECT_TRUE(Eventually([&] { return IsMounted("pg") && IsMounted("log") && IsMounted("dir"); }))
      << daemon_.Log();
  EXPECT_EQ(Read("pg"), "rows");
}

TEST_F(Drain, G28_IsNotDoneWhileAFileIsOpen) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg") + Manifest("log")).exitCode, 0);
  Write("pg", "rows");
  {
    std::ifstream holder(Path("pg") + "/data");
    const CommandResult busy = daemon_.Run({"drain", "--timeout", "5s"});
    EXPECT_TRUE(busy.exitCode == 4 || busy.exitCode == 5) << busy;
    EXPECT_NE(busy.err.find("volume/pg is not detached: mounted at " + Path("pg")),
              std::string::npos)
        << busy;
    EXPECT_TRUE(IsMounted("pg"));
    EXPECT_TRUE(Eventually([&] { return !IsMounted("log"); })) << daemon_.Log();
  }
  const CommandResult drained = daemon_.Run({"drain"});
  EXPECT_EQ(drained.exitCode, 0) << drained;
  EXPECT_TRUE(OurMounts().empty());
}

TEST_F(Drain, APausedVolumeIsNamedAsWhatRemains) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  ASSERT_EQ(daemon_.Run({"pause", "pg"}).exitCode, 0);
  const CommandResult drained = daemon_.Run({"drain", "--timeout", "30s"});
  EXPECT_EQ(drained.exitCode, 4) << drained;
  EXPECT_NE(drained.err.find("volume/pg is not detached"), std::string::npos) << drained;
  EXPECT_TRUE(IsMounted("pg"));
}

class Operator : public LiveNode {};

TEST_F(Operator, G03_NothingIsPreemptedThatNobodyElseHolds) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  const CommandResult preempted = daemon_.Run({"preempt", "pg", "--evidence", "I saw it"});
  EXPECT_EQ(preempted.exitCode, 1) << preempted;
  EXPECT_NE(preempted.err.find("no other node holds volume pg"), std::string::npos) << preempted;
  EXPECT_EQ(daemon_.Run({"preempt", "pg"}).exitCode, 2);
}

TEST_F(Operator, G01_AConfirmedFormatIsDoneOnceAndOnlyForThatId) {
  daemon_.Start();
  const std::string raw =
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pg}\nspec: {service: local, size: "
      "64Mi}\n---\napiVersion: rexray.io/v1\nkind: Attachment\nmetadata: {name: pg-here}\nspec: "
      "{volume: pg}\n";
  ASSERT_EQ(daemon_.Apply(raw).exitCode, 0);
  const auto devices = OurLoopDevices();
  ASSERT_EQ(devices.size(), 1u);
  std::ofstream(devices.front(), std::ios::in | std::ios::out) << "scrap";
  const std::string mounted = raw.substr(0, raw.rfind("{volume: pg}")) +
                              fmt::format("{{volume: pg, mount: {{path: {}}}}}\n", Path("pg"));
  ASSERT_EQ(daemon_.Apply(mounted, {"--timeout", "30s"}).exitCode, 4);
  ASSERT_EQ(Reason("pg"), "FormatRefused");

  const CommandResult wrong = daemon_.Run({"format", "pg", "--confirm", "another"});
  EXPECT_EQ(wrong.exitCode, 1) << wrong;
  EXPECT_EQ(Reason("pg"), "FormatRefused");
  const CommandResult id = daemon_.Run({"get", "volumes", "pg", "-o", "json"});
  const auto at = id.out.find("\"backendId\": \"") + 14;
  const std::string backendId = id.out.substr(at, id.out.find('"', at) - at);
  const CommandResult formatted = daemon_.Run({"format", "pg", "--confirm", backendId});
  ASSERT_EQ(formatted.exitCode, 0) << formatted << daemon_.Log();
  EXPECT_TRUE(IsMounted("pg"));
  EXPECT_EQ(daemon_.Run({"format", "pg", "--confirm", backendId}).exitCode, 1);
  EXPECT_NE(daemon_.Run({"events", "pg"}).out.find("permitted by root (uid 0)"), std::string::npos);
}

}  // namespace
}  // namespace rexray
