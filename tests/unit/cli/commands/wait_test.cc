#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

TEST(WaitCommand, EndsWhenEveryVolumeHoldsTheCondition) {
  TestSession test;
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Mounting")),
                                 WatchLine("ADDED", VolumeObject("b", "Ready")), Bookmark(),
                                 WatchLine("MODIFIED", VolumeObject("a", "Ready"))});
  EXPECT_EQ(RunCommand(WaitCommand{.volumes = {"a", "b"}}, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(), "volume/b: Ready\nvolume/a: Ready\n");
}

TEST(WaitCommand, AnUnknownVolumeIsAnErrorExceptForDeletion) {
  TestSession ready;
  ready.client.streams.push_back({Bookmark()});
  EXPECT_EQ(RunCommand(WaitCommand{.volumes = {"a"}}, ready.session), ExitCode::Failed);
  EXPECT_NE(ready.err.str().find("there is no volume a"), std::string::npos);
  TestSession gone;
  gone.client.streams.push_back({Bookmark()});
  EXPECT_EQ(RunCommand(WaitCommand{.volumes = {"a"}, .condition = ""}, gone.session),
            ExitCode::Done);
}

TEST(WaitCommand, OtherConditionsCountOnlyForTheNewestDeclaration) {
  const auto object = [](int observed) {
    return VolumeObject(
        "a", "Ready",
        {{"observedGeneration", observed},
         {"conditions",
          nlohmann::json::array({{{"type", "UnderlayUnprotected"}, {"status", true}}})}});
  };
  TestSession test;
  test.client.streams.push_back(
      {WatchLine("ADDED", object(0)), Bookmark(), WatchLine("MODIFIED", object(1))});
  EXPECT_EQ(
      RunCommand(WaitCommand{.volumes = {"a"}, .condition = "UnderlayUnprotected"}, test.session),
      ExitCode::Done);
  TestSession stale;
  stale.client.streams.push_back({WatchLine("ADDED", object(0)), Bookmark()});
  EXPECT_EQ(
      RunCommand(WaitCommand{.volumes = {"a"}, .condition = "UnderlayUnprotected"}, stale.session),
      ExitCode::Failed);
}

TEST(WaitCommand, TimeRunningOutSaysWhereTheVolumeStands) {
  TestSession test;
  EXPECT_EQ(RunCommand(WaitCommand{.volumes = {"a"}, .timeout = 1s}, test.session),
            ExitCode::TimedOut);
  EXPECT_NE(test.err.str().find("rexray why a"), std::string::npos);
}

}  // namespace
}  // namespace rexray
