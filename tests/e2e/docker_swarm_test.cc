#include "tests/e2e/docker_node.h"

// A Swarm of one node, in a network namespace of its own.

namespace rexray {
namespace {

class DockerSwarm : public DockerNode {
 protected:
  DockerSwarm() : DockerNode({.folder = {}, .ownNetwork = true}) {}
  void SetUp() override {
    DockerNode::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) Serve();
  }

  std::string RunningContainer() {
    return Docker({"ps", "--quiet", "--filter", "volume=" + data_}).out;
  }

  const std::string data_ = Named("data");
};

TEST_F(DockerSwarm, G06_AServiceThatIsRescheduledFindsItsData) {
  // Swarm places tasks on nodes whose engine has used the driver before.
  ASSERT_EQ(CreateVolume(data_).exitCode, 0) << daemon_.Log();
  const CommandResult made =
      Docker({"swarm", "init", "--advertise-addr", "127.0.0.1", "--listen-addr", "127.0.0.1:2377"});
  ASSERT_EQ(made.exitCode, 0) << made << engine_.Log();
  const CommandResult created =
      Docker({"service", "create", "--detach", "--name", "db", "--network", "host",
              "--no-resolve-image", "--stop-grace-period", "1s", "--mount",
              "type=volume,source=" + data_ + ",target=/data,volume-driver=" + plugin_.name(),
              DockerEngine::kImage, "sh", "-c", "echo row >> /data/file; exec sleep 3600"});
  ASSERT_EQ(created.exitCode, 0) << created;
  ExpectUsers(data_, 1, std::chrono::seconds(90));
  const std::string first = RunningContainer();

  ASSERT_EQ(Docker({"service", "update", "--detach", "--force", "db"}).exitCode, 0);
  EXPECT_TRUE(Eventually(
      [&] {
        const std::string running = RunningContainer();
        return !running.empty() && running.find(first) == std::string::npos;
      },
      std::chrono::seconds(90)));
  ExpectUsers(data_, 1);

  ASSERT_EQ(Docker({"service", "rm", "db"}).exitCode, 0);
  ExpectUsers(data_, 0);
  EXPECT_EQ(Box(Using(data_), "cat /data/file").out, "row\nrow\n");
}

}  // namespace
}  // namespace rexray
