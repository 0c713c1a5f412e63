#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

ApplyCommand ApplyInput() { return {.files = {"-"}, .patience = {.wait = true, .timeout = 5s}}; }

TEST(ApplyCommand, PrintsWhatWasAcceptedThenThePlanThenProgress) {
  TestSession test;
  test.in.str("kind: Volume");
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {MountPlan()}));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Mounting")), Bookmark(),
                                 WatchLine("MODIFIED", VolumeObject("a", "Ready"))});
  EXPECT_EQ(RunCommand(ApplyInput(), test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(),
            "volume/a created\n"
            "a:\n"
            "  + Mount            mount /dev/loop3 at /srv/pg  (NotMounted)\n"
            "a: Mounting\n"
            "a: Ready (0.0s)\n");
  EXPECT_EQ(test.client.asked[0].target, "/v1/apply");
  EXPECT_EQ(test.client.asked[0].body["manifests"][0],
            (json{{"file", "-"}, {"text", "kind: Volume"}}));
  EXPECT_EQ(test.client.asked[1].target, "/v1/watch?kind=volumes&name=a");
}

TEST(ApplyCommand, ASecondApplySaysUnchangedAndEnds) {
  TestSession test;
  test.client.answers.push_back(
      Answer({Change("Volume", "a", "unchanged")}, {PlanOf("converged")}));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Ready")), Bookmark()});
  EXPECT_EQ(RunCommand(ApplyInput(), test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str().substr(0, 19), "volume/a unchanged\n");
}

TEST(ApplyCommand, ABlockedVolumeEndsItWithFourAndTheWayOut) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {MountPlan()}));
  test.client.streams.push_back(
      {WatchLine("ADDED", VolumeObject("a", "Blocked",
                                       {{"reason", "TargetNotEmpty"}, {"exit", "rexray retry a"}})),
       Bookmark()});
  EXPECT_EQ(RunCommand(ApplyInput(), test.session), ExitCode::Blocked);
  EXPECT_EQ(test.err.str(), "volume/a is blocked: TargetNotEmpty\n  to end it: rexray retry a\n");
}

TEST(ApplyCommand, TimeRunningOutIsFiveAndSaysWhatGoesOn) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {MountPlan()}));
  EXPECT_EQ(RunCommand(ApplyInput(), test.session), ExitCode::TimedOut);
  EXPECT_NE(test.err.str().find("still waiting for a"), std::string::npos);
}

TEST(ApplyCommand, SurvivesARestartOfTheDaemon) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {MountPlan()}));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Mounting")), Bookmark()});
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Ready")), Bookmark()});
  EXPECT_EQ(RunCommand(ApplyInput(), test.session), ExitCode::Done);
}

TEST(ApplyCommand, CountsWhatIsForOtherNodes) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Attachment", "a-db2", "created")}, {}));
  test.client.answers.push_back(json{{"node", "db1"}});
  test.client.answers.push_back(
      Items({{{"metadata", {{"name", "a-db2"}}}, {"status", {{"node", "db2"}}}},
             {{"metadata", {{"name", "other"}}}, {"status", {{"node", "db2"}}}}}));
  ApplyCommand apply = ApplyInput();
  apply.patience.wait = false;
  EXPECT_EQ(RunCommand(apply, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(), "attachment/a-db2 created\n1 for db2, not this node\n");
}

TEST(ApplyCommand, WhatASelectorGivesToOthersIsCountedToo) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Attachment", "a-fast", "created")}, {}));
  test.client.answers.push_back(json{{"node", "db1"}});
  test.client.answers.push_back(
      Items({{{"metadata", {{"name", "a-fast"}}}, {"status", {{"phase", "Elsewhere"}}}}}));
  ApplyCommand apply = ApplyInput();
  apply.patience.wait = false;
  EXPECT_EQ(RunCommand(apply, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(),
            "attachment/a-fast created\n"
            "1 for the nodes that its nodeSelector chooses, not this node\n");
}

TEST(ApplyCommand, PruneIsAskedForByName) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "deleted")}, {}));
  test.client.streams.push_back({Bookmark()});
  ApplyCommand apply = ApplyInput();
  apply.set = "site";
  apply.prune = true;
  EXPECT_EQ(RunCommand(apply, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].body["prune"], true);
  EXPECT_EQ(test.client.asked[0].body["set"], "site");
}

TEST(ApplyCommand, JsonOutputIsNothingButJson) {
  TestSession test;
  const json answer = Answer({Change("Volume", "a", "created")}, {MountPlan()});
  test.client.answers.push_back(answer);
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Ready")), Bookmark()});
  ApplyCommand apply = ApplyInput();
  apply.output = OutputFormat::Json;
  EXPECT_EQ(RunCommand(apply, test.session), ExitCode::Done);
  EXPECT_EQ(json::parse(test.out.str()), answer);
  EXPECT_EQ(test.err.str(), "a: Ready (0.0s)\n");
}

TEST(ApplyCommand, ADryRunNeitherWaitsNorPretends) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {MountPlan()}));
  ApplyCommand apply = ApplyInput();
  apply.dryRun = true;
  EXPECT_EQ(RunCommand(apply, test.session), ExitCode::Done);
  EXPECT_NE(test.out.str().find("volume/a created (dry run)"), std::string::npos);
  EXPECT_EQ(test.client.asked[0].body["dryRun"], true);
  EXPECT_EQ(test.client.asked.size(), 1U);
}

TEST(ApplyCommand, TheDaemonsProblemsAreShownLineByLine) {
  TestSession test;
  test.client.answers.push_back(
      Fail(Code::InvalidArgument, "a.yaml:3:9: spec.size: bad\na.yaml:7:1: spec.x: unknown"));
  EXPECT_EQ(RunCommand(ApplyInput(), test.session), ExitCode::BadInput);
  EXPECT_EQ(test.err.str(),
            "error: a.yaml:3:9: spec.size: bad\nerror: a.yaml:7:1: spec.x: unknown\n");
}

}  // namespace
}  // namespace rexray
