#include <fstream>

#include "tests/e2e/docker_node.h"

// Containers of a real engine that use volumes.

namespace rexray {
namespace {

class DockerRun : public DockerNode {
 protected:
  void SetUp() override {
    DockerNode::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) Serve();
  }

  std::string FileOfTheHost(const std::string& text) const {
    const std::string path = folder_ / "file";
    std::ofstream(path) << text;
    return path;
  }

  const std::string data_ = Named("data");
};

TEST_F(DockerRun, AMountWithOptionsMakesTheVolumeThatTheyDescribe) {
  const Words mount = {"--mount", "type=volume,source=" + data_ +
                                      ",target=/data,volume-driver=" + plugin_.name() +
                                      ",volume-opt=size=128Mi,volume-opt=uid=999,volume-opt=gid="
                                      "998,volume-opt=mode=0750"};
  const CommandResult root = Box(mount, "stat -c '%u:%g %a' /data");
  EXPECT_EQ(root.out, "999:998 750\n") << root << daemon_.Log();
  EXPECT_EQ(InspectVolume(data_, "{{index .Status \"quantity\"}}"), "128Mi");
  ExpectUsers(data_, 0);
}

TEST_F(DockerRun, AReadOnlyOneIsNotWrittenTo) {
  ASSERT_EQ(Box(Using(data_), "echo rows > /data/file").exitCode, 0) << daemon_.Log();
  EXPECT_NE(Box(Using(data_, "/data:ro"), "echo more >> /data/file").exitCode, 0);
  EXPECT_EQ(Box(Using(data_, "/data:ro"), "cat /data/file").out, "rows\n");
}

TEST_F(DockerRun, WhatTheImageHasAtThePathIsCopiedIntoANewVolumeOnce) {
  const std::string at = DockerEngine::kSeeded;
  const CommandResult first =
      Box(Using(data_, at), "cat /seeded/page /seeded/sub/deep; stat -c ' %u:%g %a' /seeded");
  EXPECT_EQ(first.out, "from the imagedeep 999:998 750\n") << first << daemon_.Log();
  ASSERT_EQ(Box(Using(data_, at), "echo mine > /seeded/page; rm /seeded/sub/deep").exitCode, 0);
  EXPECT_EQ(Box(Using(data_, at), "cat /seeded/page; ls /seeded/sub").out, "mine\n");
  ExpectUsers(data_, 0);
}

TEST_F(DockerRun, AProgramThatWantsAnEmptyFolderGetsOne) {
  const CommandResult ran = Box(Using(data_), "ls -A /data");
  EXPECT_EQ(ran.exitCode, 0) << ran << daemon_.Log();
  EXPECT_EQ(ran.out, "") << "lost+found is in its way";
}

TEST_F(DockerRun, G06_TwoContainersShareOneAndTheFirstToStopTakesNothingAway) {
  ASSERT_EQ(RunSleeper("one", Using(data_)).exitCode, 0) << daemon_.Log();
  ASSERT_EQ(RunSleeper("two", Using(data_)).exitCode, 0) << daemon_.Log();
  ExpectUsers(data_, 2);
  ASSERT_EQ(Exec("one", "echo rows > /data/file").exitCode, 0);
  ASSERT_EQ(StopNow("one").exitCode, 0);
  ExpectUsers(data_, 1);
  EXPECT_EQ(Exec("two", "cat /data/file && echo more >> /data/file").out, "rows\n");
  ASSERT_EQ(StopNow("two").exitCode, 0);
  ExpectUsers(data_, 0);
  ASSERT_EQ(Docker({"start", "one"}).exitCode, 0);
  EXPECT_EQ(Exec("one", "cat /data/file").out, "rows\nmore\n");
  ExpectUsers(data_, 1);
}

TEST_F(DockerRun, G06_TheSameVolumeTwiceInOneContainer) {
  Words twice = Using(data_);
  twice.insert(twice.end(), {"--volume", data_ + ":/again"});
  const CommandResult ran = Box(twice, "echo rows > /data/file; cat /again/file");
  EXPECT_EQ(ran.out, "rows\n") << ran << daemon_.Log();
  ExpectUsers(data_, 0);
}

TEST_F(DockerRun, G06_FilesAreCopiedIntoAndOutOfRunningAndStoppedContainers) {
  ASSERT_EQ(RunSleeper("one", Using(data_)).exitCode, 0) << daemon_.Log();
  const CommandResult into = Docker({"cp", FileOfTheHost("while it ran"), "one:/data/running"});
  EXPECT_EQ(into.exitCode, 0) << into;
  ExpectUsers(data_, 1);
  EXPECT_EQ(Exec("one", "cat /data/running").out, "while it ran");

  ASSERT_EQ(StopNow("one").exitCode, 0);
  const CommandResult still = Docker({"cp", FileOfTheHost("while it stood"), "one:/data/stopped"});
  EXPECT_EQ(still.exitCode, 0) << still;
  EXPECT_EQ(Docker({"cp", "one:/data/running", folder_ / "copy"}).exitCode, 0);
  std::ifstream copy(folder_ / "copy");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(copy), {}), "while it ran");
  ExpectUsers(data_, 0);

  ASSERT_EQ(Docker({"start", "one"}).exitCode, 0);
  EXPECT_EQ(Exec("one", "cat /data/stopped").out, "while it stood");
  ExpectUsers(data_, 1);
}

TEST_F(DockerRun, G06_AContainerThatFailsToStartLeavesNoClaim) {
  Words words = {"run", "--detach", "--name", "bad", "--network", "none"};
  const Words volume = Using(data_);
  words.insert(words.end(), volume.begin(), volume.end());
  words.insert(words.end(), {DockerEngine::kImage, "/no/such/program"});
  EXPECT_EQ(Docker(words).exitCode, 127);
  ExpectUsers(data_, 0);
  EXPECT_NE(Docker({"start", "bad"}).exitCode, 0);
  ExpectUsers(data_, 0);
  EXPECT_EQ(Docker({"rm", "bad"}).exitCode, 0);
  const CommandResult removed = Docker({"volume", "rm", data_});
  EXPECT_EQ(removed.exitCode, 0) << removed;
}

TEST_F(DockerRun, G06_AfterRestartsItIsOneUserStill) {
  ASSERT_EQ(RunSleeper("one", Using(data_)).exitCode, 0) << daemon_.Log();
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(Exec("one", "echo row >> /data/file").exitCode, 0);
    ASSERT_EQ(Docker({"restart", "--time", "0", "one"}).exitCode, 0) << daemon_.Log();
    ExpectUsers(data_, 1);
  }
  ASSERT_EQ(Docker({"kill", "one"}).exitCode, 0);
  ExpectUsers(data_, 0);
  ASSERT_EQ(Docker({"start", "one"}).exitCode, 0);
  EXPECT_EQ(Exec("one", "cat /data/file").out, "row\nrow\nrow\n");
  ASSERT_EQ(Docker({"rm", "--force", "one"}).exitCode, 0);
  ExpectUsers(data_, 0);
}

}  // namespace
}  // namespace rexray
