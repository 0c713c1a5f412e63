#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "tests/e2e/live_node.h"

namespace rexray {
namespace {

using nlohmann::json;

const std::string kMetricsFolder = REXRAY_SOURCE_DIR "/metrics";

// Panels that rightly show nothing while all is well and no front door exists.
const std::set<std::string> kEmptyWhenHealthy = {"References", "Failed tries",
                                                 "Volumes that are not ready"};

struct Query {
  std::string where;
  std::string expression;
};

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// Every query of the dashboard, with Grafana's variables filled in as Grafana would.
std::vector<Query> DashboardQueries() {
  std::ifstream file(kMetricsFolder + "/dashboards/rexray.json");
  std::vector<Query> queries;
  const json dashboard = json::parse(file);
  for (const json& panel : dashboard.at("panels")) {
    for (const json& target : panel.value("targets", json::array())) {
      auto expression = target.at("expr").get<std::string>();
      expression = Replaced(expression, "$__rate_interval", "1m");
      queries.push_back(
          {panel.at("title").get<std::string>(), Replaced(expression, "$instance", ".*")});
    }
  }
  return queries;
}

// Names of metrics in an expression: what stands before a selector, and all of ours.
std::set<std::string> NamesIn(const std::string& expression) {
  static const std::regex kName(R"(\b(rexray_\w+|[a-z_]\w*(?=\{)))");
  return {std::sregex_token_iterator(expression.begin(), expression.end(), kName, 1), {}};
}

// A Prometheus of our own that scrapes one daemon every second and evaluates our alert rules.
class Prometheus {
 public:
  Prometheus(const std::string& folder, const std::string& target) {
    const std::string config = folder + "/prometheus.yml";
    std::ofstream(config) << "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
                          << "rule_files: [" << kMetricsFolder << "/alerts.yml]\n"
                          << "scrape_configs:\n  - job_name: rexray\n"
                          << "    static_configs: [{targets: ['" << target << "']}]\n";
    process_.emplace(std::vector<std::string>{"prometheus", "--config.file=" + config,
                                              "--storage.tsdb.path=" + folder + "/tsdb",
                                              "--web.listen-address=" + address_},
                     Process::Options{});
  }

  // The `data` of an API answer; null and a failed expectation if it is an error.
  json Ask(const std::string& path, const std::string& query = {}) const {
    const CommandResult answer =
        RunCommand({"curl", "--silent", "--get", "--max-time", "20", "--data-urlencode",
                    "query=" + query, "http://" + address_ + "/api/v1/" + path});
    const json body = json::parse(answer.out, nullptr, false);
    if (body.is_discarded()) return nullptr;
    EXPECT_EQ(body.value("status", ""), "success") << query << "\n" << answer.out;
    return body.value("data", json());
  }

  // The samples that an expression has now.
  json Evaluate(const std::string& expression) const {
    const json data = Ask("query", expression);
    return data.is_object() ? data.at("result") : json::array();
  }

  std::set<std::string> MetricNames() const {
    return Ask("label/__name__/values").get<std::set<std::string>>();
  }

  // The alert rules, once each was evaluated.
  json EvaluatedRules() const {
    json rules;
    const bool evaluated = Eventually([&] {
      rules = Ask("rules").at("groups").at(0).at("rules");
      return std::ranges::none_of(rules, [](const json& r) { return r.at("health") == "unknown"; });
    });
    EXPECT_TRUE(evaluated) << rules;
    return rules;
  }

  bool HasScraped(int times) const {
    const json seen = Evaluate("sum_over_time(up{job=\"rexray\"}[5m])");
    return !seen.empty() && std::stod(seen[0].at("value")[1].get<std::string>()) >= times;
  }

 private:
  const std::string address_ = PrivateLoopbackAddress() + ":9090";
  std::optional<Process> process_;
};

class LiveMetrics : public LiveNode {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    if (!IsSkipped()) RequireProgram("prometheus");
    if (IsSkipped() || HasFailure()) return;
    const std::string site = folder_ / "site";
    std::filesystem::create_directory(site);
    std::ofstream(site + "/pg.yaml") << Manifest("pg");
    scraped_.Configure("sources: {site: {path: " + site + "}}\n");
    scraped_.Start();
    const CommandResult synced = scraped_.Run({"sync", "site"});
    ASSERT_TRUE(synced.ok()) << synced << scraped_.Log();
  }

  // A repaired drift is part of what the dashboard shows. (The kernel gives the id of a mount that
  // is gone to the next one: the mount table alone cannot tell a repair from none.)
  void UnmountBehindItsBack() {
    const std::string repaired = "rexray_drift_repaired_total{kind=\"MountVanished\"} 1\n";
    ASSERT_TRUE(RunCommand({"umount", Path("pg")}).ok());
    ASSERT_TRUE(Eventually([&] { return scraped_.Get("/metrics").contains(repaired); }))
        << scraped_.Log();
    EXPECT_TRUE(IsMounted("pg"));
  }

  Daemon scraped_{{.binary = REXRAY_BINARY, .folder = folder_.path(), .metrics = true}};
};

TEST_F(LiveMetrics, EveryQueryOfTheDashboardHasItsData) {
  UnmountBehindItsBack();
  const Prometheus prometheus(folder_.path(), scraped_.metricsAddress());
  ASSERT_TRUE(Eventually([&] { return prometheus.HasScraped(3); }));
  const std::set<std::string> names = prometheus.MetricNames();
  const std::vector<Query> queries = DashboardQueries();
  EXPECT_GT(queries.size(), 30U);
  for (const auto& [panel, expression] : queries) {
    for (const std::string& name : NamesIn(expression)) {
      if (kEmptyWhenHealthy.contains(panel)) continue;
      EXPECT_TRUE(names.contains(name)) << panel << ": no daemon exposes " << name;
    }
    const bool empty = prometheus.Evaluate(expression).empty();
    EXPECT_EQ(empty, kEmptyWhenHealthy.contains(panel)) << panel << ": " << expression;
  }
}

TEST_F(LiveMetrics, EveryAlertRuleEvaluatesAndIsQuietWhileAllIsWell) {
  const Prometheus prometheus(folder_.path(), scraped_.metricsAddress());
  ASSERT_TRUE(Eventually([&] { return prometheus.HasScraped(3); }));
  const std::set<std::string> names = prometheus.MetricNames();
  const json rules = prometheus.EvaluatedRules();
  EXPECT_GE(rules.size(), 8U);
  for (const json& rule : rules) {
    EXPECT_EQ(rule.at("health"), "ok") << rule;
    EXPECT_EQ(rule.at("state"), "inactive") << rule;
    for (const std::string& name : NamesIn(rule.at("query").get<std::string>())) {
      EXPECT_TRUE(names.contains(name)) << rule.at("name") << ": no daemon exposes " << name;
    }
  }
}

TEST_F(LiveMetrics, TheControlSocketServesTheSameFamilies) {
  const std::string text = scraped_.Get("/metrics");
  EXPECT_NE(text.find("rexray_volumes{driver=\"loop\",state=\"actual\"} 1"), std::string::npos)
      << text;
  EXPECT_NE(
      text.find("rexray_volume_condition{volume=\"pg\",condition=\"Ready\",status=\"true\"} 1"),
      std::string::npos)
      << text;
}

}  // namespace
}  // namespace rexray
