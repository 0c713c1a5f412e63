#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "tests/support/requirements.h"
#include "tests/unit/metrics/promtool.h"

namespace rexray {
namespace {

// The words that follow "alert: " or "alertname: " in a file.
std::set<std::string> AlertsNamedIn(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::regex name(key + ": (\\w+)");
  return {std::sregex_token_iterator(text.begin(), text.end(), name, 1), {}};
}

TEST(AlertCases, CoverEveryAlert) {
  const auto alerts = AlertsNamedIn(REXRAY_SOURCE_DIR "/metrics/alerts.yml", "alert");
  EXPECT_GE(alerts.size(), 8U);
  EXPECT_EQ(alerts,
            AlertsNamedIn(REXRAY_SOURCE_DIR "/tests/unit/metrics/alerts_cases.yml", "alertname"));
}

class Alerts : public testing::Test {
 protected:
  void SetUp() override { RequireProgram("promtool"); }
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
