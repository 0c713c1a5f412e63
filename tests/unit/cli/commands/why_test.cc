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

TEST(WhyCommand, TellsWhatAnOperatorPermittedAndWhenDataGoes) {
  TestSession test;
  const json permit{
      {"kind", "Preempt"}, {"subject", "db2"}, {"by", "ann (uid 1000)"}, {"text", "it is off"}};
  test.client.answers.push_back(json{{"volume", "a"},
                                     {"state", "Quarantined"},
                                     {"deleteAfter", "2026-11-20T19:17:13Z"},
                                     {"permits", json::array({permit})}});
  EXPECT_EQ(RunCommand(WhyCommand{.volumes = {"a"}}, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(),
            "Volume:       a\n"
            "State:        Quarantined\n"
            "Data goes:    in 1m (2026-11-20T19:17:13.000Z)\n"
            "Permitted:    Preempt db2, by ann (uid 1000): it is off\n");
}

}  // namespace
}  // namespace rexray
