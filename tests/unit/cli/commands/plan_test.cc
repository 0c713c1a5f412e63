#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;

TEST(PlanCommand, ExitCodeTellsChangesFromBlockedFromNothing) {
  const auto outcome = [](const json& answer, bool asked) {
    TestSession test;
    test.client.answers.push_back(answer);
    return RunCommand(PlanCommand{.exitCode = asked}, test.session);
  };
  EXPECT_EQ(outcome(Answer({}, {PlanOf("converged")}), true), ExitCode::Done);
  EXPECT_EQ(outcome(Answer({}, {PlanOf("converged"), MountPlan()}), true), ExitCode::ChangesFound);
  EXPECT_EQ(outcome(Answer({}, {MountPlan(), PlanOf("blocked")}), true), ExitCode::Blocked);
  EXPECT_EQ(outcome(Answer({}, {PlanOf("blocked", {{"reason", "NotThisNode"}})}), true),
            ExitCode::Done);
  EXPECT_EQ(outcome(Answer({}, {MountPlan()}), false), ExitCode::Done);
}

TEST(PlanCommand, ADeclarationThatNeedsNoActionIsAChangeAllTheSame) {
  TestSession test;
  test.client.answers.push_back(
      Answer({Change("Volume", "a", "configured")}, {PlanOf("converged")}));
  EXPECT_EQ(RunCommand(PlanCommand{.files = {"-"}, .exitCode = true}, test.session),
            ExitCode::ChangesFound);
}

TEST(PlanCommand, ShowsRisksReasonsAndTheWayOut) {
  TestSession test;
  const json action{{"action", "Delete"},
                    {"description", "delete x"},
                    {"reason", "VolumeDeleted"},
                    {"risk", "destructive"}};
  const json objection{{"policy", "reclaim"}, {"reason", "ReclaimDenied"}, {"message", "no"}};
  const json remove =
      PlanOf("actions", {{"actions", json::array({action})}, {"objection", objection}});
  const json blocked = PlanOf("blocked", {{"reason", "TargetNotEmpty"},
                                          {"message", "3 files"},
                                          {"blocker", "/srv/x"},
                                          {"exit", "rexray retry a"}});
  test.client.answers.push_back(Answer({}, {remove, blocked}));
  EXPECT_EQ(RunCommand(PlanCommand{}, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(),
            "a:\n"
            "  - Delete           delete x  (VolumeDeleted, destructive: the Volume was deleted)\n"
            "  held back by policy reclaim: ReclaimDenied: no\n"
            "a: blocked: TargetNotEmpty: 3 files\n"
            "  blocker: /srv/x\n"
            "  to end it: rexray retry a\n");
}

}  // namespace
}  // namespace rexray
