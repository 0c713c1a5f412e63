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

TEST(VerbCommand, ResumingTheNodeNamesWhatStaysPaused) {
  TestSession test;
  test.client.answers.push_back(nlohmann::json{{"held", true}, {"paused", {"a"}}});
  EXPECT_EQ(RunCommand(VerbCommand{.verb = Verb::Resume, .all = true}, test.session),
            ExitCode::Done);
  EXPECT_EQ(test.client.asked.front().target, "/v1/resume");
  EXPECT_EQ(test.out.str(), "this node acts again\nvolume/a stays paused: rexray resume a\n");
}

}  // namespace
}  // namespace rexray
