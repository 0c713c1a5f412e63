#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;

TEST(VerbCommand, EachVolumeIsAskedForByItsEncodedName) {
  TestSession test;
  test.client.answers.push_back(json::object());
  EXPECT_EQ(RunCommand(VerbCommand{Verb::Pause, {"a b"}}, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/volumes/a%20b/pause");
  EXPECT_EQ(test.out.str(), "volume/a b paused\n");
}

}  // namespace
}  // namespace rexray
