#include "drivers/os/filesystem_check.h"

#include <fmt/format.h>

#include "drivers/os/ext4_superblock.h"
#include "drivers/os/filesystem_mount.h"
#include "drivers/os/kernel_use.h"
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

constexpr int kMendedOrClean = 0 | 1 | 2;  // e2fsck(8): 1 corrected, 2 and a reboot is due

// What is no ext4 replays its log when it is mounted.
Result<bool> SaysLeftClean(const VerifiedDevice& device) {
  REXRAY_ASSIGN(const auto superblock, ReadExt4Superblock(device));
  return !superblock || superblock->clean;
}

}  // namespace

Result<bool> IsLeftClean(const Device& expected) {
  REXRAY_ASSIGN(const VerifiedDevice device, OpenVerifiedBlock(expected));
  if (!KernelFilesystemOn(SysfsNodeOf(device.device)).empty()) return true;
  return SaysLeftClean(device);
}

Result<bool> HasErrors(const VerifiedDevice& device) {
  REXRAY_ASSIGN(const auto superblock, ReadExt4Superblock(device));
  return superblock && superblock->errors;
}

std::unexpected<Error> NeedsRepair(const VerifiedDevice& device, const std::string& why) {
  return Fail(Code::FailedPrecondition,
              fmt::format("{}; to repair it by hand: e2fsck -f {}", why, device.device.path),
              "NeedsRepair");
}

Result<void> CheckAndMend(const step::Check& check, CheckDepth depth) {
  REXRAY_ASSIGN(const VerifiedDevice device, OpenVerifiedBlock(check.device));
  REXRAY_TRY(CheckFilesystem(device, check.type, check.uuid));
  const bool afterGrowth = depth == CheckDepth::AfterGrowth;
  std::vector<std::string> command = {"e2fsck", afterGrowth ? "-y" : "-p", device.device.path};
  if (depth != CheckDepth::WhereItWasNotLeftClean) command.insert(command.begin() + 1, "-f");
  REXRAY_ASSIGN(const ProcessEnd end, RunProcess(command));
  if (end.signal) return Fail(Code::Unavailable, Describe(command.front(), end));
  if (end.exitCode & ~kMendedOrClean) return NeedsRepair(device, Describe(command.front(), end));
  REXRAY_ASSIGN(const bool clean, SaysLeftClean(device));
  if (!clean) return NeedsRepair(device, "after e2fsck it still does not say that it is clean");
  return {};
}

Result<bool> IsFilesystemClean(const VerifiedDevice& device, FilesystemType type) {
  const auto command = CheckCommand(type, device.device.path);
  if (command.empty()) return Fail(Code::InvalidArgument, "a raw device has nothing to check");
  REXRAY_ASSIGN(const ProcessEnd end, RunProcess(command));
  if (end.signal) return Fail(Code::Unavailable, Describe(command.front(), end));
  return end.exitCode == 0;
}

}  // namespace rexray
