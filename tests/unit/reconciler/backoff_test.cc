#include "reconciler/backoff.h"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

const VolumeName kVolume{"pg"};
const Error kDown{Code::Unavailable, "down", {}};

class BackoffTest : public testing::Test {
 protected:
  FakeClock clock_;
  Backoff backoff_{BackoffConfig{}, 7};

  Milliseconds Fail(ActionKind action = ActionKind::Attach, std::uint64_t generation = 1) {
    return backoff_.Failed(kVolume, action, kDown, generation, clock_.Now()).until - clock_.Now();
  }
  bool Standing(ActionKind action = ActionKind::Attach, std::uint64_t generation = 1) {
    return backoff_.Standing(kVolume, action, generation, clock_.Now()).has_value();
  }
};

TEST_F(BackoffTest, GrowsWithEachFailureUpToItsLimit) {
  Milliseconds last{0};
  for (int i = 0; i < 6; ++i) {
    const Milliseconds delay = Fail();
    EXPECT_GT(delay, last);
    last = delay;
  }
  for (int i = 0; i < 50; ++i) last = Fail();
  EXPECT_LE(last, BackoffConfig{}.longest * 1.2);
  EXPECT_GE(last, BackoffConfig{}.longest * 0.8);
}

TEST_F(BackoffTest, SpreadsEqualFailures) {
  Backoff other(BackoffConfig{}, 8);
  EXPECT_NE(Fail(),
            other.Failed(kVolume, ActionKind::Attach, kDown, 1, clock_.Now()).until - clock_.Now());
}

TEST_F(BackoffTest, G26_IsPerAction) {
  Fail(ActionKind::Attach);
  EXPECT_TRUE(Standing(ActionKind::Attach));
  EXPECT_FALSE(Standing(ActionKind::Detach)) << "a failing attach delays the detach that cures it";
}

TEST_F(BackoffTest, EndsWithItsTime) {
  clock_.Advance(Fail());
  EXPECT_FALSE(Standing());
}

TEST_F(BackoffTest, G26_EndsWithANewInputAndStartsAnew) {
  for (int i = 0; i < 8; ++i) Fail();
  EXPECT_FALSE(Standing(ActionKind::Attach, 2));
  EXPECT_LT(Fail(ActionKind::Attach, 2), 1s);
}

TEST_F(BackoffTest, G26_EndsWithSuccessOrReset) {
  Fail();
  backoff_.Succeeded(kVolume, ActionKind::Attach);
  EXPECT_FALSE(Standing());
  Fail();
  backoff_.Reset(kVolume);
  EXPECT_FALSE(Standing());
}

TEST_F(BackoffTest, G26_WhatRepeatingCannotCureWaitsForANewInput) {
  const Error wrong{Code::InvalidArgument, "wrong", {}};
  EXPECT_EQ(backoff_.Failed(kVolume, ActionKind::Create, wrong, 1, clock_.Now()).until,
            TimePoint::max());
  clock_.Advance(10000h);
  EXPECT_TRUE(Standing(ActionKind::Create, 1));
  EXPECT_FALSE(Standing(ActionKind::Create, 2));
}

// While somebody repairs it nothing else may have the device.
TEST_F(BackoffTest, G12_WhatNeedsRepairIsNotTriedAgainBeforeAReset) {
  const Error damaged{Code::FailedPrecondition, "damaged", "NeedsRepair"};
  EXPECT_EQ(backoff_.Failed(kVolume, ActionKind::Check, damaged, 1, clock_.Now()).until,
            TimePoint::max());
  backoff_.Reset(kVolume);
  EXPECT_FALSE(Standing(ActionKind::Check, 1));
}

}  // namespace
}  // namespace rexray
