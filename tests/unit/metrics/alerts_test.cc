#include <gtest/gtest.h>

#include "tests/unit/metrics/promtool.h"

namespace rexray {
namespace {

class Alerts : public testing::Test {
 protected:
  void SetUp() override { RequirePromtool(); }
};

TEST_F(Alerts, AreValidRules) {
  const PromtoolAnswer answer = Promtool("check rules " REXRAY_SOURCE_DIR "/metrics/alerts.yml");
  EXPECT_TRUE(answer.ok) << answer.output;
}

// alerts_cases.yml: for each rule a series that fires it and one that does not.
TEST_F(Alerts, FireAndKeepQuietAsTheirCasesSay) {
  const PromtoolAnswer answer =
      Promtool("test rules " REXRAY_SOURCE_DIR "/tests/unit/metrics/alerts_cases.yml");
  EXPECT_TRUE(answer.ok) << answer.output;
}

}  // namespace
}  // namespace rexray
