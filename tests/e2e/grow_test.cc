#include <fmt/format.h>
#include <sys/statvfs.h>

#include <filesystem>
#include <fstream>

#include "tests/e2e/live_node.h"
#include "tests/support/process.h"

// Volumes that are declared larger, with the real binary on real loop devices.

namespace rexray {
namespace {

constexpr std::uint64_t kMi = 1 << 20;

class Grow : public LiveNode {
 protected:
  std::uint64_t Held(const std::string& name) const {
    struct statvfs status {};
    EXPECT_EQ(::statvfs(Path(name).c_str(), &status), 0) << name;
    return status.f_blocks * status.f_frsize;
  }
  void ApplyAndWrite(const std::string& name, const std::string& filesystem,
                     const std::string& size) {
    const CommandResult applied = daemon_.Apply(Manifest(name, filesystem, size));
    ASSERT_EQ(applied.exitCode, 0) << applied;
    Write(name, "rows");
  }
  // What `rexray plan` prints of it.
  std::string PlanOf(const std::string& manifest) {
    const CommandResult planned = daemon_.Run({"plan", "-f", "-"}, {.input = manifest});
    EXPECT_EQ(planned.exitCode, 0) << planned;
    return planned.out;
  }
  // Mount namespaces of tests beside this one may keep its mounts for a while: then it is mounted
  // as it is, until an operator asks again.
  void AwaitGrown(const std::string& name) {
    EXPECT_TRUE(Eventually(
        [&] {
          if (Reason(name) == "Converged") return true;
          daemon_.Run({"retry", name});
          return AwaitReason(name, "Converged");
        },
        std::chrono::minutes(3)))
        << daemon_.Log();
  }
  static void ExpectIn(const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }
};

TEST_F(Grow, G37_XfsAndBtrfsGrowUnderTheirUsers) {
  daemon_.Start();
  for (const std::string type : {"xfs", "btrfs"}) {
    ApplyAndWrite(type, type, "320Mi");
    const std::string mount = MountsAt(Path(type)).at(0).id;
    std::ofstream open(Path(type) + "/open");
    const std::string larger = Manifest(type, type, "640Mi");
    const std::string plan = PlanOf(larger);
    ExpectIn(plan, "from 320Mi to 640Mi");
    const CommandResult applied = daemon_.Apply(larger);
    ASSERT_EQ(applied.exitCode, 0) << applied;
    EXPECT_GT(Held(type), 500 * kMi) << type;
    EXPECT_EQ(MountsAt(Path(type)).at(0).id, mount) << type << " was mounted anew";
    open << "still here" << std::flush;
    EXPECT_TRUE(open.good());
    EXPECT_EQ(Read(type), "rows");
    ExpectIn(daemon_.Apply(larger).out, "unchanged");
  }
}

TEST_F(Grow, G37_AnExt4Grows) {
  daemon_.Start();
  ASSERT_NO_FATAL_FAILURE(ApplyAndWrite("pg", "ext4", "64Mi"));
  daemon_.Apply(Manifest("pg", "ext4", "256Mi"));
  AwaitGrown("pg");
  EXPECT_GT(Held("pg"), 200 * kMi);
  EXPECT_EQ(Read("pg"), "rows");
  EXPECT_TRUE(IsMounted("pg"));
}

TEST_F(Grow, AnExt4ThatIsInUseAndMayNotGrowMountedStaysAndItsUserIsNamed) {
  daemon_.Start();
  ASSERT_NO_FATAL_FAILURE(ApplyAndWrite("pg", "ext4", "64Mi"));
  const std::string larger = Manifest("pg", "ext4", "256Mi");
  const std::string plan = PlanOf(larger);
  if (plan.find("unmount") == std::string::npos)
    GTEST_SKIP() << "an ext4 grows under its users here";
  ExpectIn(plan, "as the daemon lacks CAP_SYS_RESOURCE");
  Process user({"sh", "-c", "cd \"$0\" && exec sleep 1000", Path("pg")}, {});
  const CommandResult applied = daemon_.Apply(larger, {"--timeout", "5s"});
  EXPECT_NE(applied.exitCode, 0) << applied;
  const std::string named = fmt::format("process {}", user.pid());
  EXPECT_TRUE(Eventually([&] {
    return daemon_.Run({"why", "pg"}).out.find(named) != std::string::npos;
  })) << daemon_.Log();
  EXPECT_EQ(Read("pg"), "rows");
  user.Signal(SIGKILL);
  user.Wait(std::chrono::seconds(10));
  AwaitGrown("pg");
  EXPECT_GT(Held("pg"), 200 * kMi);
  EXPECT_EQ(Read("pg"), "rows");
}

TEST_F(Grow, G37_WhatWouldShrinkIsRefused) {
  daemon_.Start();
  ASSERT_NO_FATAL_FAILURE(ApplyAndWrite("pg", "ext4", "64Mi"));
  const CommandResult applied = daemon_.Apply(Manifest("pg", "ext4", "32Mi"));
  EXPECT_EQ(applied.exitCode, 2) << applied;
  ExpectIn(applied.err, "shrinking from 64Mi to 32Mi would cut off data");
  EXPECT_EQ(Read("pg"), "rows");
}

}  // namespace
}  // namespace rexray
