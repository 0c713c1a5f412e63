#include "api/changes.h"

#include <gtest/gtest.h>

#include <future>

namespace rexray {
namespace {

using std::chrono::steady_clock;

Changes::Deadline Soon() { return steady_clock::now() + std::chrono::milliseconds(20); }
Changes::Deadline Late() { return steady_clock::now() + std::chrono::seconds(20); }

TEST(Changes, AreToldOncePerVolumeInOrder) {
  Changes changes;
  const auto start = changes.newest();
  for (const char* name : {"a", "b", "a", "c"}) changes.Touch({name});
  const auto batch = changes.After(start, Late(), {});
  EXPECT_EQ(batch.volumes, (std::vector<VolumeName>{{"b"}, {"a"}, {"c"}}));
  EXPECT_FALSE(batch.all);
  EXPECT_EQ(batch.upTo, changes.newest());
}

TEST(Changes, BeforeTheReadersPlaceAreNotToldAgain) {
  Changes changes;
  changes.Touch({"a"});
  const auto seen = changes.newest();
  changes.Touch({"b"});
  EXPECT_EQ(changes.After(seen, Late(), {}).volumes, std::vector<VolumeName>{{"b"}});
}

TEST(Changes, AreWaitedForUntilTheDeadline) {
  Changes changes;
  const auto batch = changes.After(changes.newest(), Soon(), {});
  EXPECT_TRUE(batch.volumes.empty());
}

TEST(Changes, WakeAReaderThatWaits) {
  Changes changes;
  const auto since = changes.newest();
  auto batch = std::async(std::launch::async, [&] { return changes.After(since, Late(), {}); });
  changes.OnStatus({"a"});
  EXPECT_EQ(batch.get().volumes, std::vector<VolumeName>{{"a"}});
}

TEST(Changes, LetAStoppedReaderGo) {
  Changes changes;
  std::stop_source stop;
  const auto since = changes.newest();
  auto batch = std::async(std::launch::async,
                          [&] { return changes.After(since, Late(), stop.get_token()); });
  stop.request_stop();
  EXPECT_TRUE(batch.get().volumes.empty());
}

TEST(Changes, BeyondWhatIsRememberedMeanThatAnythingMayHaveChanged) {
  Changes changes(2);
  const auto since = changes.newest();
  for (const char* name : {"a", "b", "c"}) changes.Touch({name});
  EXPECT_TRUE(changes.After(since, Late(), {}).all);
  const auto batch = changes.After(since + 1, Late(), {});
  EXPECT_FALSE(batch.all);
  EXPECT_EQ(batch.volumes, (std::vector<VolumeName>{{"b"}, {"c"}}));
}

TEST(Changes, OfOneVolumeCanBeAwaitedAmongOthers) {
  Changes changes;
  const auto since = changes.newest();
  changes.Touch({"other"});
  EXPECT_FALSE(changes.AwaitChange({"mine"}, since, Soon(), {}));
  auto woken = std::async(std::launch::async,
                          [&] { return changes.AwaitChange({"mine"}, since, Late(), {}); });
  changes.Touch({"mine"});
  EXPECT_TRUE(woken.get());
}

}  // namespace
}  // namespace rexray
