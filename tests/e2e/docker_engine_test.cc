#include "tests/support/docker_engine.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

#include "tests/support/engine_leftovers.h"
#include "tests/support/requirements.h"
#include "tests/support/temp_folder.h"

// The rig of the Docker tests, held against the engine's own `local` volumes: what the stories rely
// on.

namespace rexray {
namespace {

class DockerRig : public testing::Test {
 protected:
  void SetUp() override {
    RequireRoot();
    if (!IsSkipped()) RequireProgram("dockerd");
    if (!IsSkipped()) RequireProgram("busybox");
  }

  static CommandResult RunSleeper(const DockerEngine& engine, const std::string& name) {
    return engine.Run({"run", "--detach", "--name", name, "--network", "none", "--stop-signal",
                       "KILL", "--volume", "data:/data", DockerEngine::kImage, "sleep", "600"});
  }
  static std::string Running(const DockerEngine& engine) {
    return engine.Run({"ps", "--format", "{{.Names}}"}).out;
  }
  std::size_t ProcessesOfTheTest() const {
    const CommandResult found = RunCommand({"pgrep", "--full", "--count", folder_->path() + "/"});
    return std::stoul(found.out);
  }
  bool GroupIsLeft() const {
    const std::string name = ControlGroupOf(*folder_ / "engine");
    return !RunCommand({"find", "/sys/fs/cgroup", "-maxdepth", "2", "-name", name}).out.empty();
  }

  std::optional<TempFolder> folder_{std::in_place};
};

TEST_F(DockerRig, ContainersUseAVolumeAndTheirEngineLeavesNothing) {
  const std::string path = folder_->path();
  {
    DockerEngine engine({.folder = *folder_ / "engine"});
    engine.Start();
    engine.ImportBusybox();
    ASSERT_TRUE(RunSleeper(engine, "one").ok());
    const CommandResult wrote = engine.Run({"exec", "one", "sh", "-c", "echo rows > /data/file"});
    ASSERT_EQ(wrote.exitCode, 0) << wrote;
    EXPECT_EQ(engine.Run({"exec", "one", "cat", "/data/file"}).out, "rows\n");
    EXPECT_EQ(engine.Run({"exec", "one", "stat", "-c", "%u:%g %a", "/seeded"}).out,
              "999:998 750\n");
    EXPECT_TRUE(GroupIsLeft()) << "or the check below says nothing";
  }
  EXPECT_EQ(ProcessesOfTheTest(), 0u);
  EXPECT_FALSE(GroupIsLeft());
  folder_.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(DockerRig, ContainersLiveOnWithoutTheirEngineAndEndWithTheFolder) {
  DockerEngine engine({.folder = *folder_ / "engine", .liveRestore = true});
  engine.Start();
  engine.ImportBusybox();
  ASSERT_TRUE(RunSleeper(engine, "one").ok());
  engine.Kill();
  EXPECT_FALSE(engine.Answers());
  engine.Start();
  EXPECT_EQ(Running(engine), "one\n");
  EXPECT_EQ(engine.Run({"exec", "one", "echo", "alive"}).out, "alive\n");
  engine.Kill();
  EXPECT_GT(ProcessesOfTheTest(), 0u) << "nobody is left for the folder to end";
  EndContainersOf(*folder_ / "engine");
  EXPECT_EQ(ProcessesOfTheTest(), 0u);
  EXPECT_FALSE(GroupIsLeft());
}

TEST_F(DockerRig, AnEngineThatDoesNotTakeThemOverEndsThemAtItsStart) {
  DockerEngine engine({.folder = *folder_ / "engine"});
  engine.Start();
  engine.ImportBusybox();
  ASSERT_TRUE(RunSleeper(engine, "one").ok());
  engine.Kill();
  engine.Start();
  EXPECT_EQ(Running(engine), "");
  EXPECT_EQ(engine.Run({"start", "one"}).exitCode, 0);
  EXPECT_EQ(Running(engine), "one\n");
  EXPECT_TRUE(engine.Run({"stop", "--time", "0", "one"}).ok());
  EXPECT_TRUE(engine.Stop());
}

}  // namespace
}  // namespace rexray
