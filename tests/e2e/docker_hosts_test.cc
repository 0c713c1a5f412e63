#include <fmt/format.h>

#include <filesystem>

#include "tests/e2e/docker_node.h"

// Two hosts, each with an engine, a daemon and a database, on one backend.

namespace rexray {
namespace {

class DockerHosts : public LiveNode {
 protected:
  using Words = std::vector<std::string>;

  struct Host {
    Host(const DockerHosts& test, const std::string& node)
        : name(node),
          engine({.folder = test.folder_ / (node + "-engine")}),
          daemon(Options(test, node)) {
      daemon.Configure(DockerDoor("unix://" + plugin.socket(), test.Path(node), engine));
    }
    static DaemonOptions Options(const DockerHosts& test, const std::string& node) {
      std::filesystem::create_directories(test.folder_ / node);
      std::filesystem::create_directories(test.folder_ / "shared");
      return {.binary = REXRAY_BINARY,
              .folder = test.folder_ / node,
              .node = node,
              .services = fmt::format("\n  local: {{driver: loop, root: {}}}\ndomain: prod\n",
                                      test.folder_ / "shared")};
    }
    void Start() {
      engine.Start();
      engine.ImportBusybox();
      daemon.Start();
    }
    CommandResult RunIn(const Words& how, const std::string& volume, const Words& command) const {
      Words words = {"run", "--network", "none", "--stop-signal", "KILL"};
      words.insert(words.end(), how.begin(), how.end());
      words.insert(words.end(), {"--volume-driver", plugin.name(), "--volume", volume + ":/data",
                                 DockerEngine::kImage});
      words.insert(words.end(), command.begin(), command.end());
      return engine.Run(words);
    }
    CommandResult Box(const std::string& volume, const std::string& script) const {
      return RunIn({"--rm"}, volume, {"sh", "-c", script});
    }

    const std::string name;
    DockerPlugin plugin;
    DockerEngine engine;
    Daemon daemon;
  };

  void SetUp() override {
    LiveNode::SetUp();
    if (!IsSkipped()) RequireDockerEngine();
    if (IsSkipped() || HasFatalFailure()) return;
    a_.Start();
    b_.Start();
  }
  const std::string data_ = Named("data");
  Host a_{*this, "a"};
  Host b_{*this, "b"};
};

TEST_F(DockerHosts, G01_WhatAMadeAndFormattedIsMountedByB) {
  const CommandResult wrote = a_.Box(data_, "echo rows of a > /data/file");
  ASSERT_EQ(wrote.exitCode, 0) << wrote << a_.daemon.Log();
  // Refused until the other host has detached it, which it does once it is no longer used.
  CommandResult onB, onA;
  EXPECT_TRUE(Eventually([&] {
    onB = b_.Box(data_, "cat /data/file && echo rows of b >> /data/file");
    return onB.ok();
  })) << b_.daemon.Log();
  EXPECT_EQ(onB.out, "rows of a\n") << onB;
  EXPECT_TRUE(Eventually([&] {
    onA = a_.Box(data_, "cat /data/file");
    return onA.ok();
  })) << a_.daemon.Log();
  EXPECT_EQ(onA.out, "rows of a\nrows of b\n") << onA;
}

TEST_F(DockerHosts, G03_WhileAUsesItBIsToldWhoDoes) {
  const CommandResult ran = a_.RunIn({"--detach", "--name", "one"}, data_, {"sleep", "3600"});
  ASSERT_EQ(ran.exitCode, 0) << ran << a_.daemon.Log();
  const CommandResult refused = b_.Box(data_, "true");
  EXPECT_NE(refused.exitCode, 0) << "two hosts have one ext4";
  EXPECT_NE(refused.err.find("node a"), std::string::npos) << refused;
  ASSERT_EQ(a_.engine.Run({"rm", "--force", "one"}).exitCode, 0);
  EXPECT_TRUE(Eventually([&] { return b_.Box(data_, "true").ok(); })) << b_.daemon.Log();
}

TEST_F(DockerHosts, WhatAMadeIsNotRemovedByB) {
  ASSERT_EQ(a_.Box(data_, "echo rows > /data/file").exitCode, 0) << a_.daemon.Log();
  ASSERT_TRUE(Eventually([&] { return b_.Box(data_, "true").ok(); })) << b_.daemon.Log();
  EXPECT_NE(b_.engine.Run({"volume", "rm", data_}).exitCode, 0);
  EXPECT_TRUE(Eventually([&] { return a_.Box(data_, "cat /data/file").out == "rows\n"; }))
      << a_.daemon.Log();
}

}  // namespace
}  // namespace rexray
