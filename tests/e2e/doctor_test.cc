#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/e2e/live_node.h"
#include "tests/support/requirements.h"

// `rexray doctor` and `rexray trace` with the real binary.

namespace rexray {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Doctor : public LiveNode {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    daemon_.Configure(fmt::format("mountRoot: {}", Root()));
    fs::create_directories(Root());
  }
  void TearDown() override {
    RunCommand({"chattr", "-i", Root() + "/old", Root() + "/full"});
  }

  std::string Root() const { return folder_ / "mnt/root"; }
  CommandResult Examine(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {
        "doctor", "-o", "json", "--config", folder_ / "config.yml", "--state", daemon_.state()};
    words.insert(words.end(), more.begin(), more.end());
    return daemon_.Run(words);
  }
  // What is found of `check` and `health`, as text.
  static std::string Findings(const CommandResult& result, const std::string& check,
                              const std::string& health) {
    std::string text;
    const json answer = json::parse(result.out);
    for (const json& each : answer.at("findings")) {
      if (each.at("check") == check && each.at("health") == health) text += each.dump() + "\n";
    }
    return text;
  }
};

TEST_F(Doctor, FindsARunningNodeHealthyAndAStoppedDaemonNot) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  const CommandResult running = Examine();
  EXPECT_EQ(running.exitCode, 0) << running;
  EXPECT_NE(Findings(running, "daemon", "OK"), "");
  EXPECT_NE(Findings(running, "database", "OK").find("1 volumes"), std::string::npos) << running;
  EXPECT_NE(Findings(running, "service local", "OK").find("lists 1"), std::string::npos) << running;
  ASSERT_EQ(daemon_.Stop(), 0);
  const CommandResult stopped = Examine();
  EXPECT_EQ(stopped.exitCode, 1) << stopped;
  EXPECT_NE(Findings(stopped, "daemon", "FAIL").find("systemctl start rexray"), std::string::npos);
  EXPECT_NE(Findings(stopped, "service local", "OK"), "") << "works without a daemon";
}

TEST_F(Doctor, NamesWhatIsWrongAndTheCommandThatEndsIt) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  ASSERT_EQ(daemon_.Stop(), 0);
  fs::rename(folder_ / "data/loop", folder_ / "data/gone");
  std::ofstream(folder_ / "data/loop") << "no folder";
  std::ofstream(daemon_.state() + "/rexray.db", std::ios::binary | std::ios::in)
      << std::string(100, 'x');
  const CommandResult result = Examine();
  EXPECT_EQ(result.exitCode, 1) << result;
  EXPECT_NE(Findings(result, "services", "FAIL"), "") << result;
  EXPECT_NE(Findings(result, "database", "FAIL").find("rexray db restore"), std::string::npos)
      << result;
}

TEST_F(Doctor, G08_FixTakesAwayOnlyWhatIsEmptyOursAndOfNoUse) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  for (const char* name : {"old", "theirs", "full"}) fs::create_directory(Root() + "/" + name);
  std::ofstream(Root() + "/full/data") << "rows";
  if (!RunCommand({"chattr", "+i", Root() + "/old"}).ok()) {
    return Missing("needs a filesystem whose files can be made immutable");
  }
  ASSERT_TRUE(RunCommand({"chattr", "+i", Root() + "/full"}).ok());
  const CommandResult found = Examine();
  EXPECT_NE(Findings(found, "leftovers", "WARN").find("/old"), std::string::npos) << found;
  EXPECT_TRUE(fs::exists(Root() + "/old")) << "without --fix nothing is changed";
  const CommandResult fixed = Examine({"--fix"});
  RunCommand({"chattr", "-i", Root() + "/full"});
  EXPECT_NE(Findings(fixed, "leftovers", "WARN").find("removed the empty folder"),
            std::string::npos)
      << fixed;
  EXPECT_FALSE(fs::exists(Root() + "/old"));
  EXPECT_TRUE(fs::exists(Root() + "/theirs"));
  EXPECT_TRUE(fs::exists(Root() + "/full/data"));
  EXPECT_TRUE(IsMounted("pg"));
}

TEST_F(Doctor, TraceTellsWhatWasDoneAndHowItEnded) {
  daemon_.Start();
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  const CommandResult timeline = daemon_.Run({"trace", "volume/pg"});
  EXPECT_EQ(timeline.exitCode, 0) << timeline;
  EXPECT_LT(timeline.out.find("reate"), timeline.out.rfind("ount")) << timeline;
  const CommandResult one = daemon_.Run({"trace", "1"});
  EXPECT_EQ(one.exitCode, 0) << one;
  EXPECT_NE(one.out.find("Succeeded"), std::string::npos) << one;
  EXPECT_NE(one.out.find("Created"), std::string::npos) << "its event\n" << one;
  EXPECT_NE(one.out.find("operation=1 "), std::string::npos) << "its line of the log\n" << one;
  EXPECT_EQ(daemon_.Run({"trace", "999999"}).exitCode, 1);
  const CommandResult logs = daemon_.Run({"logs", "pg"});
  EXPECT_EQ(logs.exitCode, 0) << logs;
  EXPECT_NE(logs.out.find("volume=pg"), std::string::npos) << logs;
  std::istringstream lines(logs.out);
  for (std::string line; std::getline(lines, line);) {
    const std::string told = line.substr(0, line.rfind(' ', line.find('=')));
    EXPECT_NE(daemon_.Log().find(told), std::string::npos)
        << line << "\nis not what the daemon wrote:\n"
        << daemon_.Log();
  }
  EXPECT_EQ(daemon_.Run({"logs", "--level", "error"}).out, "");
}

}  // namespace
}  // namespace rexray
