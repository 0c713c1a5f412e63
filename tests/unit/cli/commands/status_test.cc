#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;

json Status() {
  const json service{{"metadata", {{"name", "local"}}}, {"spec", {{"driver", "loop"}}}};
  const json row{{"table", "records"}, {"key", "pgdata"}, {"error", "bad JSON"}};
  return {{"node", "db1"},
          {"domain", "prod"},
          {"pid", 42},
          {"uptimeSeconds", 192.4},
          {"volumes", {{"Ready", 3}, {"Blocked", 1}}},
          {"queue",
           {{"depth", 2},
            {"active", 1},
            {"delayed", 4},
            {"workers", 4},
            {"oldestAgeSeconds", 7.0},
            {"caughtUp", true}}},
          {"database", {{"sizeBytes", 98304}, {"commits", 9}, {"quarantinedRows", 1}}},
          {"services", json::array({service})},
          {"quarantine", json::array({row})}};
}

TEST(StatusCommand, FitsOneScreen) {
  TestSession test;
  test.client.answers.push_back(Status());
  EXPECT_EQ(RunCommand(StatusCommand{}, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(),
            "Node:         db1\n"
            "Domain:       prod\n"
            "Process:      42, up 3m12s\n"
            "Volumes:      1 Blocked, 3 Ready\n"
            "Queue:        2 due, 4 later; 1 of 4 workers busy; oldest waits for 7s\n"
            "Database:     96 KiB, 9 commits, 1 rows in quarantine\n"
            "Service:      local (loop)\n"
            "Quarantined:  records pgdata: bad JSON\n");
}

TEST(StatusCommand, G27_SaysThatAllWorkersAreBusy) {
  TestSession test;
  json status = Status();
  status["queue"]["active"] = 4;
  test.client.answers.push_back(status);
  RunCommand(StatusCommand{}, test.session);
  EXPECT_NE(test.out.str().find("4 of 4 workers busy (saturated)"), std::string::npos);
}

TEST(StatusCommand, SaysThatTheNodeIsDrained) {
  TestSession test;
  json status = Status();
  status["draining"] = true;
  status["drainedSince"] = "2026-11-20T19:13:01Z";
  test.client.answers.push_back(status);
  RunCommand(StatusCommand{}, test.session);
  EXPECT_NE(
      test.out.str().find("Drained:      3m12s ago (2026-11-20T19:13:01.000Z); rexray undrain "
                          "ends it\n"),
      std::string::npos)
      << test.out.str();
}

TEST(StatusCommand, SaysThatTheFirstRoundIsNotOver) {
  TestSession test;
  json status = Status();
  status["queue"]["caughtUp"] = false;
  test.client.answers.push_back(status);
  RunCommand(StatusCommand{}, test.session);
  EXPECT_NE(test.out.str().find("still on the first round"), std::string::npos);
}

}  // namespace
}  // namespace rexray
