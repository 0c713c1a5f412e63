#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

TEST(DeleteCommand, WaitsUntilTheVolumeIsGone) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "deleted")}, {}));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Unmounting")), Bookmark(),
                                 WatchLine("DELETED", VolumeObject("a", "Removing"))});
  const DeleteCommand command{.objects = {{ResourceType::Volume, "a"}},
                              .grace = Milliseconds(90min)};
  EXPECT_EQ(RunCommand(command, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(), "volume/a deleted\na: Unmounting\na: Deleted (0.0s)\n");
  const json expected{{"dryRun", false},
                      {"plans", true},
                      {"graceSeconds", 5400},
                      {"objects", json::array({{{"kind", "Volume"}, {"name", "a"}}})}};
  EXPECT_EQ(test.client.asked[0].body, expected);
}

TEST(DeleteCommand, G18_ANodesAttachmentsGoAndWhatStillRefersToItIsTold) {
  TestSession test;
  test.client.answers.push_back(json{
      {"objects", json::array({Change("Attachment", "a-db2", "deleted")})},
      {"references", json::array({{{"kind", "Volume"}, {"name", "a"}, {"message", "owned"}}})}});
  test.client.answers.push_back(json{{"objects", json::array()}, {"references", json::array()}});
  const DeleteCommand one{.objects = {{ResourceType::Node, "db2"}}};
  EXPECT_EQ(RunCommand(one, test.session), ExitCode::Blocked);
  EXPECT_EQ(test.client.asked[0].target, "/v1/nodes/db2/remove");
  EXPECT_EQ(test.out.str(), "attachment/a-db2 deleted\n");
  EXPECT_EQ(test.err.str(), "volume/a still refers to it: owned\n");
  EXPECT_EQ(RunCommand(one, test.session), ExitCode::Done);
}

}  // namespace
}  // namespace rexray
