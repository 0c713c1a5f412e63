#include "drivers/os/kernel_use.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "drivers/os/processes.h"

namespace rexray {
namespace {

std::string FirstLine(const std::string& file) {
  const std::string text = ReadProcFile(file);
  return text.substr(0, text.find('\n'));
}

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// The kernel's name of the device: "loop3".
std::string NameOf(const std::string& node) {
  const std::string link = LinkText(node);
  return link.substr(link.rfind('/') + 1);
}

bool IsSwap(const Device& device) {
  std::ifstream swaps("/proc/swaps");
  for (std::string line; std::getline(swaps, line);) {
    struct stat status {};
    const std::string path = line.substr(0, line.find(' '));
    if (path.starts_with("/dev/") && ::stat(path.c_str(), &status) == 0 &&
        S_ISBLK(status.st_mode) && status.st_rdev == makedev(device.major, device.minor))
      return true;
  }
  return false;
}

}  // namespace

std::string SysfsNodeOf(const Device& device) {
  return fmt::format("/sys/dev/block/{}:{}", device.major, device.minor);
}

std::vector<Device> WithPartitions(const Device& device) {
  std::vector<Device> devices{device};
  const std::string node = SysfsNodeOf(device);
  AnyName(node, [&](const std::string& name) {
    Device part = device;
    const std::string folder = node + "/" + name;
    if (Exists(folder + "/partition") &&
        std::sscanf(FirstLine(folder + "/dev").c_str(), "%u:%u", &part.major, &part.minor) == 2)
      devices.push_back(part);
    return false;
  });
  return devices;
}

std::vector<std::string> BlockHoldersOf(const std::string& node) {
  std::vector<std::string> holders;
  AnyName(node + "/holders", [&](const std::string& name) {
    const std::string mapped = FirstLine(fmt::format("{}/holders/{}/dm/name", node, name));
    holders.push_back(fmt::format("the block device {}{}", name,
                                  mapped.empty() ? "" : fmt::format(" ({})", mapped)));
    return false;
  });
  return holders;
}

std::string KernelFilesystemOn(const std::string& node) {
  const std::string name = NameOf(node);
  if (name.empty()) return {};
  for (const char* type : {"ext4", "xfs"})
    if (Exists(fmt::format("/sys/fs/{}/{}", type, name)))
      return fmt::format("the {} filesystem on it", type);
  const bool btrfs = AnyName("/sys/fs/btrfs", [&](const std::string& filesystem) {
    return Exists(fmt::format("/sys/fs/btrfs/{}/devices/{}", filesystem, name));
  });
  return btrfs ? "the btrfs filesystem on it" : "";
}

std::vector<std::string> KernelUsersOf(const Device& device) {
  const std::string node = SysfsNodeOf(device);
  std::vector<std::string> users = BlockHoldersOf(node);
  const std::string path = "/dev/" + NameOf(node);
  AnyName("/sys/block", [&](const std::string& name) {
    if (FirstLine(fmt::format("/sys/block/{}/loop/backing_file", name)) == path)
      users.push_back("the loop device " + name);
    return false;
  });
  if (IsSwap(device)) users.push_back("swap");
  return users;
}

}  // namespace rexray
