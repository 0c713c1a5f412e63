#include "reconciler/controller.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "drivers/os/mount_watcher.h"
#include "tests/support/command.h"
#include "tests/support/sim_node.h"

// The loop around the reconciler, over a simulated world.

namespace rexray {
namespace {

using namespace std::chrono_literals;

// The kernel, as long as nobody mounts or unmounts anything.
class SilentWatcher : public MountWatcher {
 public:
  Result<bool> WaitForChange(const std::stop_token& stop,
                             std::chrono::steady_clock::time_point deadline) override {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, stop, deadline, [] { return false; });
    return false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
};

class Controlling : public testing::Test {
 protected:
  Controlling() {
    node_.ApplyPg();
    node_.Converge();
  }

  void Start(ControllerConfig config) {
    controller_.emplace(
        Controller::Seams{node_.reconciler(), node_.store(), node_.host(), node_.clock(), &watcher_}, config);
    controller_->Start();
    ASSERT_TRUE(Eventually([&] { return controller_->stats().caughtUp; }));
  }

  SimNode node_;
  SilentWatcher watcher_;
  std::optional<Controller> controller_;
};

TEST_F(Controlling, G40_AFilesystemThatTurnsReadOnlyIsFoundAlthoughTheKernelSaysNothing) {
  Start({.resync = 24h, .look = 10ms});
  node_.host().StrangerRemounts("/srv/pg", "rw,relatime", "ro");
  EXPECT_TRUE(Eventually([&] { return node_.Ready().reason == "FilesystemReadOnly"; }))
      << node_.Ready().reason;
}

// What a front door mounted is declared by nobody.
TEST_F(Controlling, G35_AStrangersUnmountOfWhatADoorMountedIsRepairedAtOnce) {
  VolumeSpec data = SimNode::Volume("data");
  data.owner = node_.host().node();
  node_.Apply({data}, {});
  const Claim claim{.volume = data.name,
                    .node = node_.host().node(),
                    .door = "docker",
                    .consumer = "c1",
                    .count = 1,
                    .boot = node_.host().boot(),
                    .state = ClaimState::Held};
  ASSERT_TRUE(node_.store().PutClaim(claim, node_.clock().Now()).has_value());
  node_.Converge("data");
  const std::string target = node_.State("data").record.mount->target;
  Start({.resync = 24h, .look = 10ms});
  node_.host().StrangerUnmounts(target);
  EXPECT_TRUE(Eventually([&] {
    const auto mounts = node_.host().Mounts();
    return mounts && std::ranges::count(**mounts, target, &MountEntry::target) == 1;
  })) << node_.PlanOf("data");
}

TEST_F(Controlling, LooksThatFindNothingNewWorkOnNothingAndWriteNothing) {
  Start({.resync = 24h, .look = 1ms});
  const auto commits = node_.store().Stats().commits;
  const auto looks = node_.host().faults().count("Mounts");
  const auto inspections = node_.world().faults().count("Inspect");
  ASSERT_TRUE(Eventually([&] { return node_.host().faults().count("Mounts") > looks + 20; }));
  EXPECT_EQ(node_.world().faults().count("Inspect"), inspections) << "a volume was looked at";
  EXPECT_EQ(node_.store().Stats().commits, commits);
}

}  // namespace
}  // namespace rexray
