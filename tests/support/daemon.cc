#include "tests/support/daemon.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace rexray {
namespace {

constexpr const char* kDefaultServices = R"(
  local: {{driver: loop, root: {0}/loop}}
  files: {{driver: dir, root: {0}/dir}}
)";

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::string PrivateLoopbackAddress() {
  const auto pid = static_cast<unsigned>(::getpid());
  return fmt::format("127.{}.{}.{}", (pid >> 16) & 0xff, (pid >> 8) & 0xff, pid & 0xff);
}

Daemon::Daemon(DaemonOptions options) : options_(std::move(options)) {
  std::filesystem::create_directories(state());
  std::filesystem::create_directories(data() + "/loop");
  std::filesystem::create_directories(data() + "/dir");
  const std::string services = options_.services.empty()
                                   ? fmt::format(fmt::runtime(kDefaultServices), data())
                                   : options_.services;
  std::ofstream(options_.folder + "/config.yml")
      << "node: " << options_.node << "\nservices:" << services << "\n";
}

void Daemon::Configure(const std::string& yaml) {
  std::ofstream(options_.folder + "/config.yml", std::ios::app) << yaml << "\n";
}

std::vector<std::string> Daemon::Command() const {
  std::vector<std::string> command = options_.prefix;
  const std::vector<std::string> daemon = {
      options_.binary, "daemon",
      "--config",      options_.folder + "/config.yml",
      "--state",       state(),
      "--listen",      control(),
      "--metrics",     options_.metrics ? "tcp://" + metricsAddress() : "none",
      "--node",        options_.node};
  command.insert(command.end(), daemon.begin(), daemon.end());
  return command;
}

void Daemon::StartWithoutWaiting() {
  const std::string log = options_.folder + "/daemon.log";
  const int descriptor = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  process_.emplace(Command(), Process::Options{.in = options_.input,
                                               .out = descriptor,
                                               .err = descriptor,
                                               .environment = options_.environment});
  ::close(descriptor);
}

void Daemon::Start() {
  StartWithoutWaiting();
  const bool ready = Eventually([&] { return !Running() || Ready(); });
  EXPECT_TRUE(ready && Running()) << "the daemon did not become ready:\n" << Log();
}

bool Daemon::Ready() { return Get("/readyz") != ""; }
bool Daemon::Running() { return process_ && process_->Running(); }
pid_t Daemon::pid() const { return process_ ? process_->pid() : -1; }

void Daemon::Kill() {
  if (process_) process_->Kill();
}

void Daemon::KillAlone() {
  if (!process_) return;
  process_->Signal(SIGKILL);
  process_->Wait(std::chrono::seconds(30));
}

std::optional<int> Daemon::Stop(std::chrono::milliseconds patience) {
  if (process_) process_->Signal(SIGTERM);
  return Wait(patience);
}

std::optional<int> Daemon::Wait(std::chrono::milliseconds patience) {
  return process_ ? process_->Wait(patience) : std::nullopt;
}

CommandResult Daemon::Run(const std::vector<std::string>& arguments,
                          const CommandOptions& options) {
  std::vector<std::string> argv = {options_.binary, "-H", control()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return RunCommand(argv, options);
}

CommandResult Daemon::Apply(const std::string& manifest, std::vector<std::string> flags) {
  std::vector<std::string> arguments = {"apply", "-f", "-"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return Run(arguments, {.input = manifest});
}

std::string Daemon::Get(const std::string& path) {
  const CommandResult answer = RunCommand({"curl", "--silent", "--fail", "--max-time", "10",
                                           "--unix-socket", socket(), "http://rexray" + path});
  return answer.ok() ? answer.out : "";
}

std::string Daemon::metricsAddress() const { return PrivateLoopbackAddress() + ":9709"; }
std::string Daemon::Log() const { return ReadFile(options_.folder + "/daemon.log"); }

}  // namespace rexray
