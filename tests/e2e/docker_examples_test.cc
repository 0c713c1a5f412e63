#include <fstream>

#include "tests/e2e/docker_node.h"

namespace rexray {
namespace {

// The files of examples/docker as they stand, but for names that must be this test's own.
class DockerExamples : public DockerNode {
 protected:
  void SetUp() override {
    DockerNode::SetUp();
    if (!IsSkipped()) RequireProgram("docker-compose");
    if (IsSkipped() || HasFatalFailure()) return;
    Serve();
  }

  std::string Example(const std::string& file) const {
    std::ifstream in(REXRAY_SOURCE_DIR "/examples/docker/" + file);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_FALSE(text.empty()) << file;
    Replace(text, "driver rexray", "driver " + plugin_.name());
    Replace(text, "driver: rexray", "driver: " + plugin_.name());
    Replace(text, "pgdata", name_);
    return text;
  }

  static void Replace(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  }

  CommandResult Shell(const std::string& script) const {
    CommandOptions options;
    options.environment = {"DOCKER_HOST=" + engine_.address(), "PATH=/usr/bin:/bin:/usr/sbin:/sbin",
                           std::string("IMAGE=") + DockerEngine::kImage, "NETWORK=none",
                           "COMMAND=sleep 100000", "COMPOSE_PROJECT_NAME=" + Named("proj"),
                           // As DockerEngine::Run says.
                           "COMPOSE_HTTP_TIMEOUT=500"};
    options.timeout = std::chrono::seconds(600);
    return RunCommand({"sh", "-c", script}, options);
  }

  const std::string name_ = Named("pgdata");
};

TEST_F(DockerExamples, TheScriptMakesUsesAndRemovesAVolume) {
  std::ofstream(folder_ / "volumes.sh") << Example("volumes.sh");
  const CommandResult run = Shell("sh " + (folder_ / "volumes.sh") + " " + DockerEngine::kImage);
  ASSERT_EQ(run.exitCode, 0) << run << daemon_.Log();
  EXPECT_NE(run.out.find("hello\n"), std::string::npos) << run;
  EXPECT_EQ(Phase(name_), "Quarantined");
}

TEST_F(DockerExamples, ComposeKeepsItsVolumeFromOneUpToTheNext) {
  std::ofstream(folder_ / "compose.yml") << Example("compose.yml");
  const std::string compose = "docker-compose -f " + (folder_ / "compose.yml") + " ";
  const CommandResult up = Shell(compose + "up -d");
  ASSERT_EQ(up.exitCode, 0) << up << daemon_.Log();
  const std::string file = "/var/lib/postgresql/data/greeting";
  EXPECT_TRUE(Shell(compose + "exec -T db sh -c 'echo hello > " + file + "'").ok());
  EXPECT_TRUE(Shell(compose + "down --timeout 0").ok());
  ASSERT_TRUE(Shell(compose + "up -d").ok());
  EXPECT_EQ(Shell(compose + "exec -T db cat " + file).out, "hello\n");
  const std::string volume = Named("proj") + "_" + name_;
  ExpectUsers(volume, 1);
  const CommandResult down = Shell(compose + "down --timeout 0 --volumes");
  EXPECT_EQ(down.exitCode, 0) << down << daemon_.Log();
  EXPECT_EQ(Phase(volume), "Orphaned") << "what says Retain is kept";
}

}  // namespace
}  // namespace rexray
