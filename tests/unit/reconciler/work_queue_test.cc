#include "reconciler/work_queue.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/fake_clock.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

class Queue : public testing::Test {
 protected:
  FakeClock clock_;
  WorkQueue queue_{clock_};
  const VolumeName a_{"a"}, b_{"b"};

  // Takes what is due now; empty if nothing is.
  std::string TakeNow() {
    if (queue_.stats().depth == 0) return "";
    return queue_.Take({})->value;
  }
};

TEST_F(Queue, HoldsANameOnce) {
  queue_.Add(a_);
  queue_.Add(a_);
  EXPECT_EQ(TakeNow(), "a");
  EXPECT_EQ(TakeNow(), "");
}

TEST_F(Queue, GivesNoNameToTwoWorkersAtOnce) {
  queue_.Add(a_);
  EXPECT_EQ(TakeNow(), "a");
  queue_.Add(a_);
  EXPECT_EQ(TakeNow(), "") << "it is worked on";
  queue_.Done(a_);
  EXPECT_EQ(TakeNow(), "a") << "what came meanwhile is not lost";
  queue_.Done(a_);
  EXPECT_EQ(TakeNow(), "");
}

TEST_F(Queue, DelaysUntilTheTimeHasCome) {
  queue_.AddAt(a_, clock_.Now() + 10s);
  EXPECT_EQ(TakeNow(), "");
  EXPECT_EQ(queue_.DueAt(a_), clock_.Now() + 10s);
  clock_.Advance(10s);
  EXPECT_EQ(TakeNow(), "a");
}

TEST_F(Queue, TheEarlierOfTwoTimesHolds) {
  queue_.AddAt(a_, clock_.Now() + 10s);
  queue_.AddAt(a_, clock_.Now() + 99s);
  EXPECT_EQ(queue_.DueAt(a_), clock_.Now() + 10s);
  queue_.Add(a_);
  EXPECT_EQ(TakeNow(), "a");
}

TEST_F(Queue, G27_GivesTheLongestOverdueFirst) {
  queue_.AddAt(b_, clock_.Now() + 1s);
  queue_.AddAt(a_, clock_.Now() + 2s);
  clock_.Advance(5s);
  EXPECT_EQ(queue_.stats().oldestAge, 4s);
  EXPECT_EQ(TakeNow(), "b");
  EXPECT_EQ(TakeNow(), "a");
}

TEST_F(Queue, G27_CountsWhatWaitsAndWhatIsWorkedOn) {
  queue_.Add(a_);
  queue_.AddAt(b_, clock_.Now() + 1s);
  EXPECT_EQ(queue_.stats().depth, 1u);
  EXPECT_EQ(queue_.stats().delayed, 1u);
  TakeNow();
  clock_.Advance(500ms);
  EXPECT_EQ(queue_.stats().active, 1u);
  EXPECT_EQ(queue_.stats().longestActive, 500ms);
}

TEST_F(Queue, WakesAWorkerThatWaits) {
  std::optional<VolumeName> taken;
  std::jthread worker([&](std::stop_token stop) { taken = queue_.Take(stop); });
  queue_.Add(a_);
  worker.join();
  EXPECT_EQ(taken, a_);
}

TEST_F(Queue, StoppingWakesAWorkerThatWaits) {
  std::optional<VolumeName> taken{a_};
  std::jthread worker([&](std::stop_token stop) { taken = queue_.Take(stop); });
  worker.request_stop();
  worker.join();
  EXPECT_EQ(taken, std::nullopt);
}

}  // namespace
}  // namespace rexray
