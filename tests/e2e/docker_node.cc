#include "tests/e2e/docker_node.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace rexray {
namespace {

// Where what is mounted at `path` is mounted, by processes, one of each mount namespace and place;
// for people who read why a test failed.
CommandResult MountedIn(const std::string& path) {
  return RunCommand({"sh", "-c",
                     "number=$(mountpoint -d \"$0\") || exit\n"
                     "for process in /proc/[0-9]*; do\n"
                     "  space=$(readlink $process/ns/mnt) || continue\n"
                     "  grep -s \" $number \" $process/mountinfo |\n"
                     "    sed \"s|^|$space $(cat $process/comm) $process |\"\n"
                     "done | sort -u -k 1,1 -k 8,8",
                     path});
}

using nlohmann::json;

constexpr const char* kDoor = R"(mountRoot: {mounts}
claimReview: 3s
docker:
  - address: "{address}"
    service: local
    visible: tagged
    deleteGrace: 1h
    linger: 0
    engine: "{engine}"
    defaults: {{size: 64Mi}}
)";

std::size_t LinesIn(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

}  // namespace

void RequireDockerEngine() {
  RequireProgram("dockerd");
  if (!testing::Test::IsSkipped()) RequireProgram("busybox");
}

std::string DockerDoor(const std::string& address, const std::string& mounts,
                       const DockerEngine& engine) {
  return fmt::format(kDoor, fmt::arg("address", address), fmt::arg("mounts", mounts),
                     fmt::arg("engine", engine.address()));
}

std::string Named(const std::string& name) { return fmt::format("{}-{}", name, ::getpid()); }

DockerEngineOptions DockerNode::Placed(DockerEngineOptions engine) const {
  engine.folder = folder_ / "engine";
  return engine;
}

void DockerNode::SetUp() {
  LiveNode::SetUp();
  if (!IsSkipped()) RequireDockerEngine();
  if (IsSkipped() || HasFatalFailure()) return;
  ASSERT_NO_FATAL_FAILURE(engine_.Start());
  engine_.ImportBusybox();
}

void DockerNode::Serve(const std::string& address) {
  daemon_.Configure(DockerDoor(address.empty() ? "unix://" + plugin_.socket() : address,
                               folder_ / "mnt", engine_));
  daemon_.Start();
}

CommandResult DockerNode::CreateVolume(const std::string& volume, const Words& options) {
  Words words = {"volume", "create", "--driver", plugin_.name()};
  for (const std::string& option : options) words.insert(words.end(), {"--opt", option});
  words.push_back(volume);
  return Docker(words);
}

DockerNode::Words DockerNode::Using(const std::string& volume, const std::string& target) const {
  return {"--volume-driver", plugin_.name(), "--volume", volume + ":" + target};
}

CommandResult DockerNode::Box(const Words& options, const std::string& script) {
  Words words = {"run", "--rm", "--network", "none"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {DockerEngine::kImage, "sh", "-c", script});
  return Docker(words);
}

CommandResult DockerNode::RunSleeper(const std::string& container, const Words& options) {
  Words words = {"run",       "--detach", "--name",        container,
                 "--network", "none",     "--stop-signal", "KILL"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {DockerEngine::kImage, "sleep", "3600"});
  return Docker(words);
}

CommandResult DockerNode::Exec(const std::string& container, const std::string& script) {
  return Docker({"exec", container, "sh", "-c", script});
}

CommandResult DockerNode::StopNow(const std::string& container) {
  return Docker({"stop", "--time", "0", container});
}

std::string DockerNode::InspectVolume(const std::string& volume, const std::string& format) {
  const CommandResult shown = Docker({"volume", "inspect", "--format", format, volume});
  EXPECT_EQ(shown.exitCode, 0) << shown;
  return shown.out.substr(0, shown.out.find('\n'));
}

std::size_t DockerNode::Claims(const std::string& volume) {
  const std::string text = daemon_.Get("/v1/volumes/" + volume);
  if (text.empty()) return 0;
  return json::parse(text).at("status").value("claims", json::array()).size();
}

std::size_t DockerNode::Images() const {
  return LinesIn(RunCommand({"find", daemon_.data() + "/loop", "-name", "*.img"}).out);
}

void DockerNode::ExpectUsers(const std::string& volume, std::size_t users,
                             std::chrono::milliseconds patience) {
  std::size_t claims = 0, containers = 0, mounts = 0;
  const bool agreed = Eventually(
      [&] {
        claims = Claims(volume);
        containers = LinesIn(Docker({"ps", "--quiet", "--filter", "volume=" + volume}).out);
        mounts = MountsAt(Path(volume)).size();
        return claims == users && containers == users && mounts == (users > 0 ? 1u : 0u);
      },
      patience);
  EXPECT_TRUE(agreed) << volume << " has " << claims << " claims, " << containers
                      << " running containers and is mounted " << mounts << " times; expected "
                      << users << " users\n"
                      << MountedIn(Path(volume)) << daemon_.Run({"why", volume}) << daemon_.Log();
}

}  // namespace rexray
