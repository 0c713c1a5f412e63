#include "cli/config.h"

#include <gtest/gtest.h>

#include <map>

#include "cli/config_file.h"
#include "cli/settings.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> ProblemsOf(const std::string& text) {
  Config config;
  std::vector<std::string> lines;
  for (const Problem& problem : ReadConfigFile({"c.yml", text}, config))
    lines.push_back(ToString(problem));
  return lines;
}

Config Read(const std::string& text) {
  Config config;
  const auto problems = ReadConfigFile({"c.yml", text}, config);
  for (const Problem& problem : problems) ADD_FAILURE() << ToString(problem);
  return config;
}

void ExpectProblem(const std::string& text, const std::string& part) {
  const auto problems = ProblemsOf(text);
  ASSERT_EQ(problems.size(), 1U) << text;
  EXPECT_NE(problems.front().find(part), std::string::npos) << problems.front();
}

TEST(Configuration, TheShortFormOfTheDocumentationIsRead) {
  const Config config = Read(
      "node: db1\n"
      "services:\n"
      "  local: {driver: loop, root: /var/lib/rexray/loop}\n"
      "listen: {control: unix:///run/rexray/rexray.sock, metrics: none}\n"
      "log: {level: debug, format: json}\n"
      "linger: 90s\n"
      "workers: 8\n");
  EXPECT_EQ(config.node.value, "db1");
  ASSERT_EQ(config.services.size(), 1U);
  EXPECT_EQ(config.services[0].name.value, "local");
  EXPECT_EQ(config.services[0].driver, "loop");
  EXPECT_EQ(config.services[0].options.at("root"), "/var/lib/rexray/loop");
  EXPECT_TRUE(config.metrics.empty());
  EXPECT_EQ(config.logLevel, LogLevel::Debug);
  EXPECT_EQ(config.logFormat, LogFormat::Json);
  EXPECT_EQ(config.linger, 90s);
  EXPECT_EQ(config.workers, 8U);
}

TEST(Configuration, LabelsOfTheNodeStandAsAMappingOrAsPairs) {
  using Labels = std::map<std::string, std::string>;
  EXPECT_EQ(Read("labels: {zone: a, disk: fast}\n").labels,
            (Labels{{"zone", "a"}, {"disk", "fast"}}));
  Config config = Read("labels: {zone: a}\n");
  ASSERT_TRUE(FindSetting("labels")->apply("disk=fast,rack=7", config).has_value());
  EXPECT_EQ(config.labels, (Labels{{"disk", "fast"}, {"rack", "7"}}));
  EXPECT_FALSE(FindSetting("labels")->apply("disk", config).has_value());
  ExpectProblem("labels: [a]\n", "c.yml:1:9: labels: takes a mapping");
  ExpectProblem("labels: {zone: [a]}\n", "labels.zone: takes one value");
  ExpectProblem("labels: {-zone: a}\n", "labels.-zone: the key must consist of");
  ExpectProblem("labels: {zone: \"a b\"}\n", "\"a b\" is no label value");
}

TEST(Configuration, AnEmptyFileMeansTheDefaults) {
  for (const char* text : {"", "# nothing\n", "---\n"}) {
    const Config config = Read(text);
    EXPECT_EQ(config.control, kDefaultControl);
    EXPECT_EQ(config.metrics, kDefaultMetrics);
    EXPECT_EQ(config.state, "/var/lib/rexray/state");
  }
}

TEST(Configuration, UnknownKeysNamePlaceAndTheNearestKey) {
  ExpectProblem("nod: db1\n", "c.yml:1:1: nod: ");
  ExpectProblem("nod: db1\n", "\"node\"");
  ExpectProblem("log:\n  levl: debug\n", "c.yml:2:3: log.levl: ");
  ExpectProblem("log:\n  levl: debug\n", "\"level\"");
}

TEST(Configuration, KeysOfLaterVersionsAreToldApartFromMistakes) {
  ExpectProblem("csi: {}\n", "not supported by this version");
  ExpectProblem("fleet: {a: 1}\n", "not supported by this version");
}

TEST(Configuration, SourcesAreReadWithTheirKeys) {
  const Config config = Read(
      "sources:\n"
      "  site: {path: /etc/rexray/manifests.d/, prune: true, maxRemovals: 30%}\n"
      "  more: {path: /etc/../etc/more}\n");
  ASSERT_EQ(config.sources.size(), 2U);
  EXPECT_EQ(config.sources[0].name, "site");
  EXPECT_EQ(config.sources[0].path, "/etc/rexray/manifests.d");
  EXPECT_TRUE(config.sources[0].prune);
  EXPECT_EQ(config.sources[0].maxRemovals, (RemovalLimit{.percent = 30}));
  EXPECT_EQ(config.sources[1].path, "/etc/more");
  EXPECT_FALSE(config.sources[1].prune);
}

TEST(Configuration, MistakesInSourcesNamePlaceAndRemedy) {
  ExpectProblem("sources: [a]\n", "site: {path:");
  ExpectProblem("sources: {site: {}}\n", "c.yml:1:11: sources.site: has no path");
  ExpectProblem("sources: {site: /x}\n", "mapping with at least \"path\"");
  ExpectProblem("sources: {site: {path: x}}\n", "no absolute path");
  ExpectProblem("sources: {site: {path: /x, prun: true}}\n", "\"prune\"");
  ExpectProblem("sources: {site: {path: /x, prune: yes}}\n", "neither true nor false");
  ExpectProblem("sources: {site: {path: /x, maxRemovals: many}}\n", "neither a share");
  ExpectProblem("sources: {site: {git: 'https://x/y.git'}}\n", "git-sync");
  ExpectProblem("sources: {a: {path: /x}, b: {path: /x/.}}\n", "source \"a\" already");
  for (const char* name : {"default", "cli", "docker", "discovered", "approve"}) {
    ExpectProblem(std::string("sources: {") + name + ": {path: /x}}\n", "choose another name");
  }
}

TEST(Configuration, AllMistakesAreToldAtOnce) {
  EXPECT_EQ(ProblemsOf("nod: x\nlog: {level: loud}\nworkers: 0\nlinger: 5\n").size(), 4U);
}

TEST(Configuration, ValuesAreChecked) {
  ExpectProblem("state: relative/path\n", "absolute");
  ExpectProblem("workers: many\n", "1 to 64");
  ExpectProblem("log: {format: xml}\n", "text nor json");
  ExpectProblem("listen: {control: /run/x.sock}\n", "unix://");
  ExpectProblem("listen: {metrics: \"tcp://0.0.0.0:9709\"}\n", "loopback");
  ExpectProblem("log: debug\n", "mapping");
  ExpectProblem("node: [a]\n", "one value");
  ExpectProblem("- a\n", "mapping");
  ExpectProblem("a: b\n---\nc: d\n", "one YAML document");
}

TEST(Configuration, ServicesNeedADriverAndPlainOptions) {
  ExpectProblem("services: {local: {root: /x}}\n", "no driver");
  ExpectProblem("services: {local: loop}\n", "mapping");
  ExpectProblem("services: [loop]\n", "mapping");
  ExpectProblem("services: {local: {driver: loop, root: [a]}}\n", "services.local.root");
}

TEST(Configuration, HostileTextsEndInProblems) {
  for (const char* text : {",", "a: &a [*a]", "node: \x01", "{", "node: a\nnode: b"}) {
    EXPECT_FALSE(ProblemsOf(text).empty()) << text;
  }
}

ConfigSources Sources(std::map<std::string, std::string> environment,
                      std::vector<std::pair<std::string, std::string>> flags) {
  return {"/dev/null",
          [environment](const std::string& name) -> std::optional<std::string> {
            const auto found = environment.find(name);
            return found == environment.end() ? std::nullopt : std::optional(found->second);
          },
          std::move(flags)};
}

TEST(Configuration, FlagsWinOverTheEnvironment) {
  const auto config =
      LoadConfig(Sources({{"REXRAY_NODE", "env"}, {"REXRAY_STATE", "/env"}}, {{"node", "flag"}}));
  ASSERT_TRUE(config.has_value()) << config.error().message;
  EXPECT_EQ(config->node.value, "flag");
  EXPECT_EQ(config->state, "/env");
}

TEST(Configuration, TheNodeIsTheHostUnlessNamed) {
  const auto config = LoadConfig(Sources({}, {}));
  ASSERT_TRUE(config.has_value()) << config.error().message;
  EXPECT_FALSE(config->node.empty());
  EXPECT_FALSE(config->domain.has_value());
}

TEST(Configuration, AWrongVariableIsNamed) {
  const auto config = LoadConfig(Sources({{"REXRAY_LOG_LEVEL", "loud"}}, {}));
  ASSERT_FALSE(config.has_value());
  EXPECT_EQ(config.error().code, Code::InvalidArgument);
  EXPECT_EQ(config.error().message.find("REXRAY_LOG_LEVEL: "), 0U) << config.error().message;
}

TEST(Configuration, AMissingFileIsNamed) {
  ConfigSources sources = Sources({}, {});
  sources.file = "/nonexistent/c.yml";
  const auto config = LoadConfig(sources);
  ASSERT_FALSE(config.has_value());
  EXPECT_NE(config.error().message.find("/nonexistent/c.yml"), std::string::npos);
}

TEST(Configuration, EverySettingHasItsOwnVariable) {
  std::map<std::string_view, int> seen;
  for (const Setting& setting : Settings()) ++seen[setting.environment];
  for (const auto& [name, count] : seen) EXPECT_EQ(count, 1) << name;
}

}  // namespace
}  // namespace rexray
