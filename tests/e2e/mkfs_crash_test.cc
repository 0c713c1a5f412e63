#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/e2e/live_node.h"

// G01 under kill -9 inside mkfs: the tool dies at its k-th write, the daemon with it; a new daemon finishes
// the format, for every k.

namespace rexray {
namespace {

struct Filesystem {
  const char* type;
  const char* size;
};

// Stands in PATH before the real mkfs. With a number in the file `cut`, mkfs is killed when it is about to
// make that write, and the daemon right after it; once.
constexpr const char* kCuttingMkfs = R"(#!/bin/sh
if [ -s {0}/cut ]; then
  k=$(cat {0}/cut)
  rm {0}/cut
  strace -f -o /dev/null -e trace=pwrite64 -e inject=pwrite64:signal=KILL:when=$k {1} "$@" >/dev/null 2>&1
  echo $? >{0}/ended
  kill -9 $(cat {0}/daemon.pid)
  exit 1
fi
exec {1} "$@"
)";

// Waits in the file's way until it is removed: a mkfs that outlives its daemon.
constexpr const char* kSlowMkfs = R"(#!/bin/sh
touch {0}/begun
while [ -e {0}/wait ]; do sleep 0.02; done
exec {1} "$@"
)";

class MkfsCrash : public LiveNode, public testing::WithParamInterface<Filesystem> {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    if (!IsSkipped()) RequireProgram("strace");
  }

  Daemon With(const char* script) {
    const std::string tool = std::string("mkfs.") + GetParam().type;
    const std::string bin = folder_ / "bin";
    std::filesystem::create_directories(bin);
    const std::string real = RunCommand({"sh", "-c", "command -v " + tool}).out;
    std::ofstream(bin + "/" + tool) << fmt::format(fmt::runtime(script), folder_.path(),
                                                   real.substr(0, real.find('\n')));
    ::chmod((bin + "/" + tool).c_str(), 0755);
    return Daemon({.binary = REXRAY_BINARY,
                   .folder = folder_.path(),
                   .environment = {"PATH=" + bin + ":" + std::getenv("PATH")}});
  }

  void Put(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  bool Has(const std::string& name) { return std::filesystem::exists(folder_ / name); }

  // One volume whose mkfs and daemon die at the k-th write; gives whether mkfs was cut off at all.
  bool CutAt(Daemon& daemon, int k) {
    const std::string name = "v" + std::to_string(k);
    const std::string manifest = Manifest(name, GetParam().type, GetParam().size);
    std::filesystem::remove(folder_ / "ended");
    daemon.Start();
    Put("daemon.pid", std::to_string(daemon.pid()));
    Put("cut", std::to_string(k));
    daemon.Apply(manifest, {"--wait=false"});
    EXPECT_TRUE(daemon.Wait(std::chrono::seconds(60))) << "the daemon was not killed";

    daemon.Start();
    const CommandResult again = daemon.Apply(manifest);
    EXPECT_EQ(again.exitCode, 0) << "cut at write " << k << ": " << again << daemon.Log();
    Write(name, "rows");
    EXPECT_EQ(Read(name), "rows");
    EXPECT_EQ(daemon.Run({"delete", "volume", name}).exitCode, 0);
    EXPECT_EQ(daemon.Stop(), 0);
    int ended = -1;
    std::ifstream(folder_ / "ended") >> ended;
    return ended != 0;
  }
};

TEST_P(MkfsCrash, G01_AtEveryWriteOfMkfsTheFormatIsFinishedByTheNextDaemon) {
  Daemon daemon = With(kCuttingMkfs);
  const int step = std::getenv("REXRAY_FULL") != nullptr ? 1 : 3;
  int cuts = 0;
  for (int k = 1; CutAt(daemon, k) && !HasFailure(); k += step) ++cuts;
  EXPECT_GT(cuts, 5) << "mkfs was hardly ever cut off";
  EXPECT_TRUE(OurLoopDevices().empty());
}

TEST_P(MkfsCrash, AMkfsThatOutlivesItsDaemonIsWaitedFor) {
  Daemon daemon = With(kSlowMkfs);
  Put("wait", "");
  daemon.Start();
  const std::string manifest = Manifest("pg", GetParam().type, GetParam().size);
  daemon.Apply(manifest, {"--wait=false"});
  ASSERT_TRUE(Eventually([&] { return Has("begun"); }));
  daemon.KillAlone();
  daemon.Start();
  EXPECT_TRUE(Eventually([&] {
    return daemon.Get("/v1/volumes/pg").find("OperationRunning") != std::string::npos;
  })) << daemon.Get("/v1/volumes/pg");
  std::filesystem::remove(folder_ / "wait");
  EXPECT_EQ(daemon.Apply(manifest).exitCode, 0) << daemon.Log();
  EXPECT_TRUE(IsMounted("pg"));
}

INSTANTIATE_TEST_SUITE_P(Filesystems, MkfsCrash,
                         testing::Values(Filesystem{"ext4", "16Mi"}, Filesystem{"xfs", "300Mi"},
                                         Filesystem{"btrfs", "128Mi"}),
                         [](const auto& each) { return std::string(each.param.type); });

}  // namespace
}  // namespace rexray
