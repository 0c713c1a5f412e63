#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "cli/doctor/checkup.h"
#include "state/codec.h"

// Services, and what the host needs for them.

namespace rexray {
namespace {

constexpr Milliseconds kListingPatience{std::chrono::seconds(10)};

struct Tool {
  const char* name;
  const char* package;  // Debian's
};

std::vector<Tool> ToolsOf(FilesystemType type) {
  switch (type) {
    case FilesystemType::Ext4:
      return {{"mkfs.ext4", "e2fsprogs"}, {"e2fsck", "e2fsprogs"}, {"resize2fs", "e2fsprogs"}};
    case FilesystemType::Xfs:
      return {{"mkfs.xfs", "xfsprogs"}, {"xfs_repair", "xfsprogs"}, {"xfs_growfs", "xfsprogs"}};
    case FilesystemType::Btrfs:
      return {{"mkfs.btrfs", "btrfs-progs"}, {"btrfs", "btrfs-progs"}};
    case FilesystemType::None:
      return {};
  }
  return {};
}

bool IsInPath(const std::string& program) {
  const char* path = ::getenv("PATH");
  std::string folders = path == nullptr ? "/usr/sbin:/usr/bin:/sbin:/bin" : path;
  for (std::size_t begin = 0; begin <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', begin), folders.size());
    const std::string file = folders.substr(begin, end - begin) + "/" + program;
    if (::access(file.c_str(), X_OK) == 0) return true;
    begin = end + 1;
  }
  return false;
}

bool HasBlockService(const Patient& patient) {
  for (const ServiceConfig& each : patient.config.services) {
    if (each.driver == "loop") return true;
  }
  return false;
}

// Those that volumes declare or have, and the one that a volume gets unasked.
std::set<FilesystemType> NeededFilesystems(const Patient& patient) {
  std::set<FilesystemType> types;
  if (HasBlockService(patient)) types.insert(FilesystemType::Ext4);
  for (const VolumeState& each : patient.volumes) {
    if (each.volume && each.volume->spec.filesystem)
      types.insert(each.volume->spec.filesystem->type);
    if (each.record.facts) types.insert(each.record.facts->format.type);
  }
  types.erase(FilesystemType::None);
  return types;
}

bool Contains(const std::string& file, const std::string& text) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(text) != std::string::npos) return true;
  }
  return false;
}

// Loaded, built in, or a module that is loaded when it is needed.
bool KernelKnows(const std::string& filesystem) {
  if (Contains("/proc/filesystems", "\t" + filesystem)) return true;
  struct utsname name {};
  ::uname(&name);
  const std::string modules = std::string("/lib/modules/") + name.release + "/modules.";
  const std::string module = "/" + filesystem + ".ko";
  return Contains(modules + "dep", module) || Contains(modules + "builtin", module);
}

}  // namespace

void CheckServices(const Patient& patient, Findings& findings) {
  if (patient.config.services.empty()) {
    findings.push_back({"services", Health::Warn, "none is configured",
                        "add services: to the configuration and restart the daemon"});
  }
  const auto services =
      MakeServices(patient.config, patient.helpers, CurrentBoot(), [](const auto&...) {});
  if (!services) {
    findings.push_back({"services", Health::Fail, services.error().message,
                        "correct the configuration and restart the daemon"});
    return;
  }
  for (const auto& [name, service] : services->drivers) {
    const std::string check = "service " + name.value;
    const auto listing =
        service.driver->List({std::chrono::steady_clock::now() + kListingPatience, {}, -1, check});
    if (listing && listing->complete) {
      findings.push_back(
          {check, Health::Ok, fmt::format("lists {} volumes", listing->volumes.size())});
    } else {
      findings.push_back({check, Health::Fail,
                          listing ? "did not list all its volumes" : listing.error().message,
                          "mend the backend; rexray get services shows how it is configured"});
    }
  }
}

void CheckTools(const Patient& patient, Findings& findings) {
  const std::size_t before = findings.size();
  for (const FilesystemType type : NeededFilesystems(patient)) {
    for (const Tool& tool : ToolsOf(type)) {
      if (IsInPath(tool.name)) continue;
      findings.push_back({"tools", Health::Fail, fmt::format("{} is not in PATH", tool.name),
                          fmt::format("apt-get install {}", tool.package)});
    }
  }
  if (findings.size() == before) findings.push_back({"tools", Health::Ok, "all that is needed"});
}

void CheckKernel(const Patient& patient, Findings& findings) {
  const std::size_t before = findings.size();
  for (const FilesystemType type : NeededFilesystems(patient)) {
    const std::string name(ToString(type));
    if (KernelKnows(name)) continue;
    findings.push_back(
        {"kernel", Health::Warn, "it does not seem to know " + name, "modprobe " + name});
  }
  const bool loops = ::access("/dev/loop-control", R_OK | W_OK) == 0;
  if (HasBlockService(patient) && !loops) {
    findings.push_back(
        {"kernel", Health::Fail, "there are no loop devices (/dev/loop-control)", "modprobe loop"});
  }
  if (findings.size() == before) findings.push_back({"kernel", Health::Ok, "all that is needed"});
}

}  // namespace rexray
