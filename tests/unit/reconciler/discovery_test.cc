#include "reconciler/discovery.h"

#include <gtest/gtest.h>

#include <thread>

#include "drivers/storage/sim.h"
#include "reconciler/attach_slots.h"
#include "tests/support/command.h"
#include "tests/support/fake_clock.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

class DiscoveryTest : public testing::Test {
 protected:
  CallContext Within(std::chrono::milliseconds time) const {
    return {std::chrono::steady_clock::now() + time, {}, -1};
  }
  Observed<Discovery::Shared> Ask(TimePoint notBefore) {
    return discovery_.Of(service_, *driver_, notBefore, Within(30s));
  }
  std::size_t Listings() { return world_->faults().count("List"); }

  const ServiceName service_{"sim"};
  FakeClock clock_;
  std::shared_ptr<SimWorld> world_ = std::make_shared<SimWorld>();
  std::unique_ptr<Driver> driver_ = MakeSimDriver(world_);
  Discovery discovery_{clock_};
};

TEST_F(DiscoveryTest, OneListingServesAllWhoNeedNoneNewer) {
  const TimePoint applied = clock_.Now();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Ask(applied).present());
  EXPECT_EQ(Listings(), 1u);
  EXPECT_TRUE(Ask(applied + 1ms).present());
  EXPECT_EQ(Listings(), 2u);
}

TEST_F(DiscoveryTest, WhoComesWhileOneIsMadeWaitsForIt) {
  world_->faults().Hang("List", 1);
  std::jthread first([&] { EXPECT_TRUE(Ask(clock_.Now()).present()); });
  ASSERT_TRUE(world_->faults().AwaitHanging(1, 30s));
  std::jthread second([&] { EXPECT_TRUE(Ask(clock_.Now()).present()); });
  world_->faults().Clear();
  first.join();
  second.join();
  EXPECT_EQ(Listings(), 1u);
}

TEST_F(DiscoveryTest, WhatWasOutdatedIsListedAnew) {
  const TimePoint applied = clock_.Now();
  EXPECT_TRUE(Ask(applied).present());
  discovery_.Outdate(service_);
  EXPECT_TRUE(Ask(applied).present());
  EXPECT_EQ(Listings(), 2u);
}

TEST_F(DiscoveryTest, AFailedListingIsUnknownAndNotKept) {
  world_->faults().Refuse("List", {Code::Unavailable, "no answer", {}});
  const auto failed = Ask(clock_.Now());
  EXPECT_TRUE(failed.unknown());
  EXPECT_EQ(failed.why, "no answer");
  EXPECT_TRUE(Ask(clock_.Now()).present());
}

TEST_F(DiscoveryTest, G15_AListingThatHangsHoldsNobodyPastHisDeadline) {
  world_->faults().Hang("List", 1);
  std::jthread stuck([&] { Ask(clock_.Now()); });
  ASSERT_TRUE(world_->faults().AwaitHanging(1, 30s));
  EXPECT_TRUE(discovery_.Of(service_, *driver_, clock_.Now(), Within(10ms)).unknown());
  world_->faults().Clear();
}

class SlotsTest : public testing::Test {
 protected:
  SlotsTest() { input_.capabilities = Capabilities{}; }
  AttachSlots::Lease Take(ActionKind kind) { return slots_.TryTake(service_, kind, input_); }

  const ServiceName service_{"sim"};
  PlanInput input_;
  AttachSlots slots_;
};

TEST_F(SlotsTest, G16_OneAtATimeWhereTheBackendAsksForIt) {
  input_.capabilities->serialAttach = true;
  auto first = Take(ActionKind::Attach);
  ASSERT_TRUE(first);
  EXPECT_FALSE(Take(ActionKind::Attach));
  EXPECT_FALSE(Take(ActionKind::Detach));
  EXPECT_TRUE(Take(ActionKind::Mount)) << "that concerns no attachment";
  EXPECT_TRUE(slots_.TryTake(ServiceName{"other"}, ActionKind::Attach, input_));
  first.reset();
  EXPECT_TRUE(Take(ActionKind::Detach));
}

TEST_F(SlotsTest, G24_WhatIsBeingAttachedCountsBeforeAListingShowsIt) {
  input_.capabilities->attachLimit = 3;
  input_.observation.listing.value.attachedHere = 1;
  auto first = Take(ActionKind::Attach);
  auto second = Take(ActionKind::Attach);
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(Take(ActionKind::Attach));
  EXPECT_TRUE(Take(ActionKind::Detach));
  first.reset();
  EXPECT_TRUE(Take(ActionKind::Attach));
}

TEST_F(SlotsTest, WithoutLimitsNothingIsCounted) {
  auto first = Take(ActionKind::Attach);
  EXPECT_TRUE(first && Take(ActionKind::Attach) && Take(ActionKind::Detach));
}

}  // namespace
}  // namespace rexray
