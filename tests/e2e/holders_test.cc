#include <unistd.h>

#include <climits>
#include <optional>

#include "tests/e2e/live_node.h"

// Who still has a volume is named, and nothing is taken from him, with the real binary.

namespace rexray {
namespace {

class Holders : public LiveNode {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    daemon_.Start();
    ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
    Write("pg", "rows");
  }

  static std::string Command(pid_t pid) {
    std::string name = RunCommand({"cat", "/proc/" + std::to_string(pid) + "/comm"}).out;
    return name.substr(0, name.find('\n'));
  }

  // Started, and by now what it shall become.
  Process& Start(const std::vector<std::string>& command, const std::string& becomes) {
    Process& started = process_.emplace(command, Process::Options{});
    EXPECT_TRUE(Eventually([&] { return Command(started.pid()) == becomes; }));
    return started;
  }

  // Deletes the Attachment, and expects the volume to stay attached for this process' sake.
  void ExpectHeldBy(const Process& holder, const std::string& what) {
    daemon_.Run({"delete", "attachment", "pg-here", "--timeout", "2s"});
    ASSERT_TRUE(AwaitReason("pg", "DeviceInUse")) << Reason("pg");
    const CommandResult why = daemon_.Run({"why", "pg"});
    EXPECT_NE(why.out.find("process " + std::to_string(holder.pid()) + " ("), std::string::npos) << why;
    EXPECT_NE(why.out.find(what), std::string::npos) << why;
    EXPECT_NE(why.out.find("rexray retry pg"), std::string::npos) << why;
    EXPECT_FALSE(IsMounted("pg"));
    EXPECT_EQ(OurLoopDevices().size(), 1u) << "it was detached";
  }

  std::optional<Process> process_;
};

TEST_F(Holders, G22_AProcessWithItsOwnMountNamespaceKeepsTheVolumeAttached) {
  Process& holder = Start({"unshare", "--mount", "--propagation", "private", "sleep", "1000"}, "sleep");
  ExpectHeldBy(holder, "(sleep, mount namespace");
  EXPECT_EQ(RunCommand({"grep", "-c", Path("pg"), "/proc/" + std::to_string(holder.pid()) + "/mountinfo"}).out,
            "1\n")
      << "it was taken away from him";
  holder.Kill();
  EXPECT_TRUE(Eventually([&] { return OurLoopDevices().empty(); })) << Reason("pg");
}

TEST_F(Holders, G22_AnOpenFileOfALazilyUnmountedVolumeKeepsItAttached) {
  Process& holder = Start({"tail", "-f", Path("pg") + "/data"}, "tail");
  ASSERT_TRUE(Eventually([&] {
    return !RunCommand({"find", "/proc/" + std::to_string(holder.pid()) + "/fd", "-lname",
                        Path("pg") + "/data"}).out.empty();
  }));
  ASSERT_EQ(RunCommand({"umount", "--lazy", Path("pg")}).exitCode, 0);
  ASSERT_TRUE(Eventually([&] { return IsMounted("pg") && Read("pg") == "rows"; })) << "it is repaired";
  ExpectHeldBy(holder, "open file /data");
  holder.Kill();
  EXPECT_TRUE(Eventually([&] { return OurLoopDevices().empty(); })) << Reason("pg");
}

}  // namespace
}  // namespace rexray
