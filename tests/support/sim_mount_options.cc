#include "tests/support/sim_mount_options.h"

#include <algorithm>

namespace rexray {
namespace {

const std::vector<std::string> kIgnored = {"rw", "ro", "defaults", "relatime", "strictatime"};
const std::vector<std::string> kFlags = {"nosuid", "nodev", "noexec", "noatime", "nodiratime"};

bool Contains(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

}  // namespace

SimMountOptions KernelOptions(const std::vector<std::string>& options) {
  const std::string access = Contains(options, "ro") ? "ro" : "rw";
  SimMountOptions shown{access, access};
  for (const std::string& flag : kFlags) {
    if (Contains(options, flag)) shown.ofMount += "," + flag;
  }
  if (!Contains(options, "noatime") && !Contains(options, "strictatime")) {
    shown.ofMount += ",relatime";
  }
  for (const std::string& option : options) {
    if (!Contains(kFlags, option) && !Contains(kIgnored, option))
      shown.ofFilesystem += "," + option;
  }
  return shown;
}

}  // namespace rexray
