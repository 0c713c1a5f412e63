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

}  // namespace
}  // namespace rexray
