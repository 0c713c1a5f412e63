#include "api/selector.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

using Labels = std::map<std::string, std::string>;

bool Selects(const char* text, const Labels& labels) {
  const auto selector = Selector::Parse(text);
  EXPECT_TRUE(selector.has_value()) << text;
  return selector && selector->Matches(labels);
}

TEST(Selectors, OfNothingSelectEverything) {
  EXPECT_TRUE(Selects("", {}));
  EXPECT_TRUE(Selects("  ", {{"app", "pg"}}));
}

TEST(Selectors, CompareForEquality) {
  for (const char* text : {"app=pg", "app==pg", " app = pg "}) {
    EXPECT_TRUE(Selects(text, {{"app", "pg"}})) << text;
    EXPECT_FALSE(Selects(text, {{"app", "web"}})) << text;
    EXPECT_FALSE(Selects(text, {})) << text;
  }
  EXPECT_TRUE(Selects("app=", {{"app", ""}}));
}

TEST(Selectors, CompareForDifferenceAsKubectlDoesMissingIncluded) {
  EXPECT_FALSE(Selects("app!=pg", {{"app", "pg"}}));
  EXPECT_TRUE(Selects("app!=pg", {{"app", "web"}}));
  EXPECT_TRUE(Selects("app!=pg", {}));
}

TEST(Selectors, AskWhetherALabelExists) {
  EXPECT_TRUE(Selects("app", {{"app", "pg"}}));
  EXPECT_FALSE(Selects("app", {}));
  EXPECT_TRUE(Selects("!app", {}));
  EXPECT_FALSE(Selects("!app", {{"app", ""}}));
}

TEST(Selectors, NeedAllTheirTerms) {
  EXPECT_TRUE(Selects("app=pg,tier!=x,zone", {{"app", "pg"}, {"zone", "a"}}));
  EXPECT_FALSE(Selects("app=pg,tier!=x,zone", {{"app", "pg"}}));
}

TEST(Selectors, AcceptPrefixedKeys) {
  EXPECT_TRUE(Selects("rexray.io/app=pg", {{"rexray.io/app", "pg"}}));
}

class BadSelector : public testing::TestWithParam<const char*> {};
TEST_P(BadSelector, IsRefused) { EXPECT_FALSE(Selector::Parse(GetParam()).has_value()); }
INSTANTIATE_TEST_SUITE_P(Api, BadSelector,
                         testing::Values("=x", "!=x", "!", ",", "a,", ",a", "a=b=c", "a===b",
                                         "a in (b,c)", "a b", "a!b", "!a=b"));

TEST(Selectors, NameThePlaceOfAnError) {
  const auto selector = Selector::Parse("app=pg,a b");
  ASSERT_FALSE(selector.has_value());
  EXPECT_NE(selector.error().message.find("\"a b\" at character 8"), std::string::npos)
      << selector.error().message;
}

}  // namespace
}  // namespace rexray
