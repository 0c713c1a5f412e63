#include <algorithm>

#include "tests/e2e/docker_node.h"

// The engine or the daemon dies under containers that live on.

namespace rexray {
namespace {

class DockerCrash : public DockerNode {
 protected:
  explicit DockerCrash(bool liveRestore = true)
      : DockerNode({.folder = {}, .liveRestore = liveRestore}) {}
  void SetUp() override {
    DockerNode::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) Serve();
  }

  std::string MountId() const {
    const auto mounts = MountsAt(Path(data_));
    return mounts.size() == 1 ? mounts.front().id
                              : "mounted " + std::to_string(mounts.size()) + " times";
  }
  std::size_t RowsIn(const std::string& container) {
    const std::string rows = Exec(container, "cat /data/file").out;
    return static_cast<std::size_t>(std::ranges::count(rows, '\n'));
  }

  const std::string data_ = Named("data");
};

// Ends the containers that it finds when it starts, as engines do by default.
class DockerCrashOfAll : public DockerCrash {
 protected:
  DockerCrashOfAll() : DockerCrash(false) {}
};

TEST_F(DockerCrash, G07_ADaemonThatIsKilledAndStartedFindsItsContainersAndTheirMount) {
  ASSERT_EQ(RunSleeper("one", Using(data_)).exitCode, 0) << daemon_.Log();
  ASSERT_EQ(RunSleeper("two", Using(data_)).exitCode, 0) << daemon_.Log();
  const std::string mount = MountId();
  for (int i = 0; i < 3; ++i) {
    daemon_.Kill();
    EXPECT_EQ(Exec("one", "echo row >> /data/file").exitCode, 0)
        << "nobody needs the daemon for that";
    daemon_.Start();
    ExpectUsers(data_, 2);
  }
  EXPECT_EQ(MountId(), mount) << "it was mounted anew under them";
  EXPECT_EQ(RowsIn("two"), 3u);
  ASSERT_EQ(StopNow("one").exitCode, 0);
  ExpectUsers(data_, 1);
  ASSERT_EQ(StopNow("two").exitCode, 0);
  ExpectUsers(data_, 0);
}

TEST_F(DockerCrash, G07_WhatStopsWhileTheDaemonIsDeadIsUnmountedOnceItIsBack) {
  ASSERT_EQ(RunSleeper("one", Using(data_)).exitCode, 0) << daemon_.Log();
  daemon_.Kill();
  // The engine asks for the Unmount for half a minute, then forgets about it.
  EXPECT_EQ(StopNow("one").exitCode, 0);
  daemon_.Start();
  ExpectUsers(data_, 0, std::chrono::seconds(200));
  ASSERT_EQ(Docker({"start", "one"}).exitCode, 0);
  ExpectUsers(data_, 1);
}

TEST_F(DockerCrash, G07_AnEngineThatIsKilledAndStartedKeepsItsContainersMounts) {
  ASSERT_EQ(RunSleeper("one", Using(data_)).exitCode, 0) << daemon_.Log();
  const std::string mount = MountId();
  engine_.Kill();
  engine_.Start();
  ExpectUsers(data_, 1);
  EXPECT_EQ(MountId(), mount);
  ASSERT_EQ(Exec("one", "echo row >> /data/file").exitCode, 0);
  // Whether it asks for an Unmount or has forgotten that it mounted, the daemon finds out.
  ASSERT_EQ(Docker({"rm", "--force", "one"}).exitCode, 0);
  ExpectUsers(data_, 0, std::chrono::seconds(200));
  EXPECT_EQ(Box(Using(data_), "cat /data/file").out, "row\n");
  EXPECT_EQ(Docker({"volume", "rm", data_}).exitCode, 0) << daemon_.Log();
}

TEST_F(DockerCrashOfAll, G07_ContainersThatTheNextEngineEndsAndStartsAgainAreOneUserEach) {
  ASSERT_EQ(RunSleeper("one", Using(data_)).exitCode, 0) << daemon_.Log();
  ASSERT_EQ(Exec("one", "echo row >> /data/file").exitCode, 0);
  engine_.Kill();
  engine_.Start();
  ASSERT_EQ(Docker({"start", "one"}).exitCode, 0);
  ExpectUsers(data_, 1);
  EXPECT_EQ(RowsIn("one"), 1u);
}

TEST_F(DockerCrashOfAll, G07_BothDieAtOnceAndAnAlwaysRestartedContainerComesBack) {
  Words always = Using(data_);
  always.insert(always.end(), {"--restart", "always"});
  ASSERT_EQ(RunSleeper("one", always).exitCode, 0) << daemon_.Log();
  ASSERT_EQ(Exec("one", "echo row >> /data/file").exitCode, 0);
  engine_.Kill();
  daemon_.Kill();
  daemon_.Start();
  engine_.Start();
  ExpectUsers(data_, 1);
  EXPECT_EQ(RowsIn("one"), 1u);
}

TEST_F(DockerCrashOfAll, G06_AContainerThatKeepsEndingAndIsRestartedIsOneUserAtMost) {
  Words words = {"run", "--detach", "--name", "one", "--network", "none", "--restart", "always"};
  const Words volume = Using(data_);
  words.insert(words.end(), volume.begin(), volume.end());
  words.insert(words.end(), {DockerEngine::kImage, "sh", "-c", "echo row >> /data/file"});
  ASSERT_EQ(Docker(words).exitCode, 0) << daemon_.Log();
  EXPECT_TRUE(Eventually([&] {
    EXPECT_LE(Claims(data_), 1u);
    return Docker({"inspect", "--format", "{{gt .RestartCount 3}}", "one"}).out == "true\n";
  }));
  ASSERT_EQ(Docker({"rm", "--force", "one"}).exitCode, 0);
  ExpectUsers(data_, 0);
  const std::string rows = Box(Using(data_), "cat /data/file").out;
  EXPECT_GE(std::ranges::count(rows, '\n'), 4);
}

}  // namespace
}  // namespace rexray
