#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

json State(const std::vector<std::string>& left) {
  json state{{"draining", true}, {"left", json::array()}};
  for (const std::string& volume : left) {
    state["left"].push_back({{"volume", volume}, {"message", "mounted at /srv/" + volume}});
  }
  return state;
}

json Mounted(const std::string& phase) {
  return VolumeObject("a", phase, {{"device", "/dev/loop3"}, {"reason", "DeviceInUse"}});
}

// The first check comes after the deadline: no test waits.
const DrainCommand kDrain{.patience = {.wait = true, .timeout = 1ms}};

TEST(DrainCommand, G28_IsDoneOnceTheBackendsConfirm) {
  TestSession test;
  test.client.answers = {State({"a"}), State({})};
  test.client.streams.push_back({WatchLine("ADDED", Mounted("Unmounting")), Bookmark(),
                                 WatchLine("MODIFIED", VolumeObject("a", "Drained"))});
  DrainCommand drain = kDrain;
  drain.patience.timeout = 30s;
  EXPECT_EQ(RunCommand(drain, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/drain");
  EXPECT_EQ(test.client.asked[2].target, "/v1/drain");
  EXPECT_NE(test.out.str().find("drained: the backends show nothing attached"), std::string::npos);
}

TEST(DrainCommand, AnEmptyNodeIsConfirmedToo) {
  TestSession test;
  test.client.answers = {State({}), State({})};
  EXPECT_EQ(RunCommand(kDrain, test.session), ExitCode::Done);
}

TEST(DrainCommand, G28_WhatIsBlockedIsNamedAndFour) {
  TestSession test;
  test.client.answers = {State({"a"}), State({"a"})};
  test.client.streams.push_back({WatchLine("ADDED", Mounted("Blocked")), Bookmark()});
  DrainCommand drain = kDrain;
  drain.patience.timeout = 30s;
  EXPECT_EQ(RunCommand(drain, test.session), ExitCode::Blocked);
  EXPECT_NE(
      test.err.str().find("volume/a is not detached: mounted at /srv/a; `rexray why a` tells"),
      std::string::npos)
      << test.err.str();
  EXPECT_NE(test.err.str().find("`rexray undrain` ends that"), std::string::npos);
}

TEST(DrainCommand, G28_WhatTheBackendsDoNotConfirmInTimeIsFive) {
  TestSession test;
  test.client.answers = {State({}), State({"a"})};
  EXPECT_EQ(RunCommand(kDrain, test.session), ExitCode::TimedOut);
  EXPECT_EQ(test.out.str(), "");
  EXPECT_NE(test.err.str().find("volume/a is not detached"), std::string::npos);
}

TEST(DrainCommand, WithoutWaitingItIsDoneOnlyWhereNothingWasHere) {
  TestSession test;
  test.client.answers = {State({"a"})};
  EXPECT_EQ(RunCommand(DrainCommand{.patience = {.wait = false}}, test.session),
            ExitCode::TimedOut);
}

TEST(UndrainCommand, SaysWhatHappensNow) {
  TestSession test;
  test.client.answers.push_back(json{{"draining", false}, {"left", json::array()}});
  EXPECT_EQ(RunCommand(UndrainCommand{}, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/undrain");
  EXPECT_EQ(test.out.str(), "undrained: this node attaches and mounts what is declared again\n");
}

}  // namespace
}  // namespace rexray
