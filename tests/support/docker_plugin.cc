#include "tests/support/docker_plugin.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace rexray {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSockets = "/run/docker/plugins";
constexpr const char* kSpecs = "/etc/docker/plugins";
const std::string kPrefix = "rexray-test-";

void SweepPluginsOfDeadProcesses(const char* folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string file = entry.path().filename();
    if (!file.starts_with(kPrefix)) continue;
    const pid_t owner = std::atoi(file.c_str() + kPrefix.size());
    if (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH) fs::remove(entry.path(), ignored);
  }
}

std::string NewPluginName() {
  static std::atomic<int> count = 0;
  return kPrefix + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

}  // namespace

DockerPlugin::DockerPlugin() : name_(NewPluginName()) {
  for (const char* folder : {kSockets, kSpecs}) SweepPluginsOfDeadProcesses(folder);
}

DockerPlugin::~DockerPlugin() {
  std::error_code ignored;
  fs::remove(socket(), ignored);
  for (const char* ending : {".spec", ".json"}) {
    fs::remove(fs::path(kSpecs) / (name_ + ending), ignored);
  }
}

std::string DockerPlugin::socket() const { return kSockets + ("/" + name_ + ".sock"); }

void DockerPlugin::WriteSpec(const std::string& address) const {
  fs::create_directories(kSpecs);
  std::ofstream(fs::path(kSpecs) / (name_ + ".spec")) << address;
}

void DockerPlugin::WriteJson(const std::string& address) const {
  fs::create_directories(kSpecs);
  std::ofstream(fs::path(kSpecs) / (name_ + ".json"))
      << "{\"Name\": \"" << name_ << "\", \"Addr\": \"" << address << "\"}\n";
}

}  // namespace rexray
