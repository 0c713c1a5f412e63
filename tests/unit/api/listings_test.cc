#include "api/listings.h"

#include <gtest/gtest.h>

#include <semaphore>

namespace rexray {
namespace {

ShownListing Complete() {
  auto listing = std::make_shared<Listing>();
  listing->complete = true;
  return ShownListing::Known(std::move(listing), {});
}

TEST(Listings, HaveAnEntryForEachService) {
  Listings listings(
      [](const ServiceName& service) {
        return service.value == "lost" ? ShownListing::NotKnown("no route") : Complete();
      },
      {});
  const auto shown = listings.Of({{"local"}, {"lost"}}, std::chrono::seconds(20));
  ASSERT_EQ(shown.size(), 2U);
  EXPECT_TRUE(shown.at({"local"}).present());
  EXPECT_EQ(shown.at({"lost"}).why, "no route");
  EXPECT_TRUE(listings.Of({}, std::chrono::seconds(20)).empty());
}

TEST(Listings, G15_AHungServiceHidesNoOther) {
  std::counting_semaphore<> release{0};
  Listings listings(
      [&](const ServiceName& service) {
        if (service.value == "hung") release.acquire();
        return Complete();
      },
      {});
  const auto shown = listings.Of({{"hung"}, {"local"}}, Milliseconds(100));
  EXPECT_TRUE(shown.at({"hung"}).unknown());
  EXPECT_EQ(shown.at({"hung"}).why, "no answer within 100ms");
  EXPECT_TRUE(shown.at({"local"}).present());
  release.release();
}

TEST(Listings, ABrokenServiceIsUnknown) {
  Listings listings([](const ServiceName&) -> ShownListing { throw std::runtime_error("broken"); },
                    {});
  EXPECT_TRUE(listings.Of({{"local"}}, std::chrono::seconds(20)).at({"local"}).unknown());
}

}  // namespace
}  // namespace rexray
