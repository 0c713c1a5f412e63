#include "cli/commands/commands.h"

#include <gtest/gtest.h>

#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

json Change(const std::string& kind, const std::string& name, const std::string& change) {
  return {{"kind", kind}, {"name", name}, {"volume", "a"}, {"change", change}};
}

json Answer(const json& objects, const json& plans) {
  return {{"objects", objects}, {"plans", plans}};
}

json Plan(const std::string& verdict, json more = json::object()) {
  json plan{{"volume", "a"}, {"verdict", verdict}};
  plan.update(more);
  return plan;
}

const json kMountPlan = Plan("actions", {{"actions",
                                          {{{"action", "Mount"},
                                            {"description", "mount /dev/loop3 at /srv/pg"},
                                            {"reason", "NotMounted"},
                                            {"risk", "safe"}}}}});

ApplyCommand ApplyInput() { return {.files = {"-"}, .patience = {.wait = true, .timeout = 5s}}; }

TEST(ApplyCommand, PrintsWhatWasAcceptedThenThePlanThenProgress) {
  TestSession test;
  test.in.str("kind: Volume");
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {kMountPlan}));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Mounting")), Bookmark(),
                                 WatchLine("MODIFIED", VolumeObject("a", "Ready"))});
  EXPECT_EQ(Run(ApplyInput(), test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(),
            "volume/a created\n"
            "a:\n"
            "  + Mount           mount /dev/loop3 at /srv/pg  (NotMounted)\n"
            "a: Mounting\n"
            "a: Ready (0.0s)\n");
  EXPECT_EQ(test.client.asked[0].target, "/v1/apply");
  EXPECT_EQ(test.client.asked[0].body["manifests"][0],
            (json{{"file", "-"}, {"text", "kind: Volume"}}));
  EXPECT_EQ(test.client.asked[1].target, "/v1/watch?kind=volumes&name=a");
}

TEST(ApplyCommand, ASecondApplySaysUnchangedAndEnds) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "unchanged")}, {Plan("converged")}));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Ready")), Bookmark()});
  EXPECT_EQ(Run(ApplyInput(), test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str().substr(0, 19), "volume/a unchanged\n");
}

TEST(ApplyCommand, ABlockedVolumeEndsItWithFourAndTheWayOut) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {kMountPlan}));
  test.client.streams.push_back(
      {WatchLine("ADDED", VolumeObject("a", "Blocked",
                                       {{"reason", "TargetNotEmpty"}, {"exit", "rexray retry a"}})),
       Bookmark()});
  EXPECT_EQ(Run(ApplyInput(), test.session), ExitCode::Blocked);
  EXPECT_EQ(test.err.str(), "volume/a is blocked: TargetNotEmpty\n  to end it: rexray retry a\n");
}

TEST(ApplyCommand, TimeRunningOutIsFiveAndSaysWhatGoesOn) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {kMountPlan}));
  EXPECT_EQ(Run(ApplyInput(), test.session), ExitCode::TimedOut);
  EXPECT_NE(test.err.str().find("still waiting for a"), std::string::npos);
}

TEST(ApplyCommand, SurvivesARestartOfTheDaemon) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {kMountPlan}));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Mounting")), Bookmark()});
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Ready")), Bookmark()});
  EXPECT_EQ(Run(ApplyInput(), test.session), ExitCode::Done);
}

TEST(ApplyCommand, CountsWhatIsForOtherNodes) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Attachment", "a-db2", "created")}, {}));
  test.client.answers.push_back(json{{"node", "db1"}});
  test.client.answers.push_back(
      json{{"items",
            {{{"metadata", {{"name", "a-db2"}}}, {"spec", {{"node", "db2"}}}},
             {{"metadata", {{"name", "other"}}}, {"spec", {{"node", "db2"}}}}}}});
  ApplyCommand apply = ApplyInput();
  apply.patience.wait = false;
  EXPECT_EQ(Run(apply, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(), "attachment/a-db2 created\n1 for db2, not this node\n");
}

TEST(ApplyCommand, JsonOutputIsNothingButJson) {
  TestSession test;
  const json answer = Answer({Change("Volume", "a", "created")}, {kMountPlan});
  test.client.answers.push_back(answer);
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Ready")), Bookmark()});
  ApplyCommand apply = ApplyInput();
  apply.output = OutputFormat::Json;
  EXPECT_EQ(Run(apply, test.session), ExitCode::Done);
  EXPECT_EQ(json::parse(test.out.str()), answer);
  EXPECT_EQ(test.err.str(), "a: Ready (0.0s)\n");
}

TEST(ApplyCommand, ADryRunNeitherWaitsNorPretends) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {kMountPlan}));
  ApplyCommand apply = ApplyInput();
  apply.dryRun = true;
  EXPECT_EQ(Run(apply, test.session), ExitCode::Done);
  EXPECT_NE(test.out.str().find("volume/a created (dry run)"), std::string::npos);
  EXPECT_EQ(test.client.asked[0].body["dryRun"], true);
  EXPECT_EQ(test.client.asked.size(), 1U);
}

TEST(ApplyCommand, TheDaemonsProblemsAreShownLineByLine) {
  TestSession test;
  test.client.answers.push_back(
      Fail(Code::InvalidArgument, "a.yaml:3:9: spec.size: bad\na.yaml:7:1: spec.x: unknown"));
  EXPECT_EQ(Run(ApplyInput(), test.session), ExitCode::BadInput);
  EXPECT_EQ(test.err.str(),
            "error: a.yaml:3:9: spec.size: bad\nerror: a.yaml:7:1: spec.x: unknown\n");
}

TEST(DeleteCommand, WaitsUntilTheVolumeIsGone) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "deleted")}, {}));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Unmounting")), Bookmark(),
                                 WatchLine("DELETED", VolumeObject("a", "Removing"))});
  const DeleteCommand command{.objects = {{ResourceType::Volume, "a"}},
                              .grace = Milliseconds(90min)};
  EXPECT_EQ(Run(command, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(), "volume/a deleted\na: Unmounting\na: Deleted (0.0s)\n");
  const json expected{{"dryRun", false},
                      {"plans", true},
                      {"graceSeconds", 5400},
                      {"objects", {{{"kind", "Volume"}, {"name", "a"}}}}};
  EXPECT_EQ(test.client.asked[0].body, expected);
}

TEST(PlanCommand, ExitCodeTellsChangesFromBlockedFromNothing) {
  const auto outcome = [](const json& answer, bool asked) {
    TestSession test;
    test.client.answers.push_back(answer);
    return Run(PlanCommand{.exitCode = asked}, test.session);
  };
  EXPECT_EQ(outcome({{"plans", {Plan("converged")}}}, true), ExitCode::Done);
  EXPECT_EQ(outcome({{"plans", {Plan("converged"), kMountPlan}}}, true), ExitCode::ChangesFound);
  EXPECT_EQ(outcome({{"plans", {kMountPlan, Plan("blocked")}}}, true), ExitCode::Blocked);
  EXPECT_EQ(outcome({{"plans", {Plan("blocked", {{"reason", "NotThisNode"}})}}}, true),
            ExitCode::Done);
  EXPECT_EQ(outcome({{"plans", {kMountPlan}}}, false), ExitCode::Done);
}

TEST(PlanCommand, ADeclarationThatNeedsNoActionIsAChangeAllTheSame) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "configured")}, {Plan("converged")}));
  EXPECT_EQ(Run(PlanCommand{.files = {"-"}, .exitCode = true}, test.session),
            ExitCode::ChangesFound);
}

TEST(PlanCommand, ShowsRisksReasonsAndTheWayOut) {
  TestSession test;
  const json remove = Plan(
      "actions",
      {{"actions",
        {{{"action", "Delete"},
          {"description", "delete x"},
          {"reason", "VolumeDeleted"},
          {"risk", "destructive"}}}},
       {"objection", {{"policy", "reclaim"}, {"reason", "ReclaimDenied"}, {"message", "no"}}}});
  const json blocked = Plan("blocked", {{"reason", "TargetNotEmpty"},
                                        {"message", "3 files"},
                                        {"blocker", "/srv/x"},
                                        {"exit", "rexray retry a"}});
  test.client.answers.push_back(json{{"plans", {remove, blocked}}});
  EXPECT_EQ(Run(PlanCommand{}, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(),
            "a:\n"
            "  - Delete          delete x  (VolumeDeleted, destructive)\n"
            "  held back by policy reclaim: ReclaimDenied: no\n"
            "a: blocked: TargetNotEmpty: 3 files\n"
            "  blocker: /srv/x\n"
            "  to end it: rexray retry a\n");
}

TEST(WaitCommand, EndsWhenEveryVolumeHoldsTheCondition) {
  TestSession test;
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Mounting")),
                                 WatchLine("ADDED", VolumeObject("b", "Ready")), Bookmark(),
                                 WatchLine("MODIFIED", VolumeObject("a", "Ready"))});
  EXPECT_EQ(Run(WaitCommand{.volumes = {"a", "b"}}, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(), "volume/b: Ready\nvolume/a: Ready\n");
}

TEST(WaitCommand, AnUnknownVolumeIsAnErrorExceptForDeletion) {
  TestSession ready;
  ready.client.streams.push_back({Bookmark()});
  EXPECT_EQ(Run(WaitCommand{.volumes = {"a"}}, ready.session), ExitCode::Failed);
  EXPECT_NE(ready.err.str().find("there is no volume a"), std::string::npos);
  TestSession gone;
  gone.client.streams.push_back({Bookmark()});
  EXPECT_EQ(Run(WaitCommand{.volumes = {"a"}, .condition = ""}, gone.session), ExitCode::Done);
}

TEST(WaitCommand, OtherConditionsCountOnlyForTheNewestDeclaration) {
  const auto object = [](int observed) {
    return VolumeObject("a", "Ready",
                        {{"observedGeneration", observed},
                         {"conditions", {{{"type", "UnderlayUnprotected"}, {"status", true}}}}});
  };
  TestSession test;
  test.client.streams.push_back(
      {WatchLine("ADDED", object(0)), Bookmark(), WatchLine("MODIFIED", object(1))});
  EXPECT_EQ(Run(WaitCommand{.volumes = {"a"}, .condition = "UnderlayUnprotected"}, test.session),
            ExitCode::Done);
  TestSession stale;
  stale.client.streams.push_back({WatchLine("ADDED", object(0)), Bookmark()});
  EXPECT_EQ(Run(WaitCommand{.volumes = {"a"}, .condition = "UnderlayUnprotected"}, stale.session),
            ExitCode::Failed);
}

TEST(WaitCommand, TimeRunningOutSaysWhereTheVolumeStands) {
  TestSession test;
  EXPECT_EQ(Run(WaitCommand{.volumes = {"a"}, .timeout = 1s}, test.session), ExitCode::TimedOut);
  EXPECT_NE(test.err.str().find("rexray why a"), std::string::npos);
}

TEST(GetCommand, VolumesAreATable) {
  TestSession test;
  json volume = VolumeObject("pgdata", "Ready",
                             {{"size", "20Gi"},
                              {"filesystem", {{"type", "ext4"}}},
                              {"mounts", {{{"target", "/srv/pg"}}}}});
  volume["spec"] = {{"service", "local"}};
  volume["metadata"]["appliedAt"] = "2026-11-20T19:13:01Z";
  test.client.answers.push_back(json{{"items", {volume}}});
  EXPECT_EQ(Run(GetCommand{.resources = {{ResourceType::Volume, ""}}, .selector = "app=pg"},
                test.session),
            ExitCode::Done);
  EXPECT_EQ(test.out.str(),
            "NAME    SERVICE  SIZE  STATE  FILESYSTEM  MOUNTED-AT  AGE\n"
            "pgdata  local    20Gi  Ready  ext4        /srv/pg     3m12s\n");
  EXPECT_EQ(test.client.asked[0].target, "/v1/volumes?selector=app%3Dpg");
}

TEST(GetCommand, NamesAreReadyForOtherCommands) {
  TestSession test;
  test.client.answers.push_back(
      json{{"items", {VolumeObject("a", "Ready"), VolumeObject("b", "Ready")}}});
  Run(GetCommand{.resources = {{ResourceType::Volume, ""}}, .output = OutputFormat::Name},
      test.session);
  EXPECT_EQ(test.out.str(), "volume/a\nvolume/b\n");
}

TEST(GetCommand, OneNamedObjectIsPrintedAloneAndSeveralAsAList) {
  TestSession one;
  one.client.answers.push_back(VolumeObject("a", "Ready"));
  Run(GetCommand{.resources = {{ResourceType::Volume, "a"}}, .output = OutputFormat::Json},
      one.session);
  EXPECT_EQ(json::parse(one.out.str()), VolumeObject("a", "Ready"));
  TestSession all;
  all.client.answers.push_back(json{{"items", {VolumeObject("a", "Ready")}}});
  Run(GetCommand{.resources = {{ResourceType::Volume, ""}}, .output = OutputFormat::Json},
      all.session);
  EXPECT_EQ(json::parse(all.out.str())["kind"], "List");
}

TEST(GetCommand, AnUnknownNodeIsNotFound) {
  TestSession test;
  test.client.answers.push_back(json{{"items", {{{"metadata", {{"name", "db1"}}}}}}});
  EXPECT_EQ(Run(GetCommand{.resources = {{ResourceType::Node, "db9"}}}, test.session),
            ExitCode::Failed);
  EXPECT_NE(test.err.str().find("db9"), std::string::npos);
}

TEST(GetCommand, WatchingPrintsTheHeaderOnceAndDeletions) {
  TestSession test;
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Ready")), Bookmark(),
                                 WatchLine("DELETED", VolumeObject("a", "Removing"))});
  Run(GetCommand{.resources = {{ResourceType::Volume, ""}}, .watch = true}, test.session);
  EXPECT_EQ(test.out.str(),
            "NAME  SERVICE  SIZE  STATE  FILESYSTEM  MOUNTED-AT  AGE\n"
            "a     -        -     Ready  -           -           -\n"
            "a     -        -     Deleted  -           -           -\n");
}

TEST(WhyCommand, TellsWhatHoldsItSinceWhenAndHowToEndIt) {
  TestSession test;
  test.client.answers.push_back(json{{"volume", "a"},
                                     {"state", "Blocked"},
                                     {"reason", "TargetNotEmpty"},
                                     {"since", "2026-11-20T19:13:01Z"},
                                     {"exit", "rexray retry a"}});
  EXPECT_EQ(Run(WhyCommand{.volumes = {"a"}}, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(),
            "Volume:       a\n"
            "State:        Blocked\n"
            "Reason:       TargetNotEmpty\n"
            "Since:        3m12s ago (2026-11-20T19:13:01.000Z)\n"
            "To end it:    rexray retry a\n");
}

TEST(VersionCommand, AnUnreachableDaemonIsSixAndTheClientStillSaysItsOwn) {
  TestSession test;
  test.client.answers.push_back(Fail(Code::Unavailable, "no daemon answers", kDaemonUnreachable));
  EXPECT_EQ(Run(VersionCommand{}, test.session), ExitCode::Unreachable);
  EXPECT_NE(test.out.str().find("Client: " REXRAY_VERSION), std::string::npos);
}

TEST(VerbCommand, EachVolumeIsAskedForByItsEncodedName) {
  TestSession test;
  test.client.answers.push_back(json::object());
  EXPECT_EQ(Run(VerbCommand{Verb::Pause, {"a b"}}, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/volumes/a%20b/pause");
  EXPECT_EQ(test.out.str(), "volume/a b paused\n");
}

}  // namespace
}  // namespace rexray
