#include "tests/support/docker_engine.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/engine_leftovers.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

// Debian's. Machines for development may have another vendor's client first in PATH.
constexpr const char* kClient = "/usr/bin/docker";
constexpr std::chrono::seconds kPatience{60};

void MakeBusyboxTree(const fs::path& tree) {
  for (const char* folder : {"bin", "tmp", "usr/bin", "seeded/sub"}) {
    fs::create_directories(tree / folder);
  }
  fs::copy_file("/usr/bin/busybox", tree / "usr/bin/busybox");
  const CommandResult links = RunCommand({"busybox", "--install", "-s", tree / "bin"});
  EXPECT_EQ(links.exitCode, 0) << links;
  const fs::path seeded = tree / fs::path(DockerEngine::kSeeded).relative_path();
  std::ofstream(seeded / "page") << "from the image";
  std::ofstream(seeded / "sub/deep") << "deep";
  EXPECT_EQ(::chown(seeded.c_str(), 999, 998), 0);
  fs::permissions(seeded, fs::perms(0750));
}

}  // namespace

DockerEngine::DockerEngine(DockerEngineOptions options) : options_(std::move(options)) {
  fs::create_directories(options_.folder);
  std::ofstream(options_.folder + "/daemon.json") << "{}\n";  // not the host's
}

DockerEngine::~DockerEngine() {
  process_.reset();
  EndContainersOf(options_.folder);
}

std::vector<std::string> DockerEngine::Command() const {
  const std::string& folder = options_.folder;
  std::vector<std::string> command;
  if (options_.ownNetwork) {
    command = {"unshare", "--net", "busybox",
               "sh",      "-c",    "busybox ip link set lo up && exec \"$@\"",
               "dockerd"};
  }
  for (const std::string& word :
       {std::string("dockerd"), "--config-file=" + folder + "/daemon.json",
        "--data-root=" + folder + "/data", "--exec-root=" + folder + "/exec",
        "--pidfile=" + folder + "/docker.pid", "--host=" + address(),
        "--cgroup-parent=/" + ControlGroupOf(folder),
        std::string("--exec-opt=native.cgroupdriver=cgroupfs"), std::string("--iptables=false"),
        std::string("--ip6tables=false"), std::string("--bridge=none")}) {
    command.push_back(word);
  }
  if (options_.liveRestore) command.push_back("--live-restore");
  return command;
}

void DockerEngine::Start() {
  const std::string log = options_.folder + "/dockerd.log";
  const int descriptor = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  process_.emplace(Command(), Process::Options{.out = descriptor, .err = descriptor});
  ::close(descriptor);
  Eventually([&] { return !process_->Running() || Answers(); }, kPatience);
  ASSERT_TRUE(process_->Running() && Answers()) << "the engine does not answer:\n" << Log();
}

bool DockerEngine::Answers() const { return Run({"version"}).ok(); }

void DockerEngine::Kill() {
  if (!process_) return;
  process_->Signal(SIGKILL);
  process_->Wait(kPatience);
  EXPECT_TRUE(Eventually([&] { return ContainerdIsGone(options_.folder); }, kPatience));
  // Where nobody reaps orphans, the next engine would take the dead one's zombie for a running
  // containerd.
  fs::remove(options_.folder + "/exec/containerd/containerd.pid");
}

bool DockerEngine::Stop() {
  if (!process_) return true;
  process_->Signal(SIGTERM);
  return process_->Wait(kPatience).has_value();
}

void DockerEngine::ImportBusybox() {
  const std::string tree = options_.folder + "/busybox";
  MakeBusyboxTree(tree);
  Import(kImage, tree);
}

void DockerEngine::Import(const std::string& image, const std::string& tree) {
  const std::string archive = options_.folder + "/image.tar";
  const CommandResult packed = RunCommand({"tar", "-C", tree, "-cf", archive, "."});
  ASSERT_EQ(packed.exitCode, 0) << packed;
  const CommandResult imported = Run({"import", archive, image});
  ASSERT_EQ(imported.exitCode, 0) << imported;
}

CommandResult DockerEngine::Run(const std::vector<std::string>& arguments,
                                const CommandOptions& options) const {
  std::vector<std::string> argv = {kClient, "--config", options_.folder + "/client", "--host",
                                   address()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return RunCommand(argv, options);
}

std::string DockerEngine::Log() const {
  std::ifstream file(options_.folder + "/dockerd.log");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace rexray
