#include <gmock/gmock.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

json Logged(const std::string& message) {
  return {{"id", 1},
          {"time", "2026-11-20T19:13:01.000Z"},
          {"level", "warn"},
          {"message", message},
          {"fields", {{"volume", "pg"}, {"took", "0.1 s"}}}};
}

TEST(LogsCommand, PrintsLinesAsTheDaemonWritesThem) {
  TestSession test;
  test.client.answers.push_back(json{{"items", {Logged("busy\n\x1b[2J")}}});
  EXPECT_EQ(RunCommand(LogsCommand{.volume = "pg", .level = "warn", .since = 10min, .limit = 5},
                       test.session),
            ExitCode::Done);
  EXPECT_EQ(test.client.asked.front().target,
            "/v1/logs?volume=pg&level=warn&since=2026-11-20T19%3A06%3A13.000Z&limit=5");
  EXPECT_EQ(test.out.str(),
            "2026-11-20T19:13:01.000Z WARN  busy\\n\\x1b[2J took=\"0.1 s\" volume=pg\n");
}

TEST(LogsCommand, FollowsUntilTheDaemonEnds) {
  TestSession test;
  test.client.streams.push_back({json{{"type", "ADDED"}, {"object", Logged("a")}},
                                 json{{"type", "BOOKMARK"}},
                                 json{{"type", "ADDED"}, {"object", Logged("b")}}});
  EXPECT_EQ(RunCommand(LogsCommand{.follow = true, .json = true}, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked.front().target, "/v1/logs?follow=true");
  std::istringstream lines(test.out.str());
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(json::parse(line)["message"], "a");
  std::getline(lines, line);
  EXPECT_EQ(json::parse(line)["message"], "b");
  EXPECT_FALSE(std::getline(lines, line));
}

}  // namespace
}  // namespace rexray
