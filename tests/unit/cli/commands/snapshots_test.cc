#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "cli/commands/discovered.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;

json SnapshotObject(const std::string& id, const std::string& volume) {
  return {{"metadata", {{"name", id}}},
          {"spec", {{"volume", volume}}},
          {"status", {{"service", "local"}, {"id", id}, {"size", "64Mi"}, {"state", "Available"}}}};
}

json SnapshotsAnswer(bool silent = false) {
  json services = json::array({{{"name", "local"}, {"answered", true}, {"complete", true}}});
  if (silent) services.push_back({{"name", "far"}, {"answered", false}, {"message", "no route"}});
  const json items = json::array({SnapshotObject("snap-1", "pg"), SnapshotObject("snap-2", "www")});
  return {{"items", items}, {"services", services}};
}

GetCommand Getting(const std::string& name = "") {
  return {.resources = {{ResourceType::Snapshot, name}}};
}

TEST(GetSnapshots, ShowsWhereTheDataOfWhichVolumeIs) {
  TestSession test;
  test.client.answers.push_back(SnapshotsAnswer());
  EXPECT_EQ(RunCommand(Getting(), test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/snapshots");
  EXPECT_EQ(test.out.str(),
            "NAME    SERVICE  VOLUME  SIZE  STATE      AGE\n"
            "snap-1  local    pg      64Mi  Available  -\n"
            "snap-2  local    www     64Mi  Available  -\n");
}

TEST(GetSnapshots, PicksByIdAndByVolume) {
  EXPECT_EQ(PickSnapshots(SnapshotsAnswer(), {"snap-2"})->size(), 1U);
  EXPECT_EQ(PickSnapshots(SnapshotsAnswer(), {"pg"})->size(), 1U);
  EXPECT_EQ(PickSnapshots(SnapshotsAnswer(), {"other"}).error().message,
            "no service shows a snapshot \"other\"");
}

TEST(GetSnapshots, NamesAreFitForScripts) {
  TestSession test;
  test.client.answers.push_back(SnapshotsAnswer());
  GetCommand command = Getting("pg");
  command.output = OutputFormat::Name;
  EXPECT_EQ(RunCommand(command, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(), "snapshot/snap-1\n");
}

TEST(GetSnapshots, ASilentServiceIsToldAndHidesNoOther) {
  TestSession test;
  test.client.answers.push_back(SnapshotsAnswer(true));
  EXPECT_EQ(RunCommand(Getting(), test.session), ExitCode::Failed);
  EXPECT_NE(test.out.str().find("snap-1"), std::string::npos);
  EXPECT_EQ(test.err.str(), "service/far: gives no answer: no route\n");
}

}  // namespace
}  // namespace rexray
