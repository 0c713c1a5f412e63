#include "tests/e2e/live_node.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace rexray {
namespace {

constexpr const char* kVolume = R"(apiVersion: rexray.io/v1
kind: Volume
metadata: {{name: {0}}}
spec: {{service: local, size: {1}, filesystem: {{type: {2}}}{3}}}
---
)";

constexpr const char* kDirectory = R"(apiVersion: rexray.io/v1
kind: Volume
metadata: {{name: {0}}}
spec: {{service: files}}
---
)";

constexpr const char* kAttachment = R"(apiVersion: rexray.io/v1
kind: Attachment
metadata: {{name: {0}-here}}
spec: {{volume: {0}, mount: {{path: {1}}}}}
---
)";

nlohmann::json StatusOf(Daemon& daemon, const std::string& name) {
  const std::string text = daemon.Get("/v1/volumes/" + name);
  if (text.empty()) return nlohmann::json::object();
  return nlohmann::json::parse(text).at("status");
}

}  // namespace

std::string LiveNode::Manifest(const std::string& name, const std::string& filesystem,
                               const std::string& size, const std::string& more) const {
  return fmt::format(kVolume, name, size, filesystem, more) +
         fmt::format(kAttachment, name, Path(name));
}

std::string LiveNode::DirectoryManifest(const std::string& name) const {
  return fmt::format(kDirectory, name) + fmt::format(kAttachment, name, Path(name));
}

std::vector<LiveMount> LiveNode::OurMounts() const {
  std::ifstream table("/proc/self/mountinfo");
  std::vector<LiveMount> mounts;
  for (std::string line; std::getline(table, line);) {
    std::istringstream fields(line);
    std::string parent, device, root;
    LiveMount mount;
    fields >> mount.id >> parent >> device >> root >> mount.target >> mount.options;
    if (mount.target.starts_with(folder_ / "mnt/")) mounts.push_back(mount);
  }
  return mounts;
}

std::vector<LiveMount> LiveNode::MountsAt(const std::string& target) const {
  std::vector<LiveMount> mounts = OurMounts();
  std::erase_if(mounts, [&](const LiveMount& each) { return each.target != target; });
  return mounts;
}

std::vector<std::string> LiveNode::OurLoopDevices() const {
  std::vector<std::string> devices;
  for (const auto& entry : std::filesystem::directory_iterator("/sys/block")) {
    std::ifstream file(entry.path() / "loop/backing_file");
    std::string backing;
    if (std::getline(file, backing) && backing.starts_with(folder_.path())) {
      devices.push_back("/dev/" + entry.path().filename().string());
    }
  }
  return devices;
}

void LiveNode::Write(const std::string& name, const std::string& text) const {
  std::ofstream file(Path(name) + "/data");
  file << text << std::flush;
  ASSERT_TRUE(file) << Path(name);
}

std::string LiveNode::Read(const std::string& name) const {
  std::ifstream file(Path(name) + "/data");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string LiveNode::Reason(const std::string& name) {
  return StatusOf(daemon_, name).value("reason", "");
}

std::string LiveNode::Phase(const std::string& name) {
  return StatusOf(daemon_, name).value("phase", "");
}

bool LiveNode::AwaitReason(const std::string& name, const std::string& reason) {
  return Eventually([&] { return Reason(name) == reason; }, std::chrono::seconds(90));
}

}  // namespace rexray
