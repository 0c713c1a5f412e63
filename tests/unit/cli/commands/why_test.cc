#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

TEST(WhyCommand, TellsWhatHoldsItSinceWhenAndHowToEndIt) {
  TestSession test;
  test.client.answers.push_back(json{{"volume", "a"},
                                     {"state", "Blocked"},
                                     {"reason", "TargetNotEmpty"},
                                     {"since", "2026-11-20T19:13:01Z"},
                                     {"exit", "rexray retry a"}});
  EXPECT_EQ(RunCommand(WhyCommand{.volumes = {"a"}}, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(),
            "Volume:       a\n"
            "State:        Blocked\n"
            "Reason:       TargetNotEmpty\n"
            "Since:        3m12s ago (2026-11-20T19:13:01.000Z)\n"
            "To end it:    rexray retry a\n");
}

}  // namespace
}  // namespace rexray
