#include <gmock/gmock.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

json Mounting(std::int64_t id) {
  return {
      {"id", id},
      {"volume", "pg"},
      {"action", "Mount"},
      {"detail", "mount /dev/loop3 at /srv/pg"},
      {"fencingToken", 7},
      {"process", "42/1000"},
      {"boot", "b"},
      {"started", "2026-11-20T19:13:01.000Z"},
      {"finished", "2026-11-20T19:13:03.000Z"},
      {"outcome", "Failed"},
      {"error", {{"code", "FailedPrecondition"}, {"message", "busy"}, {"reason", "TargetBusy"}}}};
}

json Happened(std::int64_t id, const std::string& at, const std::string& reason) {
  return {{"id", id}, {"at", at}, {"reason", reason}, {"message", "m"}};
}

TEST(TraceCommand, TellsAllOfOneOperationWithWhatHappenedMeanwhile) {
  TestSession test;
  test.client.answers.push_back(json{{"items", {Mounting(9), Mounting(8)}}});
  json ofIt = Happened(3, "2026-11-20T19:14:00.000Z", "Late");
  ofIt["operation"] = 8;
  test.client.answers.push_back(
      json{{"items",
            {Happened(1, "2026-11-20T19:13:00.999Z", "Before"),
             Happened(2, "2026-11-20T19:13:02.000Z", "Meanwhile"), ofIt}}});
  test.client.answers.push_back(json{{"items",
                                      {{{"time", "2026-11-20T19:13:03.000Z"},
                                        {"level", "warn"},
                                        {"message", "mount failed: busy"},
                                        {"fields", {{"operation", "8"}}}}}}});
  EXPECT_EQ(RunCommand(TraceCommand{.operation = 8}, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked.back().target, "/v1/logs?operation=8");
  const std::string text = test.out.str();
  EXPECT_THAT(text, HasSubstr("WARN  mount failed: busy operation=8"));
  EXPECT_THAT(text, HasSubstr("8 Mount"));
  EXPECT_THAT(text, HasSubstr("mount /dev/loop3 at /srv/pg"));
  EXPECT_THAT(text, HasSubstr("FailedPrecondition (TargetBusy): busy"));
  EXPECT_THAT(text, HasSubstr("2s"));
  EXPECT_THAT(text, HasSubstr("Meanwhile"));
  EXPECT_THAT(text, HasSubstr("Late"));
  EXPECT_THAT(text, Not(HasSubstr("Before")));
}

TEST(TraceCommand, ATimelineOfAVolumeBeginsWithTheOldest) {
  TestSession test;
  test.client.answers.push_back(json{{"items", {Mounting(9), Mounting(8)}}});
  EXPECT_EQ(RunCommand(TraceCommand{.volume = "pg", .limit = 2}, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked.front().target, "/v1/operations?volume=pg&limit=2");
  EXPECT_LT(test.out.str().find(" 8 Failed"), test.out.str().find(" 9 Failed"));
}

TEST(TraceCommand, AnOperationThatIsNotRememberedIsAnError) {
  TestSession test;
  test.client.answers.push_back(json{{"items", {Mounting(9)}}});
  EXPECT_EQ(RunCommand(TraceCommand{.operation = 8}, test.session), ExitCode::Failed);
  EXPECT_THAT(test.err.str(), HasSubstr("there is no operation 8"));
}

}  // namespace
}  // namespace rexray
