#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "drivers/os/descriptor.h"
#include "tests/e2e/docker_node.h"
#include "tests/e2e/fstab_host.h"

// Who comes with 20 lines of an fstab and 5 volumes of Docker, all in use, comes in by two
// commands: examples/import, as it stands.

namespace rexray {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class ImportDockerStory : public DockerNode {
 protected:
  void SetUp() override {
    DockerNode::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    host_.emplace(folder_.path(), Path(""));
    for (const FstabDisk& disk : host_->disks) host_->Mount(disk);
    MakeVolumes();
    Serve();
  }

  void MakeVolumes() {
    const std::string image = SparseFile(folder_ / "dockers", 16 << 20);
    ASSERT_TRUE(RunCommand({"mkfs.ext4", "-q", "-F", image}).ok());
    disk_.emplace(image);
    std::filesystem::create_directory(folder_ / "bound");
    const std::vector<Words> options = {
        {},
        {},
        {},
        {"--opt", "type=none", "--opt", "o=bind", "--opt", "device=" + (folder_ / "bound")},
        {"--opt", "type=ext4", "--opt", "device=" + disk_->path()}};
    for (const Words& each : options) {
      volumes_.push_back(Named("data" + std::to_string(volumes_.size())));
      Words words{"volume", "create"};
      words.insert(words.end(), each.begin(), each.end());
      words.push_back(volumes_.back());
      const CommandResult made = Docker(words);
      ASSERT_EQ(made.exitCode, 0) << made;
    }
    for (const std::size_t used : {0, 3, 4}) {
      const std::string& volume = volumes_[used];
      const CommandResult run = RunSleeper(volume, {"--volume", volume + ":/data"});
      ASSERT_EQ(run.exitCode, 0) << run;
      ASSERT_TRUE(Exec(volume, "echo rows > /data/file").ok());
    }
    ASSERT_TRUE(Docker({"run", "--rm", "--network", "none", "--volume", "/anonymous",
                        DockerEngine::kImage, "true"})
                    .ok());
  }

  CommandResult RunScript() {
    CommandOptions options;
    const std::string binary = std::filesystem::path(REXRAY_BINARY).parent_path();
    options.environment = {"PATH=" + binary + ":/usr/bin:/bin:/usr/sbin:/sbin",
                           "REXRAY_HOST=" + daemon_.control()};
    options.timeout = std::chrono::minutes(5);
    return RunCommand({"sh", REXRAY_SOURCE_DIR "/examples/import/import.sh", host_->file,
                       engine_.address(), folder_ / "manifests.yaml"},
                      options);
  }
  std::string Started(const std::string& container) {
    return Docker({"inspect", "-f", "{{.State.StartedAt}} {{.State.Pid}}", container}).out;
  }
  json Volumes() {
    return json::parse(daemon_.Run({"get", "volumes", "-o", "json"}).out).at("items");
  }

  std::optional<FstabHost> host_;
  std::optional<LoopDevice> disk_;
  std::vector<std::string> volumes_;
};

TEST_F(ImportDockerStory, G34_TwentyLinesAndFiveVolumesComeInByTwoCommandsWithoutARemount) {
  const auto before = MountLinesBelow(folder_.path());
  const std::vector<std::string> started{Started(volumes_[0]), Started(volumes_[3]),
                                         Started(volumes_[4])};
  const std::string file = host_->disks[0].target + "/open";
  const Descriptor open(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::write(open.get(), "before", 6), 6);

  const CommandResult run = RunScript();
  ASSERT_EQ(run.exitCode, 0) << run << daemon_.Log();
  EXPECT_THAT(run.out, HasSubstr("10 come in, 0 are in already, 10 are skipped, 0 cannot come in"));
  EXPECT_THAT(run.out, HasSubstr("5 come in, 0 are in already, 0 are skipped, 0 cannot come in"));
  EXPECT_THAT(run.out, HasSubstr("Nothing to do"));

  EXPECT_EQ(MountLinesBelow(folder_.path()), before);
  EXPECT_EQ(Started(volumes_[0]), started[0]);
  EXPECT_EQ(Started(volumes_[3]), started[1]);
  EXPECT_EQ(Started(volumes_[4]), started[2]);
  ASSERT_EQ(::write(open.get(), " and after", 10), 10);
  for (const std::size_t used : {0, 3, 4}) {
    EXPECT_EQ(Exec(volumes_[used], "cat /data/file").out, "rows\n");
  }
  ASSERT_EQ(Volumes().size(), 15U);
  for (const json& volume : Volumes()) {
    EXPECT_EQ(volume.at("status").at("phase"), "Ready") << volume.dump(2);
  }

  const CommandResult again = RunScript();
  EXPECT_EQ(again.exitCode, 0) << again;
  EXPECT_THAT(again.out, HasSubstr("0 come in, 5 are in already"));
  EXPECT_THAT(again.out, Not(HasSubstr("created")));
  EXPECT_EQ(MountLinesBelow(folder_.path()), before);
}

TEST_F(ImportDockerStory, WhatDockerMakesThroughTheDoorStaysDockersInAnExport) {
  ASSERT_TRUE(CreateVolume(Named("made")).ok());
  const CommandResult exported = daemon_.Run({"export"});
  ASSERT_EQ(exported.exitCode, 0) << exported;
  EXPECT_THAT(exported.out, HasSubstr("#   name: " + Named("made")));
  const CommandResult imported =
      daemon_.Run({"import", "--from-docker", "--engine", engine_.address()});
  EXPECT_EQ(imported.exitCode, 0) << imported;
  EXPECT_THAT(imported.out, HasSubstr(Named("made") + ": in already"));
  EXPECT_THAT(imported.out, HasSubstr("5 come in, 1 are in already"));
}

}  // namespace
}  // namespace rexray
