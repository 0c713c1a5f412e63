#include "drivers/os/filesystem_check.h"

#include <fmt/format.h>

#include "drivers/os/process.h"

namespace rexray {
namespace {

std::vector<std::string> CheckCommand(FilesystemType type, const std::string& node) {
  switch (type) {
    case FilesystemType::None:
      break;
    case FilesystemType::Ext4:
      return {"e2fsck", "-f", "-n", node};
    case FilesystemType::Xfs:
      return {"xfs_repair", "-n", node};
    case FilesystemType::Btrfs:
      return {"btrfs", "check", "--readonly", node};
  }
  return {};
}

}  // namespace

Result<bool> IsFilesystemClean(const VerifiedDevice& device, FilesystemType type) {
  const auto command = CheckCommand(type, device.device.path);
  if (command.empty()) return Fail(Code::InvalidArgument, "a raw device has nothing to check");
  REXRAY_ASSIGN(const ProcessEnd end, RunProcess(command));
  if (end.signal) return Fail(Code::Unavailable, Describe(command.front(), end));
  return end.exitCode == 0;
}

}  // namespace rexray
