#include "cli/progress.h"

#include <gtest/gtest.h>

#include "cli/progress_view.h"
#include "cli/text.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

Progress Waiting(const std::map<std::string, Goal>& goals) { return {goals, TestNow()}; }

Standing StandingAfter(Goal goal, const json& line) {
  Progress progress = Waiting({{"a", goal}});
  progress.Take(line, TestNow());
  return progress.volumes().front().standing;
}

TEST(Progress, AReadyVolumeMeetsTheGoalOfBeingReady) {
  EXPECT_EQ(StandingAfter(Goal::Ready, WatchLine("MODIFIED", VolumeObject("a", "Ready"))),
            Standing::Met);
  EXPECT_EQ(StandingAfter(Goal::Ready, WatchLine("MODIFIED", VolumeObject("a", "Mounting"))),
            Standing::Pending);
}

TEST(Progress, BlockedAndPausedVolumesAreNotWaitedFor) {
  for (const char* phase : {"Blocked", "Paused"}) {
    const auto line = WatchLine("MODIFIED", VolumeObject("a", phase));
    EXPECT_EQ(StandingAfter(Goal::Ready, line), Standing::Blocked);
    EXPECT_EQ(StandingAfter(Goal::Gone, line), Standing::Blocked);
  }
}

TEST(Progress, NothingBecomesReadyOnADrainedNode) {
  EXPECT_EQ(StandingAfter(Goal::Ready, WatchLine("MODIFIED", VolumeObject("a", "Drained"))),
            Standing::Blocked);
}

TEST(Progress, AVolumeIsDetachedWhenNothingOfItIsHere) {
  const auto standing = [](const std::string& phase, const json& more) {
    return StandingAfter(Goal::Detached, WatchLine("MODIFIED", VolumeObject("a", phase, more)));
  };
  const json mounted{{"device", "/dev/loop3"}, {"mounts", json::array({{{"target", "/srv/a"}}})}};
  EXPECT_EQ(standing("Ready", mounted), Standing::Pending) << "the daemon has not looked yet";
  EXPECT_EQ(standing("Waiting", mounted), Standing::Pending);
  EXPECT_EQ(standing("Blocked", mounted), Standing::Blocked);
  EXPECT_EQ(standing("Paused", {{"device", "/dev/loop3"}}), Standing::Blocked);
  EXPECT_EQ(standing("Detaching", {{"operation", {{"detail", "detach"}}}}), Standing::Pending);
  EXPECT_EQ(standing("Drained", json::object()), Standing::Met);
  EXPECT_EQ(StandingAfter(Goal::Detached, Bookmark()), Standing::Met) << "it is gone";
}

TEST(Progress, WhatAnotherNodeDoesIsNotWaitedFor) {
  EXPECT_EQ(StandingAfter(Goal::Ready, WatchLine("ADDED", VolumeObject("a", "Elsewhere"))),
            Standing::Elsewhere);
}

TEST(Progress, ARemovedVolumeIsDoneWhenGoneOrphanedOrInQuarantine) {
  EXPECT_EQ(StandingAfter(Goal::Gone, WatchLine("DELETED", VolumeObject("a", "Removing"))),
            Standing::Met);
  EXPECT_EQ(StandingAfter(Goal::Gone, WatchLine("MODIFIED", VolumeObject("a", "Orphaned"))),
            Standing::Met);
  EXPECT_EQ(StandingAfter(Goal::Gone, WatchLine("MODIFIED", VolumeObject("a", "Quarantined"))),
            Standing::Met);
  EXPECT_EQ(StandingAfter(
                Goal::Gone,
                WatchLine("MODIFIED", VolumeObject("a", "Removing", {{"reason", "Quarantined"}}))),
            Standing::Pending)
      << "it was in quarantine before a deletion that shall be now";
  EXPECT_EQ(StandingAfter(Goal::Gone, WatchLine("MODIFIED", VolumeObject("a", "Ready"))),
            Standing::Pending);
  EXPECT_EQ(StandingAfter(Goal::Gone, Bookmark()), Standing::Met);
}

TEST(Progress, AVolumeThatIsDeletedMeanwhileCannotBecomeReady) {
  EXPECT_EQ(StandingAfter(Goal::Ready, WatchLine("DELETED", VolumeObject("a", "Ready"))),
            Standing::Failed);
  EXPECT_EQ(StandingAfter(Goal::Ready, Bookmark()), Standing::Failed);
}

TEST(Progress, AfterAReconnectOnlyTheNewBookmarkTellsWhatIsGone) {
  Progress progress = Waiting({{"a", Goal::Gone}});
  progress.Take(WatchLine("ADDED", VolumeObject("a", "Removing")), TestNow());
  progress.Take(Bookmark(), TestNow());
  EXPECT_FALSE(progress.Finished());
  progress.Restart();
  progress.Take(Bookmark(), TestNow());
  EXPECT_TRUE(progress.Finished());
}

TEST(Progress, AFailureWithoutANextTryIsBelievedOnlyAtASecondLook) {
  Progress progress = Waiting({{"a", Goal::Ready}});
  progress.Take(WatchLine("MODIFIED", VolumeObject("a", "Failed")), TestNow());
  EXPECT_FALSE(progress.Finished());
  ASSERT_EQ(progress.Doubted(), std::vector<std::string>{"a"});

  const json again = VolumeObject("a", "Failed", {{"nextTry", "2026-11-20T19:16:14Z"}});
  progress.TakeSecondLook(again, TestNow());
  EXPECT_TRUE(progress.Doubted().empty());
  EXPECT_FALSE(progress.Finished());

  progress.Take(WatchLine("MODIFIED", VolumeObject("a", "Failed")), TestNow());
  progress.TakeSecondLook(VolumeObject("a", "Failed"), TestNow());
  EXPECT_EQ(progress.Outcome(), ExitCode::Blocked);
}

ExitCode OutcomeOf(const std::vector<std::string>& phases) {
  std::map<std::string, Goal> goals;
  for (std::size_t i = 0; i < phases.size(); ++i) goals[std::to_string(i)] = Goal::Ready;
  Progress progress = Waiting(goals);
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const std::string type = phases[i] == "gone" ? "DELETED" : "ADDED";
    progress.Take(WatchLine(type, VolumeObject(std::to_string(i), phases[i])), TestNow());
  }
  return progress.Outcome();
}

TEST(Progress, TheExitCodeIsTheWorstThatHappened) {
  EXPECT_EQ(OutcomeOf({"Ready", "Ready"}), ExitCode::Done);
  EXPECT_EQ(OutcomeOf({"Ready", "Elsewhere"}), ExitCode::Done);
  EXPECT_EQ(OutcomeOf({"Ready", "Blocked"}), ExitCode::Blocked);
  EXPECT_EQ(OutcomeOf({"Ready", "Mounting"}), ExitCode::TimedOut);
  EXPECT_EQ(OutcomeOf({"Blocked", "Mounting"}), ExitCode::Blocked);
  EXPECT_EQ(OutcomeOf({"gone", "Blocked"}), ExitCode::Failed);
}

TEST(Progress, OtherVolumesAndUnknownLinesChangeNothing) {
  Progress progress = Waiting({{"a", Goal::Ready}});
  for (const json& line :
       {WatchLine("ADDED", VolumeObject("b", "Ready")), json::object(), json(3)}) {
    progress.Take(line, TestNow());
  }
  EXPECT_FALSE(progress.Finished());
}

Progress ThreeVolumes() {
  Progress progress =
      Waiting({{"done", Goal::Ready}, {"runs", Goal::Ready}, {"stuck", Goal::Ready}});
  progress.Take(WatchLine("ADDED", VolumeObject("done", "Ready")), TestNow() + 1500ms);
  progress.Take(
      WatchLine("ADDED",
                VolumeObject("runs", "Mounting",
                             {{"operation", {{"detail", "mount /dev/loop3 at /srv/pg"}}}})),
      TestNow());
  progress.Take(WatchLine("ADDED", VolumeObject("stuck", "Blocked",
                                                {{"reason", "TargetNotEmpty"},
                                                 {"message", "/srv/x holds 3 files"},
                                                 {"blocker", "/srv/x"},
                                                 {"exit", "rexray retry stuck"}})),
                TestNow());
  return progress;
}

TEST(ProgressView, OnATerminalEachVolumeIsALineAndUnsettledOnesComeFirst) {
  const auto lines =
      BlockLines(ThreeVolumes(), TestNow() + 3s, {.interactive = true, .width = 80, .height = 24});
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "runs   Mounting     3.0s   mount /dev/loop3 at /srv/pg");
  EXPECT_EQ(lines[1], "done   Ready        1.5s   ");
  EXPECT_EQ(lines[2], "stuck  Blocked      0.0s   TargetNotEmpty: /srv/x holds 3 files");
}

TEST(ProgressView, LinesFitTheTerminalsWidthAndHeight) {
  const auto lines =
      BlockLines(ThreeVolumes(), TestNow(), {.interactive = true, .width = 40, .height = 3});
  ASSERT_EQ(lines.size(), 2U);
  for (const auto& line : lines) EXPECT_LE(DisplayWidth(line), 40U) << line;
  EXPECT_EQ(lines[1], "… and 2 more");
}

TEST(ProgressView, InALogEachChangeIsOneLine) {
  std::ostringstream out;
  ProgressView view(out, {});
  Progress progress = Waiting({{"a", Goal::Ready}});
  progress.Take(WatchLine("ADDED", VolumeObject("a", "Creating")), TestNow());
  view.Show(progress, TestNow());
  view.Show(progress, TestNow() + 1s);
  progress.Take(WatchLine("MODIFIED", VolumeObject("a", "Ready")), TestNow() + 2s);
  view.Show(progress, TestNow() + 2s);
  EXPECT_EQ(out.str(), "a: Creating\na: Ready (2.0s)\n");
}

TEST(ProgressView, OnATerminalTheBlockIsDrawnOverItself) {
  std::ostringstream out;
  ProgressView view(out, {.interactive = true, .width = 80, .height = 24});
  const Progress progress = ThreeVolumes();
  view.Show(progress, TestNow());
  EXPECT_EQ(out.str().find("\x1b[3A"), std::string::npos);
  view.Show(progress, TestNow() + 1s);
  EXPECT_NE(out.str().find("\x1b[3A"), std::string::npos);
}

TEST(ProgressView, TheSummaryNamesBlockerExitAndWhatIsStillWaitedFor) {
  EXPECT_EQ(Summary(ThreeVolumes(), 30s, {}),
            "volume/stuck is blocked: TargetNotEmpty: /srv/x holds 3 files\n"
            "  blocker: /srv/x\n"
            "  to end it: rexray retry stuck\n"
            "timed out after 30s; still waiting for runs\n"
            "The daemon goes on with it; `rexray why runs` tells what holds it.\n");
}

}  // namespace
}  // namespace rexray
