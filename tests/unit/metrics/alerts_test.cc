#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/metrics/promtool.h"

namespace rexray {
namespace {

class Alerts : public testing::Test {
 protected:
  void SetUp() override { RequirePromtool(); }

  static std::filesystem::path here() { return std::filesystem::path(__FILE__).parent_path(); }
};

TEST_F(Alerts, AreValidRules) {
  const auto rules = here() / "../../../metrics/alerts.yml";
  const PromtoolAnswer answer = Promtool("check rules " + rules.string());
  EXPECT_TRUE(answer.ok) << answer.output;
}

// alerts_cases.yml: for each rule a series that fires it and one that does not.
TEST_F(Alerts, FireAndKeepQuietAsTheirCasesSay) {
  const PromtoolAnswer answer = Promtool("test rules " + (here() / "alerts_cases.yml").string());
  EXPECT_TRUE(answer.ok) << answer.output;
}

}  // namespace
}  // namespace rexray
