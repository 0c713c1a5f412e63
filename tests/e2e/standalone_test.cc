#include <filesystem>

#include "tests/e2e/live_node.h"

// `rexray apply --standalone` with the real binary: the daemon's work without a daemon.

namespace rexray {
namespace {

class Standalone : public LiveNode {
 protected:
  CommandResult Apply(const std::string& manifest, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {
        REXRAY_BINARY,          "apply",   "--standalone", "-f", "-", "--config",
        folder_ / "config.yml", "--state", daemon_.state()};
    words.insert(words.end(), more.begin(), more.end());
    return RunCommand(words, {.input = manifest});
  }
};

TEST_F(Standalone, ConvergesEndsAndLeavesADaemonNothingToDo) {
  const CommandResult applied = Apply(Manifest("pg"));
  ASSERT_EQ(applied.exitCode, 0) << applied;
  EXPECT_NE(applied.out.find("volume/pg created"), std::string::npos) << applied;
  EXPECT_TRUE(IsMounted("pg")) << "it ended, the mount stays";
  Write("pg", "rows");
  const auto before = MountsAt(Path("pg")).front().id;
  const CommandResult again = Apply(Manifest("pg"));
  EXPECT_EQ(again.exitCode, 0) << again;
  EXPECT_NE(again.out.find("unchanged"), std::string::npos) << again;
  daemon_.Start();
  EXPECT_TRUE(AwaitReason("pg", "Converged"));
  EXPECT_EQ(daemon_.Run({"plan", "--exit-code"}).exitCode, 0);
  EXPECT_EQ(MountsAt(Path("pg")).front().id, before);
  EXPECT_EQ(Read("pg"), "rows");
}

TEST_F(Standalone, IsRefusedWhileADaemonHasTheStateAndNamesIt) {
  daemon_.Start();
  const CommandResult refused = Apply(Manifest("pg"));
  EXPECT_EQ(refused.exitCode, 1) << refused;
  EXPECT_NE(refused.err.find("process " + std::to_string(daemon_.pid())), std::string::npos)
      << refused;
  EXPECT_TRUE(daemon_.Get("/v1/volumes/pg").empty());
}

TEST_F(Standalone, TellsWhatBlocksByTheSameExitCodesAsADaemon) {
  std::filesystem::create_directories(Path("pg") + "/theirs");
  const CommandResult blocked = Apply(Manifest("pg"));
  EXPECT_EQ(blocked.exitCode, 4) << blocked;
  EXPECT_EQ(Apply("kind: Nonsense\n").exitCode, 2);
  const CommandResult previewed = Apply(Manifest("other"), {"--dry-run"});
  EXPECT_EQ(previewed.exitCode, 0) << previewed;
  EXPECT_FALSE(IsMounted("other"));
}

}  // namespace
}  // namespace rexray
