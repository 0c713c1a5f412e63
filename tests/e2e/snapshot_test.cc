#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/e2e/live_node.h"
#include "tests/support/command.h"

// reclaimPolicy Snapshot, on real loop devices and filesystems.

namespace rexray {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Snapshots : public LiveNode {
 protected:
  static constexpr const char* kKeep = ", reclaimPolicy: Snapshot";

  json Shown() {
    const CommandResult got = daemon_.Run({"get", "snapshots", "-o", "json"});
    EXPECT_EQ(got.exitCode, 0) << got;
    return json::parse(got.out).at("items");
  }
  std::string ImageOf(const json& snapshot) const {
    return folder_ / ("data/loop/snapshots/" + snapshot.at("status").at("id").get<std::string>() +
                      "/volume.img");
  }
  // Read out of the ext4 image itself: nothing is attached or mounted for that.
  static std::string DataIn(const std::string& image) {
    EXPECT_EQ(RunCommand({"e2fsck", "-fn", image}).exitCode, 0) << "not a clean filesystem";
    return RunCommand({"debugfs", "-R", "cat /data", image}).out;
  }
  std::size_t VolumesLeft() {
    return json::parse(daemon_.Get("/v1/discovered?service=local")).at("items").size();
  }
};

TEST_F(Snapshots, G09_ADeletedVolumeLeavesOneThatHoldsItsData) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg", "ext4", "64Mi", kKeep)).exitCode, 0);
  Write("pg", "rows");
  const CommandResult removed = daemon_.Run({"delete", "volume", "pg", "--now"});
  ASSERT_EQ(removed.exitCode, 0) << removed << daemon_.Log();
  EXPECT_EQ(daemon_.Get("/v1/volumes/pg"), "");
  EXPECT_EQ(VolumesLeft(), 0U) << "the backend volume is still there";
  EXPECT_TRUE(OurLoopDevices().empty());

  const json shown = Shown();
  ASSERT_EQ(shown.size(), 1U) << shown;
  EXPECT_EQ(shown[0].at("spec").at("volume"), "pg");
  EXPECT_EQ(shown[0].at("status").at("state"), "Available");
  EXPECT_EQ(shown[0].at("status").at("size"), "64Mi");
  EXPECT_EQ(DataIn(ImageOf(shown[0])), "rows");
  const std::string id = shown[0].at("status").at("id").get<std::string>();
  EXPECT_NE(daemon_.Run({"get", "snap"}).out.find(id), std::string::npos);
  EXPECT_EQ(daemon_.Run({"get", "snapshots", "pg", "-o", "name"}).out, "snapshot/" + id + "\n");
  EXPECT_NE(daemon_.Run({"events", "pg"}).out.find(id), std::string::npos)
      << "nobody is told where";
}

TEST_F(Snapshots, EachDeletionOfANameKeepsItsOwn) {
  daemon_.Start();
  for (const char* data : {"first", "second"}) {
    ASSERT_EQ(daemon_.Apply(Manifest("pg", "ext4", "64Mi", kKeep)).exitCode, 0);
    Write("pg", data);
    ASSERT_EQ(daemon_.Run({"delete", "volume", "pg", "--now"}).exitCode, 0) << daemon_.Log();
  }
  std::set<std::string> kept;
  for (const json& each : Shown()) kept.insert(DataIn(ImageOf(each)));
  EXPECT_EQ(kept, (std::set<std::string>{"first", "second"}));
}

TEST_F(Snapshots, WhatCannotBeCopiedYetIsNotDeleted) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg", "ext4", "64Mi", kKeep)).exitCode, 0);
  Write("pg", "rows");
  // Nobody can make a folder where a file stands.
  const std::string folder = folder_ / "data/loop/snapshots";
  ASSERT_EQ(RunCommand({"touch", folder}).exitCode, 0);
  EXPECT_NE(daemon_.Run({"delete", "volume", "pg", "--now", "--timeout", "5s"}).exitCode, 0);
  EXPECT_EQ(VolumesLeft(), 1U) << "deleted without a snapshot";
  const CommandResult why = daemon_.Run({"why", "pg"});
  EXPECT_NE(why.out.find("snapshots"), std::string::npos) << why;
  ASSERT_TRUE(fs::remove(folder));
  daemon_.Run({"retry", "pg"});
  ASSERT_TRUE(Eventually([&] { return daemon_.Get("/v1/volumes/pg").empty(); })) << daemon_.Log();
  EXPECT_EQ(VolumesLeft(), 0U);
  ASSERT_EQ(Shown().size(), 1U);
  EXPECT_EQ(DataIn(ImageOf(Shown()[0])), "rows");
}

TEST_F(Snapshots, AServiceWithoutThemRefusesThePolicy) {
  daemon_.Start();
  const CommandResult applied = daemon_.Apply(
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: tree}\n"
      "spec: {service: files, reclaimPolicy: Snapshot}\n");
  EXPECT_EQ(applied.exitCode, 2) << applied;
  EXPECT_NE(applied.err.find("\"files\" makes no snapshots"), std::string::npos) << applied;
}

}  // namespace
}  // namespace rexray
