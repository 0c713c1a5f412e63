#include "api/target.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

using Segments = std::vector<std::string>;
using Query = std::map<std::string, std::string>;

TEST(Targets, AreSplitBeforeTheyAreDecoded) {
  const auto target = ParseTarget("/v1/a%2Fb/%7Ec?x=1&y=a%3Db+c&flag");
  ASSERT_TRUE(target.has_value());
  EXPECT_EQ(target->segments, (Segments{"v1", "a/b", "~c"}));
  EXPECT_EQ(target->query, (Query{{"x", "1"}, {"y", "a=b c"}, {"flag", ""}}));
}

TEST(Targets, KeepAPlusInThePath) { EXPECT_EQ(ParseTarget("/a+b")->segments, Segments{"a+b"}); }

TEST(Targets, OfTheRootHaveOneEmptySegment) { EXPECT_EQ(ParseTarget("/")->segments, Segments{""}); }

TEST(Targets, MayBeAWholeUrl) {
  EXPECT_EQ(ParseTarget("http://host:80/v1/x?a=b")->segments, (Segments{"v1", "x"}));
  EXPECT_EQ(ParseTarget("http://host")->segments, Segments{""});
}

class BadTarget : public testing::TestWithParam<const char*> {};
TEST_P(BadTarget, IsRefused) {
  const auto target = ParseTarget(GetParam());
  ASSERT_FALSE(target.has_value());
  EXPECT_EQ(target.error().code, Code::InvalidArgument);
}
INSTANTIATE_TEST_SUITE_P(Api, BadTarget,
                         testing::Values("", "*", "v1", "/a%", "/a%2", "/a%zz", "/a%00b", "/?x=%g1",
                                         "/?x=1&x=2", "?x=1"));

}  // namespace
}  // namespace rexray
