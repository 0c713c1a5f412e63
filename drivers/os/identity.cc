#include "drivers/os/identity.h"

#include <fmt/format.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cctype>
#include <fstream>

namespace rexray {
namespace {

struct Source {
  const char* kind;
  const char* attribute;  // below the device's folder
};

// The first that exists names the device. A device-mapper uuid comes first: its other attributes,
// if any, would be those of a path below it.
constexpr Source kSources[] = {
    {"dm", "dm/uuid"},       {"md", "md/uuid"},    {"nvme", "wwid"},
    {"scsi", "device/wwid"}, {"virtio", "serial"}, {"mmc", "device/cid"},
};

// Vendors pad serials with spaces.
std::string Attribute(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const auto isSpace = [](unsigned char c) { return std::isspace(c) || c == 0; };
  line.erase(line.begin(), std::ranges::find_if_not(line, isSpace));
  while (!line.empty() && isSpace(static_cast<unsigned char>(line.back()))) line.pop_back();
  return line;
}

}  // namespace

DeviceIdentity LoopIdentity(dev_t filesystem, ino_t inode) {
  return {fmt::format("loop:{}:{}:{}", major(filesystem), minor(filesystem), inode)};
}

DeviceIdentity DirectoryIdentity(dev_t filesystem, ino_t inode) {
  return {fmt::format("dir:{}:{}:{}", major(filesystem), minor(filesystem), inode)};
}

DeviceIdentity SysfsIdentity(const std::string& node) {
  // A partition's folder lies in that of its disk.
  const std::string partition = Attribute(node + "/partition");
  const std::string disk = partition.empty() ? node : node + "/..";
  for (const Source& source : kSources) {
    const std::string serial = Attribute(disk + "/" + source.attribute);
    if (serial.empty()) continue;
    return {partition.empty() ? fmt::format("{}:{}", source.kind, serial)
                              : fmt::format("{}:{}:part{}", source.kind, serial, partition)};
  }
  return {};
}

}  // namespace rexray
