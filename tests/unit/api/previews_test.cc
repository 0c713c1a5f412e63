#include "api/previews.h"

#include <gtest/gtest.h>

#include <semaphore>

namespace rexray {
namespace {

VolumeState Named(const std::string& name) {
  VolumeState stored;
  stored.name = {name};
  return stored;
}

constexpr Milliseconds kLong{std::chrono::seconds(20)};

TEST(Previews, GiveOnePlanForEachVolumeInOrder) {
  Previews previews([](const VolumeState& stored) {
    return PlanReport{stored.name, Actions{}, std::nullopt};
  });
  std::vector<VolumeState> volumes;
  for (int i = 0; i < 100; ++i) volumes.push_back(Named(std::to_string(i)));
  const auto plans = previews.Make(volumes, kLong, {});
  ASSERT_EQ(plans.size(), 100U);
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(plans[static_cast<std::size_t>(i)].volume.value, std::to_string(i));
}

TEST(Previews, G15_AHungBackendDelaysNoOtherPlanAndNoUserForEver) {
  std::counting_semaphore<> release{0};
  Previews previews([&](const VolumeState& stored) {
    if (stored.name.value == "hung") release.acquire();
    return PlanReport{stored.name, Actions{}, std::nullopt};
  });
  const auto plans =
      previews.Make({Named("hung"), Named("fine")}, Milliseconds(100), TimePoint(Milliseconds(5)));
  const auto* wait = std::get_if<Wait>(&plans[0].plan);
  ASSERT_NE(wait, nullptr);
  EXPECT_EQ(wait->reason, Reason::BackendUnknown);
  EXPECT_NE(wait->message.find("hung"), std::string::npos);
  EXPECT_TRUE(std::holds_alternative<Actions>(plans[1].plan));
  release.release();
}

TEST(Previews, OfNothingAreNothing) {
  Previews previews([](const VolumeState& stored) { return PlanReport{stored.name, {}, {}}; });
  EXPECT_TRUE(previews.Make({}, kLong, {}).empty());
}

}  // namespace
}  // namespace rexray
