#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;

json LeavingOut(json answer) {
  answer["leftOut"] =
      json::array({{{"kind", "Attachment"}, {"name", "a-db1"}, {"message", "its path is taken"}}});
  return answer;
}

TEST(UndeleteCommand, WaitsLikeApply) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {}));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Creating")), Bookmark(),
                                 WatchLine("MODIFIED", VolumeObject("a", "Ready"))});
  EXPECT_EQ(RunCommand(UndeleteCommand{.volume = "a"}, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/volumes/a/undelete");
  EXPECT_EQ(test.client.asked[0].body, json::object());
  EXPECT_EQ(test.out.str(), "volume/a created\na: Creating\na: Ready (0.0s)\n");
}

TEST(UndeleteCommand, WhatStaysAwayIsNamedAndNotDone) {
  TestSession test;
  test.client.answers.push_back(LeavingOut(Answer({Change("Volume", "a", "created")}, {})));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Ready")), Bookmark()});
  EXPECT_EQ(RunCommand(UndeleteCommand{.volume = "a"}, test.session), ExitCode::Blocked);
  EXPECT_EQ(test.err.str(), "attachment/a-db1 is left out: its path is taken\n");
}

TEST(UndeleteCommand, UnderAnotherNameItsSuccessorKeepsThePlace) {
  TestSession test;
  test.client.answers.push_back(LeavingOut(Answer({Change("Volume", "a", "created")}, {})));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Ready")), Bookmark()});
  EXPECT_EQ(RunCommand(UndeleteCommand{.volume = "pg", .as = "a"}, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].body, (json{{"as", "a"}}));
  EXPECT_NE(test.err.str().find("is left out"), std::string::npos);
}

TEST(UndeleteCommand, TellsTheDaemonsRefusal) {
  TestSession test;
  test.client.answers.push_back(
      Fail(Code::FailedPrecondition, "its grace time ended", "GraceOver"));
  EXPECT_EQ(RunCommand(UndeleteCommand{.volume = "a"}, test.session), ExitCode::Failed);
  EXPECT_EQ(test.err.str(), "error: its grace time ended\n");
}

TEST(AdoptCommand, SendsOnlyWhatWasSaid) {
  TestSession test;
  test.client.answers.push_back(Answer({Change("Volume", "a", "created")}, {}));
  AdoptCommand adopt{.volume = "a", .service = "aws", .id = "vol-1"};
  adopt.patience.wait = false;
  EXPECT_EQ(RunCommand(adopt, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/adopt");
  EXPECT_EQ(test.client.asked[0].body, (json{{"name", "a"}, {"service", "aws"}, {"id", "vol-1"}}));
}

}  // namespace
}  // namespace rexray
