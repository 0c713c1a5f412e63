#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;

json SourceObject(const std::string& name, const std::string& phase,
                  const json& more = json::object()) {
  json status{{"phase", phase}, {"objects", 2}};
  status.update(more);
  return {{"kind", "Source"},
          {"metadata", {{"name", name}}},
          {"spec", {{"path", "/s"}}},
          {"status", status}};
}

json Waiting() {
  return SourceObject("site", "Waiting",
                      {{"message", "it would remove 2 of the 2 objects"},
                       {"fingerprint", "1a2b"},
                       {"exit", "rexray sync approve site 1a2b"},
                       {"removals", {{{"kind", "Volume"}, {"name", "a"}}}}});
}

std::unexpected<Error> Waits() {
  return Fail(Code::FailedPrecondition, "it would remove 2 of the 2 objects", "RemovalsWait");
}

SyncCommand Quick(std::vector<std::string> names) {
  return {.sources = std::move(names), .patience = {.wait = false}};
}

TEST(SyncCommand, ReadsEachSourceAndTellsWhatChanged) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {}));
  EXPECT_EQ(RunCommand(Quick({"site"}), test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/sources/site/sync");
  EXPECT_EQ(test.out.str(), "volume/a created\n");
}

TEST(SyncCommand, MeansAllSourcesWhereNoneIsNamed) {
  TestSession test;
  test.client.answers.push_back(Items({SourceObject("a", "Applied"), SourceObject("b", "Broken"),
                                       SourceObject("gone", "Removed")}));
  test.client.answers.push_back(Answer({}, {}));
  test.client.answers.push_back(Answer({}, {}));
  EXPECT_EQ(RunCommand(Quick({}), test.session), ExitCode::Done);
  ASSERT_EQ(test.client.asked.size(), 3U);
  EXPECT_EQ(test.client.asked[2].target, "/v1/sources/b/sync");
}

TEST(SyncCommand, ABrokenSourceIsBadInputAndOneThatWaitsBlocked) {
  TestSession test;
  test.client.answers.push_back(Waits());
  test.client.answers.push_back(Fail(Code::InvalidArgument, "/s/a.yaml:3:1: spec: wrong"));
  EXPECT_EQ(RunCommand(Quick({"a"}), test.session), ExitCode::Blocked);
  EXPECT_EQ(RunCommand(Quick({"b"}), test.session), ExitCode::BadInput);
  EXPECT_NE(test.err.str().find("/s/a.yaml:3:1"), std::string::npos);
}

TEST(SyncCommand, ApprovesTheFingerprintThatIsGiven) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "deleted")}, {}));
  SyncCommand command = Quick({"site"});
  command.approve = true;
  command.fingerprint = "1a2b";
  EXPECT_EQ(RunCommand(command, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/sources/site/approve");
  EXPECT_EQ(test.client.asked[0].body, (json{{"fingerprint", "1a2b"}}));
}

TEST(SyncCommand, ApprovesNothingUnseen) {
  TestSession test;
  test.client.answers.push_back(Items({Waiting()}));
  SyncCommand command = Quick({"site"});
  command.approve = true;
  EXPECT_EQ(RunCommand(command, test.session), ExitCode::Blocked);
  EXPECT_EQ(test.out.str(),
            "it would remove 2 of the 2 objects\n"
            "  - Volume a\n"
            "To remove them: rexray sync approve site 1a2b\n");
  ASSERT_EQ(test.client.asked.size(), 1U) << "it only looks";
}

TEST(DescribeCommand, ShowsASourcesProblemsAndWhatItWouldRemove) {
  TestSession test;
  json source = Waiting();
  source["status"]["problems"] = {
      {{"file", "/s/a.yaml"}, {"line", 3}, {"column", 7}, {"message", "wrong"}}};
  test.client.answers.push_back(Items({source}));
  EXPECT_EQ(
      RunCommand(DescribeCommand{.resources = {{ResourceType::Source, "site"}}}, test.session),
      ExitCode::Done);
  EXPECT_NE(test.out.str().find("Problems:\n  /s/a.yaml:3:7: wrong\n"), std::string::npos);
  EXPECT_NE(test.out.str().find("Would remove:\n  Volume a\n"), std::string::npos);
}

TEST(StatusCommand, NamesASourceThatWaits) {
  TestSession test;
  test.client.answers.push_back(json{{"sources", {SourceObject("fine", "Applied"), Waiting()}}});
  RunCommand(StatusCommand{}, test.session);
  EXPECT_NE(test.out.str().find("Source:       fine: Applied\n"), std::string::npos);
  EXPECT_NE(test.out.str().find("site: Waiting: it would remove 2 of the 2 objects; see rexray "
                                "describe source/site"),
            std::string::npos)
      << test.out.str();
}

TEST(WhyCommand, NamesTheLineThatDeclaresIt) {
  TestSession test;
  test.client.answers.push_back(
      json{{"volume", "a"}, {"managedBy", {{"set", "site"}, {"source", "/s/a.yaml:3"}}}});
  RunCommand(WhyCommand{.volumes = {"a"}}, test.session);
  EXPECT_NE(test.out.str().find("Declared by:  site /s/a.yaml:3\n"), std::string::npos);
}

}  // namespace
}  // namespace rexray
