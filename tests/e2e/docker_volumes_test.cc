#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/e2e/docker_node.h"

// `docker volume …` on a real engine.

namespace rexray {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class DockerVolumes : public DockerNode {
 protected:
  void SetUp() override {
    DockerNode::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) Serve();
  }

  // Only of our driver: an unfiltered list asks the plugins of tests beside this one too.
  std::string Listed() {
    return Docker({"volume", "ls", "--quiet", "--filter", "driver=" + plugin_.name()}).out;
  }
  static std::string Between(const std::string& text, const std::string& from,
                             const std::string& to) {
    const auto begin = text.find(from);
    if (begin == std::string::npos) return "";
    const auto start = begin + from.size();
    return text.substr(start, text.find(to, start) - start);
  }
  std::string AnswerOfDoor(const std::string& call, const std::string& body) const {
    return RunCommand({"curl", "--silent", "--max-time", "60", "--unix-socket", plugin_.socket(),
                       "--data", body, "http://plugin/VolumeDriver." + call})
        .out;
  }

  const std::string data_ = Named("data");
};

TEST_F(DockerVolumes, AreMadeListedShownAndRemoved) {
  const CommandResult created = CreateVolume(data_, {"size=128Mi"});
  ASSERT_EQ(created.exitCode, 0) << created << daemon_.Log();
  EXPECT_EQ(Images(), 1u);
  EXPECT_EQ(Listed(), data_ + "\n");
  EXPECT_EQ(InspectVolume(data_, "{{.Driver}} {{.Scope}}"), plugin_.name() + " local");
  EXPECT_EQ(InspectVolume(data_, "{{.Mountpoint}}"), "") << "it is not mounted";
  EXPECT_NE(InspectVolume(data_, "{{.CreatedAt}}"), "");
  const json status = json::parse(InspectVolume(data_, "{{json .Status}}"));
  EXPECT_EQ(status.at("service"), "local") << status;
  EXPECT_EQ(status.at("quantity"), "128Mi") << status;
  EXPECT_EQ(CreateVolume(data_, {"size=128Mi"}).exitCode, 0) << "the same again is no error";

  const CommandResult removed = Docker({"volume", "rm", data_});
  EXPECT_EQ(removed.exitCode, 0) << removed << daemon_.Log();
  EXPECT_EQ(Listed(), "");
}

TEST_F(DockerVolumes, AMountpointIsShownWhileAContainerRuns) {
  ASSERT_EQ(RunSleeper("one", Using(data_)).exitCode, 0) << daemon_.Log();
  EXPECT_EQ(InspectVolume(data_, "{{.Mountpoint}}"), Path(data_));
  ASSERT_EQ(StopNow("one").exitCode, 0);
  ExpectUsers(data_, 0);
  EXPECT_EQ(InspectVolume(data_, "{{.Mountpoint}}"), "");
}

TEST_F(DockerVolumes, AnUnknownOptionIsRefusedAndNothingIsMade) {
  const CommandResult refused = CreateVolume(data_, {"sise=1Gi"});
  EXPECT_NE(refused.exitCode, 0);
  EXPECT_NE(refused.err.find("sise"), std::string::npos) << refused;
  EXPECT_NE(refused.err.find("size"), std::string::npos) << "names no valid ones: " << refused;
  EXPECT_EQ(Images(), 0u);
  EXPECT_EQ(Listed(), "");
  EXPECT_EQ(CreateVolume(data_).exitCode, 0);
}

TEST_F(DockerVolumes, NamesAsComposeMakesThemAreKeptAsTheyAre) {
  for (const std::string& name : {Named("proj_db-data"), Named("My_Proj.2_DB.data"), Named("0"),
                                  Named(std::string(100, 'x'))}) {
    const CommandResult created = Docker({"volume", "create", "--driver", plugin_.name(), "--label",
                                          "com.docker.compose.project=proj", name});
    ASSERT_EQ(created.exitCode, 0) << created;
    const CommandResult wrote = Box(Using(name), "echo " + name + " > /data/name");
    EXPECT_EQ(wrote.exitCode, 0) << wrote << daemon_.Log();
    EXPECT_EQ(Box(Using(name), "cat /data/name").out, name + "\n");
  }
  EXPECT_EQ(Images(), 4u);
}

TEST_F(DockerVolumes, NamesThatDifferInCaseOnlyAreTwoVolumes) {
  const std::string lower = Named("case"), upper = Named("CASE");
  ASSERT_EQ(Box(Using(lower), "echo lower > /data/name").exitCode, 0) << daemon_.Log();
  ASSERT_EQ(Box(Using(upper), "echo upper > /data/name").exitCode, 0) << daemon_.Log();
  EXPECT_EQ(Box(Using(lower), "cat /data/name").out, "lower\n");
  EXPECT_EQ(Images(), 2u);
}

TEST_F(DockerVolumes, OneInUseIsNotRemoved) {
  ASSERT_EQ(RunSleeper("one", Using(data_)).exitCode, 0) << daemon_.Log();
  ASSERT_EQ(Exec("one", "echo rows > /data/file").exitCode, 0);
  EXPECT_NE(Docker({"volume", "rm", data_}).exitCode, 0) << "by the engine's own word";
  // As another engine of this host would ask, which knows of no container.
  const std::string answer = AnswerOfDoor("Remove", R"({"Name": ")" + data_ + "\"}");
  EXPECT_NE(answer.find("in use"), std::string::npos) << answer;
  ExpectUsers(data_, 1);
  EXPECT_EQ(Exec("one", "cat /data/file").out, "rows\n");
  ASSERT_EQ(Docker({"rm", "--force", "one"}).exitCode, 0);
  ExpectUsers(data_, 0);
  EXPECT_EQ(Docker({"volume", "rm", data_}).exitCode, 0);
}

TEST_F(DockerVolumes, OneThatVanishedAtTheBackendIsToldAndLetGo) {
  ASSERT_EQ(CreateVolume(data_).exitCode, 0);
  for (const auto& entry : fs::directory_iterator(daemon_.data() + "/loop")) {
    if (entry.path().filename().string().starts_with(data_)) fs::remove_all(entry.path());
  }
  ASSERT_EQ(Images(), 0u);
  const CommandResult refused = Box(Using(data_), "true");
  EXPECT_NE(refused.exitCode, 0) << "an empty one in its place would be a lie";
  EXPECT_NE(refused.err.find(data_), std::string::npos) << refused;
  EXPECT_EQ(Images(), 0u);
  const CommandResult removed = Docker({"volume", "rm", "--force", data_});
  EXPECT_EQ(removed.exitCode, 0) << removed << daemon_.Run({"why", data_});
  EXPECT_EQ(Listed(), "");
}

TEST_F(DockerVolumes, G09_ANewOneOfARemovedOnesNameIsEmptyAndUndeleteHasTheOldData) {
  ASSERT_EQ(Box(Using(data_), "echo old rows > /data/file").exitCode, 0) << daemon_.Log();
  ASSERT_EQ(Docker({"volume", "rm", data_}).exitCode, 0) << daemon_.Log();
  const CommandResult created = CreateVolume(data_);
  ASSERT_EQ(created.exitCode, 0) << created << daemon_.Log();
  EXPECT_EQ(Box(Using(data_), "ls -A /data").out, "") << "a new volume with somebody's data";
  const std::string old = Named("old");
  const CommandResult told = daemon_.Run({"undelete", data_});
  EXPECT_NE(told.exitCode, 0) << "it is the new one's name: " << told;
  const CommandResult back =
      daemon_.Run({"undelete", Between(told.err, "rexray undelete ", " --as"), "--as", old});
  ASSERT_EQ(back.exitCode, 0) << back << daemon_.Log();
  EXPECT_EQ(Box(Using(old), "cat /data/file").out, "old rows\n");
  EXPECT_EQ(Box(Using(data_), "ls -A /data").out, "");
}

TEST_F(DockerVolumes, ANewOneMayBeginWithTheSnapshotOfARemovedOne) {
  ASSERT_EQ(CreateVolume(data_, {"reclaimPolicy=Snapshot"}).exitCode, 0);
  ASSERT_EQ(Box(Using(data_), "echo rows > /data/file").exitCode, 0) << daemon_.Log();
  ASSERT_EQ(Docker({"volume", "rm", data_}).exitCode, 0);
  const CommandResult ended = daemon_.Run({"delete", "volume", data_, "--now"});
  ASSERT_EQ(ended.exitCode, 0) << ended << daemon_.Log();
  EXPECT_EQ(Images(), 1u) << "the snapshot alone is left: "
                          << RunCommand({"find", daemon_.data() + "/loop", "-name", "*.img"})
                          << daemon_.Log();
  const std::string copy = Named("copy");
  const CommandResult created = CreateVolume(copy, {"snapshotName=" + data_});
  ASSERT_EQ(created.exitCode, 0) << created << daemon_.Log();
  EXPECT_EQ(Box(Using(copy), "cat /data/file; echo more >> /data/file").out, "rows\n");
  EXPECT_EQ(Box(Using(copy), "cat /data/file").out, "rows\nmore\n");
  EXPECT_NE(CreateVolume(Named("other"), {"snapshotName=nobody"}).exitCode, 0);
}

TEST_F(DockerVolumes, AnAnonymousOneGoesWithItsContainer) {
  const Words anonymous = {"--mount", "type=volume,target=/data,volume-driver=" + plugin_.name()};
  const CommandResult ran = Box(anonymous, "echo rows > /data/file; cat /data/file");
  EXPECT_EQ(ran.out, "rows\n") << ran << daemon_.Log();
  EXPECT_TRUE(Eventually([&] { return Images() == 0; })) << daemon_.Log();
  EXPECT_EQ(Listed(), "");
  EXPECT_TRUE(OurMounts().empty());
}

}  // namespace
}  // namespace rexray
