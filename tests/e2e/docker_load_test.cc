#include <fmt/format.h>

#include "tests/e2e/docker_node.h"

// Many containers at once.

namespace rexray {
namespace {

class DockerLoad : public DockerNode {
 protected:
  static constexpr int kContainers = 50;

  void SetUp() override {
    DockerNode::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) Serve();
  }

  // `docker …` for each container at the same time, {} being its number; gives how many failed.
  std::string AllAtOnce(const std::string& arguments) const {
    const std::string script = fmt::format(
        "failed=0; pids=; for i in $(seq {}); do\n"
        "/usr/bin/docker --config {} --host {} {} >/dev/null & pids=\"$pids $!\"\ndone\n"
        "for pid in $pids; do wait $pid || failed=$((failed + 1)); done; echo $failed",
        kContainers, engine_.folder() + "/client", engine_.address(), arguments);
    const CommandResult all =
        RunCommand({"sh", "-c", script}, {.timeout = std::chrono::seconds(200)});
    return all.ok() && all.out == "0\n" ? "" : all.out + all.err;
  }

  const std::string shared_ = Named("shared");
};

TEST_F(DockerLoad, G06_FiftyContainersStartedAtOnceAreFiftyUsers) {
  const std::string own = Named("own");
  ASSERT_EQ(CreateVolume(shared_).exitCode, 0);
  EXPECT_EQ(AllAtOnce(fmt::format(
                "run --detach --name c$i --network none --stop-signal KILL --volume-driver {} "
                "--volume {}-$((i % 10)):/own --volume {}:/shared {} sleep 3600",
                plugin_.name(), own, shared_, DockerEngine::kImage)),
            "")
      << daemon_.Log();
  ExpectUsers(shared_, kContainers);
  for (int i = 0; i < 10; ++i) ExpectUsers(fmt::format("{}-{}", own, i), kContainers / 10);
  EXPECT_EQ(Images(), 11u);
  EXPECT_EQ(OurLoopDevices().size(), 11u);
  EXPECT_EQ(AllAtOnce("rm --force c$i"), "");
  ExpectUsers(shared_, 0);
  for (int i = 0; i < 10; ++i) ExpectUsers(fmt::format("{}-{}", own, i), 0);
}

}  // namespace
}  // namespace rexray
