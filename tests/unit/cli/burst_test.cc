#include "cli/burst.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

using namespace std::chrono_literals;

Burst::Time At(Burst::Duration after) { return Burst::Time(100s) + after; }

TEST(Burst, IsOverOnceNoChangeCameForAWhile) {
  Burst burst(At(0s), 500ms, 10s);
  EXPECT_FALSE(burst.IsOver(At(400ms)));
  burst.Note(At(400ms));
  EXPECT_FALSE(burst.IsOver(At(500ms)));
  EXPECT_TRUE(burst.IsOver(At(900ms)));
  EXPECT_FALSE(burst.IsTooLong(At(900ms)));
}

TEST(Burst, EndsAlthoughChangesNeverDo) {
  Burst burst(At(0s), 500ms, 10s);
  for (auto change = 0ms; change <= 10s; change += 100ms) burst.Note(At(change));
  EXPECT_EQ(burst.due(), At(10s));
  EXPECT_TRUE(burst.IsTooLong(At(10s)));
}

}  // namespace
}  // namespace rexray
