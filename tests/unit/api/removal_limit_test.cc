#include "api/removal_limit.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

Removals Removing(std::size_t removed, std::size_t of) {
  return {std::vector<ObjectRef>(removed, {"Volume", "v"}), of};
}

bool Goes(const RemovalLimit& limit, std::size_t removed, std::size_t of) {
  return IsWithin(limit, Removing(removed, of));
}

TEST(RemovalLimit, LetsAThirdGoOrOneObject) {
  EXPECT_TRUE(Goes({}, 0, 0));
  EXPECT_TRUE(Goes({}, 0, 5));
  EXPECT_TRUE(Goes({}, 1, 2));
  EXPECT_TRUE(Goes({}, 2, 6));
  EXPECT_FALSE(Goes({}, 2, 5));
  EXPECT_FALSE(Goes({}, 3, 8));
  EXPECT_TRUE(Goes({}, 3, 9));
}

TEST(RemovalLimit, NeverLetsAllGoWhateverIsConfigured) {
  for (const RemovalLimit& limit :
       {RemovalLimit{}, RemovalLimit{.percent = 100}, RemovalLimit{.count = 1000}}) {
    EXPECT_FALSE(Goes(limit, 1, 1));
    EXPECT_FALSE(Goes(limit, 7, 7));
  }
}

TEST(RemovalLimit, IsAShareOrACount) {
  EXPECT_TRUE(Goes({.percent = 30}, 3, 10));
  EXPECT_FALSE(Goes({.percent = 30}, 4, 10));
  EXPECT_FALSE(Goes({.percent = 0}, 1, 1000));
  EXPECT_TRUE(Goes({.count = 5}, 5, 6));
  EXPECT_FALSE(Goes({.count = 5}, 6, 600));
  EXPECT_FALSE(Goes({.count = 0}, 1, 600));
}

TEST(RemovalLimit, IsReadAndShownTheSame) {
  for (const char* text : {"30%", "0%", "100%", "0", "5"}) {
    const auto limit = ParseRemovalLimit(text);
    ASSERT_TRUE(limit.has_value()) << text;
    EXPECT_EQ(ToString(*limit), text);
  }
  for (const char* text : {"", "%", "-1", "101%", "1.5", "5 %", "all", "99999999999999999999"}) {
    EXPECT_FALSE(ParseRemovalLimit(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace rexray
