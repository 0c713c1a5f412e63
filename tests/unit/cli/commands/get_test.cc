#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

TEST(GetCommand, VolumesAreATable) {
  TestSession test;
  json volume = VolumeObject("pgdata", "Ready",
                             {{"size", "20Gi"},
                              {"filesystem", {{"type", "ext4"}}},
                              {"mounts", json::array({{{"target", "/srv/pg"}}})}});
  volume["spec"] = {{"service", "local"}};
  volume["metadata"]["appliedAt"] = "2026-11-20T19:13:01Z";
  test.client.answers.push_back(Items({volume}));
  EXPECT_EQ(RunCommand(GetCommand{.resources = {{ResourceType::Volume, ""}}, .selector = "app=pg"},
                       test.session),
            ExitCode::Done);
  EXPECT_EQ(test.out.str(),
            "NAME    SERVICE  SIZE  STATE  FILESYSTEM  MOUNTED-AT  AGE\n"
            "pgdata  local    20Gi  Ready  ext4        /srv/pg     3m12s\n");
  EXPECT_EQ(test.client.asked[0].target, "/v1/volumes?selector=app%3Dpg");
}

TEST(GetCommand, NamesAreReadyForOtherCommands) {
  TestSession test;
  test.client.answers.push_back(Items({VolumeObject("a", "Ready"), VolumeObject("b", "Ready")}));
  RunCommand(GetCommand{.resources = {{ResourceType::Volume, ""}}, .output = OutputFormat::Name},
             test.session);
  EXPECT_EQ(test.out.str(), "volume/a\nvolume/b\n");
}

TEST(GetCommand, OneNamedObjectIsPrintedAloneAndSeveralAsAList) {
  TestSession one;
  one.client.answers.push_back(VolumeObject("a", "Ready"));
  RunCommand(GetCommand{.resources = {{ResourceType::Volume, "a"}}, .output = OutputFormat::Json},
             one.session);
  EXPECT_EQ(json::parse(one.out.str()), VolumeObject("a", "Ready"));
  TestSession all;
  all.client.answers.push_back(Items({VolumeObject("a", "Ready")}));
  RunCommand(GetCommand{.resources = {{ResourceType::Volume, ""}}, .output = OutputFormat::Json},
             all.session);
  EXPECT_EQ(json::parse(all.out.str())["kind"], "List");
}

TEST(GetCommand, AnUnknownNodeIsNotFound) {
  TestSession test;
  test.client.answers.push_back(Items({VolumeObject("db1", "")}));
  EXPECT_EQ(RunCommand(GetCommand{.resources = {{ResourceType::Node, "db9"}}}, test.session),
            ExitCode::Failed);
  EXPECT_NE(test.err.str().find("db9"), std::string::npos);
}

TEST(GetCommand, WatchingPrintsTheHeaderOnceAndDeletions) {
  TestSession test;
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Ready")), Bookmark(),
                                 WatchLine("DELETED", VolumeObject("a", "Removing"))});
  RunCommand(GetCommand{.resources = {{ResourceType::Volume, ""}}, .watch = true}, test.session);
  EXPECT_EQ(test.out.str(),
            "NAME  SERVICE  SIZE  STATE  FILESYSTEM  MOUNTED-AT  AGE\n"
            "a     -        -     Ready  -           -           -\n"
            "a     -        -     Deleted  -           -           -\n");
}

}  // namespace
}  // namespace rexray
