#include <filesystem>
#include <future>

#include "tests/e2e/docker_node.h"

// An engine finds the door in each of the ways that it knows.

namespace rexray {
namespace {

class DockerDiscovery : public DockerNode {
 protected:
  // Found, asked to make a volume, and used: all that an engine does with a plugin.
  void ExpectFound() {
    const std::string volume = Named("found");
    const CommandResult wrote = Box(Using(volume), "echo rows > /data/file");
    ASSERT_EQ(wrote.exitCode, 0) << wrote << daemon_.Log();
    EXPECT_EQ(Box(Using(volume), "cat /data/file").out, "rows\n");
    EXPECT_EQ(InspectVolume(volume, "{{.Driver}}"), plugin_.name());
    ExpectUsers(volume, 0);
  }
};

TEST_F(DockerDiscovery, G30_ByTheSocketThatTheDaemonMakes) {
  Serve();
  ExpectFound();
}

TEST_F(DockerDiscovery, ByASpecFileThatNamesASocketElsewhere) {
  const std::string address = "unix://" + folder_ / "elsewhere/door.sock";
  Serve(address);
  plugin_.WriteSpec(address);
  ExpectFound();
}

TEST_F(DockerDiscovery, ByAJsonFileThatNamesATcpAddress) {
  const std::string address = "tcp://" + PrivateLoopbackAddress() + ":9710";
  Serve(address);
  plugin_.WriteJson(address);
  ExpectFound();
}

TEST_F(DockerDiscovery, G30_AnEngineThatWasThereFirstWaitsForTheDaemon) {
  auto early = std::async(std::launch::async, [&] { return CreateVolume(Named("early")); });
  Serve();
  const CommandResult created = early.get();
  EXPECT_EQ(created.exitCode, 0) << created << engine_.Log();
}

TEST_F(DockerDiscovery, G30_ASocketThatADeadDaemonLeftIsTakenOver) {
  Serve();
  daemon_.Kill();
  EXPECT_TRUE(std::filesystem::exists(plugin_.socket())) << "or this test says nothing";
  daemon_.Start();
  ExpectFound();
}

}  // namespace
}  // namespace rexray
