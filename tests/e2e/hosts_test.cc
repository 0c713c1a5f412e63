#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/e2e/live_node.h"

// Two daemons with a database each, as on two hosts, on one backend: loop images and directories in
// one folder.

namespace rexray {
namespace {

class Hosts : public LiveNode {
 protected:
  Daemon Host(const std::string& node) const {
    std::filesystem::create_directories(folder_ / ("shared/loop"));
    std::filesystem::create_directories(folder_ / ("shared/dir"));
    std::filesystem::create_directories(folder_ / node);
    const std::string services = fmt::format(
        "\n  local: {{driver: loop, root: {0}/shared/loop}}\n"
        "  files: {{driver: dir, root: {0}/shared/dir}}\ndomain: prod\n",
        folder_.path());
    return Daemon(
        {.binary = REXRAY_BINARY, .folder = folder_ / node, .node = node, .services = services});
  }

  static std::string Volume(const std::string& name, const std::string& more = "") {
    return fmt::format(
        "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {{name: {}}}\n"
        "spec: {{service: local, size: 16Mi, owner: a, filesystem: {{type: ext4}}{}}}\n---\n",
        name, more);
  }
  std::string PathOn(const std::string& node, const std::string& name) const {
    return Path(node + "-" + name);
  }
  std::string Mounted(const std::string& name, const std::string& node,
                      const std::string& more = "") const {
    return fmt::format(
        "apiVersion: rexray.io/v1\nkind: Attachment\nmetadata: {{name: {0}-{1}}}\n"
        "spec: {{volume: {0}, node: {1}, mount: {{path: {2}}}{3}}}\n---\n",
        name, node, PathOn(node, name), more);
  }

  static std::string ReasonOn(Daemon& daemon, const std::string& name) {
    const std::string text = daemon.Get("/v1/volumes/" + name);
    if (text.empty()) return {};
    return nlohmann::json::parse(text).at("status").value("reason", "");
  }
  std::size_t Images() const {
    const auto found = RunCommand({"find", folder_ / "shared/loop", "-name", "*.img"}).out;
    return static_cast<std::size_t>(std::ranges::count(found, '\n'));
  }
  void WriteOn(const std::string& node, const std::string& name, const std::string& text) const {
    Write(node + "-" + name, text);
  }
  std::string ReadOn(const std::string& node, const std::string& name) const {
    return Read(node + "-" + name);
  }

  // As the power button does it: nothing of the host's own is left, the backend does not know.
  void PowerOff(Daemon& daemon, const std::string& node, const std::string& name) const {
    daemon.Kill();
    RunCommand({"umount", "--lazy", PathOn(node, name)});
    for (const std::string& device : OurLoopDevices()) RunCommand({"losetup", "--detach", device});
  }

  Daemon a_ = Host("a");
  Daemon b_ = Host("b");
};

TEST_F(Hosts, G01_CreatedOnAFormattedOnBAndBackToA) {
  a_.Start();
  b_.Start();
  ASSERT_EQ(a_.Apply(Volume("pg")).exitCode, 0);
  const CommandResult onB = b_.Apply(Volume("pg") + Mounted("pg", "b"));
  ASSERT_EQ(onB.exitCode, 0) << onB;
  WriteOn("b", "pg", "rows of b");
  ASSERT_EQ(b_.Run({"delete", "attachment", "pg-b"}).exitCode, 0);
  const CommandResult onA = a_.Apply(Volume("pg") + Mounted("pg", "a"));
  ASSERT_EQ(onA.exitCode, 0) << onA;
  EXPECT_EQ(ReadOn("a", "pg"), "rows of b");
  EXPECT_EQ(Images(), 1u);
}

TEST_F(Hosts, G43_BothApplyTheSameAtOnce) {
  a_.Start();
  b_.Start();
  std::string manifest;
  constexpr std::size_t kCount = 8;
  for (std::size_t i = 0; i < kCount; ++i) {
    const std::string name = fmt::format("v{}", i);
    manifest += Volume(name) + Mounted(name, "a") + Mounted(name, "b");
  }
  ASSERT_EQ(a_.Apply(manifest, {"--wait=false"}).exitCode, 0);
  ASSERT_EQ(b_.Apply(manifest, {"--wait=false"}).exitCode, 0);
  // Each volume ends on one of them, whichever was first; the other says who has it.
  for (std::size_t i = 0; i < kCount; ++i) {
    const std::string name = fmt::format("v{}", i);
    EXPECT_TRUE(Eventually([&] {
      const std::string onA = ReasonOn(a_, name), onB = ReasonOn(b_, name);
      return (onA == "Converged" && onB == "AttachedElsewhere") ||
             (onB == "Converged" && onA == "AttachedElsewhere");
    })) << name
        << ": " << ReasonOn(a_, name) << ", " << ReasonOn(b_, name);
  }
  EXPECT_EQ(Images(), kCount);
  EXPECT_EQ(OurLoopDevices().size(), kCount);
  EXPECT_EQ(OurMounts().size(), kCount);
}

TEST_F(Hosts, G03_APoweredOffHolderIsPreemptedOnTheOperatorsWordOnly) {
  a_.Start();
  b_.Start();
  ASSERT_EQ(a_.Apply(Volume("pg") + Mounted("pg", "a")).exitCode, 0);
  WriteOn("a", "pg", "rows of a");
  RunCommand({"sync", "--file-system", PathOn("a", "pg")});
  PowerOff(a_, "a", "pg");

  const CommandResult blocked = b_.Apply(Volume("pg") + Mounted("pg", "b"), {"--timeout", "30s"});
  EXPECT_EQ(blocked.exitCode, 4) << blocked;
  EXPECT_EQ(ReasonOn(b_, "pg"), "AttachedElsewhere");
  const CommandResult why = b_.Run({"why", "pg"});
  EXPECT_NE(why.out.find("rexray preempt pg"), std::string::npos) << why;

  const CommandResult taken = b_.Run({"preempt", "pg", "--evidence", "a is powered off, ticket 7"});
  ASSERT_EQ(taken.exitCode, 0) << taken;
  EXPECT_TRUE(Eventually([&] { return ReasonOn(b_, "pg") == "Converged"; })) << b_.Log();
  EXPECT_EQ(ReadOn("b", "pg"), "rows of a");
  const std::string events = b_.Run({"events", "pg"}).out;
  EXPECT_NE(events.find("ticket 7"), std::string::npos) << events;

  // Back again, the old holder neither mounts it nor takes it back.
  a_.Start();
  EXPECT_TRUE(Eventually([&] { return ReasonOn(a_, "pg") == "AttachedElsewhere"; })) << a_.Log();
  EXPECT_TRUE(MountsAt(PathOn("a", "pg")).empty());
}

TEST_F(Hosts, G09_DeletedOnItsOwnerAndUndeletedInTime) {
  a_.Start();
  b_.Start();
  ASSERT_EQ(a_.Apply(Volume("pg", ", reclaimPolicy: Delete") + Mounted("pg", "a")).exitCode, 0);
  WriteOn("a", "pg", "rows");
  ASSERT_EQ(a_.Run({"delete", "volume", "pg", "--wait=false"}).exitCode, 0);
  ASSERT_TRUE(Eventually([&] { return ReasonOn(a_, "pg") == "Quarantined"; })) << a_.Log();
  b_.Apply(Volume("pg") + Mounted("pg", "b"), {"--timeout", "30s"});
  EXPECT_TRUE(Eventually([&] { return ReasonOn(b_, "pg") == "DeletedElsewhere"; })) << b_.Log();

  const CommandResult back = a_.Run({"undelete", "pg"});
  ASSERT_EQ(back.exitCode, 0) << back;
  EXPECT_EQ(ReadOn("a", "pg"), "rows") << "with its Attachment";
}

TEST_F(Hosts, G28_DrainMovesAVolumeAndEndsOnlyWhenItIsGone) {
  a_.Start();
  b_.Start();
  ASSERT_EQ(a_.Apply(Volume("pg") + Mounted("pg", "a")).exitCode, 0);
  WriteOn("a", "pg", "rows");
  const CommandResult drained = a_.Run({"drain"});
  ASSERT_EQ(drained.exitCode, 0) << drained;
  EXPECT_TRUE(OurMounts().empty());
  EXPECT_TRUE(OurLoopDevices().empty());
  ASSERT_EQ(b_.Apply(Volume("pg") + Mounted("pg", "b")).exitCode, 0);
  EXPECT_EQ(ReadOn("b", "pg"), "rows");
  a_.Kill();
  a_.Start();
  EXPECT_EQ(ReasonOn(a_, "pg"), "Drained") << "a restart forgets no drain";
}

TEST_F(Hosts, G45_ADirectoryIsSharedByBothWhereItsAccessModeSaysSo) {
  a_.Start();
  b_.Start();
  const std::string volume =
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: web}\n"
      "spec: {service: files, owner: a, accessMode: ReadWriteMany}\n---\n";
  ASSERT_EQ(a_.Apply(volume + Mounted("web", "a")).exitCode, 0);
  const CommandResult onB = b_.Apply(volume + Mounted("web", "b"));
  ASSERT_EQ(onB.exitCode, 0) << onB;
  WriteOn("a", "web", "page");
  EXPECT_EQ(ReadOn("b", "web"), "page");
}

TEST_F(Hosts, G43_WhatNobodysDatabaseKnowsIsListedAndNotTouched) {
  a_.Start();
  ASSERT_EQ(a_.Apply(Volume("pg")).exitCode, 0);
  ASSERT_EQ(a_.Stop(), 0);
  std::filesystem::remove_all(a_.state());
  std::filesystem::create_directories(a_.state());
  a_.Start();
  b_.Start();
  const CommandResult leaked = a_.Run({"gc", "--dry-run"});
  EXPECT_EQ(leaked.exitCode, 0) << leaked;
  EXPECT_NE(leaked.out.find("pg--"), std::string::npos) << leaked;
  const CommandResult others = b_.Run({"gc", "--dry-run"});
  EXPECT_EQ(others.out.find("pg--"), std::string::npos) << "it is another node's: " << others;
  EXPECT_EQ(Images(), 1u);
}

}  // namespace
}  // namespace rexray
