#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/e2e/live_node.h"

// kill -9 of the real daemon at each of its durable writes and mount calls, with restart to the
// same end. The kernel's tracer does the killing: the k-th call of that kind in any of its threads
// is its last.

namespace rexray {
namespace {

constexpr int kEach = 16;
constexpr int kStride = 7;

// Of a call's steps this test takes every `slices`-th, so that several run beside each other.
struct StepsOf {
  const char* call;
  int slice = 0;
  int slices = 1;

  std::string Name() const { return slices == 1 ? call : fmt::format("{}{}", call, slice); }
  friend void PrintTo(const StepsOf& steps, std::ostream* stream) { *stream << steps.Name(); }
};

class Kill : public LiveNode, public testing::WithParamInterface<StepsOf> {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    if (!IsSkipped()) RequireProgram("strace");
  }

  std::string Services() const {
    return fmt::format("\n  local: {{driver: loop, root: {0}/data/loop}}\nworkers: 1\n",
                       folder_.path());
  }

  // A daemon that dies at the k-th call; k = 0: never.
  Daemon DyingAt(int k) {
    DaemonOptions options{
        .binary = REXRAY_BINARY, .folder = folder_.path(), .services = Services()};
    if (k > 0) {
      const std::string call = GetParam().call;
      options.prefix = {"strace", "-f",
                        "-o",     "/dev/null",
                        "-e",     "trace=" + call,
                        "-e",     fmt::format("inject={}:signal=KILL:when={}", call, k)};
    }
    return Daemon(options);
  }

  // Runs one command against a daemon that dies at k, then again against one that lives. Gives
  // whether the first one lived.
  template <class Command>
  bool Survives(int k, const Command& command) {
    bool lived = false;
    {
      Daemon dying = DyingAt(k);
      dying.StartWithoutWaiting();
      Eventually([&] { return !dying.Running() || dying.Ready(); });
      // Where a helper process dies at each try there is no success to wait for.
      lived = dying.Running() && command(dying, "2s").exitCode == 0;
      dying.Kill();
    }
    Daemon living = DyingAt(0);
    living.Start();
    const CommandResult result = command(living, "40s");
    EXPECT_EQ(result.exitCode, 0) << "killed at " << GetParam().call << " " << k << ": " << result
                                  << living.Log();
    EXPECT_EQ(living.Stop(), 0);
    return lived;
  }

  // Each of the first calls; of the many looks at loop devices that follow every seventh, and each
  // with REXRAY_FULL=1.
  static int After(int k) {
    const bool all = k < kEach || std::getenv("REXRAY_FULL") != nullptr;
    return k + (all ? 1 : kStride);
  }

  std::size_t Images() const {
    const auto found = RunCommand({"find", folder_ / "data/loop", "-name", "*.img"}).out;
    return static_cast<std::size_t>(std::ranges::count(found, '\n'));
  }
};

TEST_P(Kill, G17_AtEachStepOfCreateToMountAndOfRemovalTheNextDaemonComesToTheSameEnd) {
  const std::string manifest = Manifest("pg", "ext4", "16Mi", ", reclaimPolicy: Delete");
  bool created = false, removed = false;
  int kills = 0, step = 0;
  for (int k = 1; !(created && removed) && k < 100 && !HasFailure(); k = After(k)) {
    if (step++ % GetParam().slices != GetParam().slice) continue;
    created = Survives(k, [&](Daemon& daemon, const std::string& patience) {
      return daemon.Apply(manifest, {"--timeout", patience});
    });
    EXPECT_EQ(MountsAt(Path("pg")).size(), 1u);
    EXPECT_EQ(OurLoopDevices().size(), 1u) << "killed at " << k;
    EXPECT_EQ(Images(), 1u) << "killed at " << k;
    Write("pg", "rows");
    // Until it is gone a repeated `delete` may find it gone already.
    removed = Survives(k, [&](Daemon& daemon, const std::string& patience) {
      CommandResult result = daemon.Run({"delete", "volume", "pg", "--now", "--timeout", patience});
      if (daemon.Running() && daemon.Get("/v1/volumes/pg").empty()) result.exitCode = 0;
      return result;
    });
    EXPECT_TRUE(OurMounts().empty());
    EXPECT_TRUE(OurLoopDevices().empty()) << "killed at " << k;
    EXPECT_EQ(Images(), 0u) << "killed at " << k;
    EXPECT_FALSE(std::filesystem::exists(Path("pg"))) << "killed at " << k;
    kills += !created + !removed;
  }
  EXPECT_GT(kills, 0) << "the daemon was hardly ever killed";
}

INSTANTIATE_TEST_SUITE_P(Calls, Kill,
                         testing::Values(StepsOf{"fdatasync"}, StepsOf{"fsync"},
                                         StepsOf{"move_mount"}, StepsOf{"umount2"},
                                         StepsOf{"ioctl", 0, 4}, StepsOf{"ioctl", 1, 4},
                                         StepsOf{"ioctl", 2, 4}, StepsOf{"ioctl", 3, 4}),
                         [](const auto& each) { return each.param.Name(); });

}  // namespace
}  // namespace rexray
