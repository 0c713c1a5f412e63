#include "drivers/os/filesystem_check.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>

#include "drivers/os/filesystem_mount.h"
#include "drivers/os/kernel_use.h"
#include "drivers/os/os_error.h"
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

// The superblock of ext2, ext3 and ext4 (Linux, Documentation/filesystems/ext4/super.rst).
constexpr off_t kSuperblock = 1024;
constexpr std::size_t kMagicAt = 0x38, kStateAt = 0x3a, kIncompatibleAt = 0x60;
constexpr unsigned kMagic = 0xef53;
constexpr unsigned kValid = 1, kErrors = 2;  // of the state
constexpr unsigned kNeedsRecovery = 0x4;     // of the incompatible features
constexpr int kMendedOrClean = 0 | 1 | 2;    // e2fsck(8): 1 corrected, 2 and a reboot is due

unsigned LittleEndian16(const std::array<unsigned char, 128>& bytes, std::size_t at) {
  return bytes[at] | static_cast<unsigned>(bytes[at + 1]) << 8;
}

struct SuperblockState {
  bool clean = true;
  bool errors = false;
};

Result<SuperblockState> ReadState(const VerifiedDevice& device) {
  const int file = device.descriptor.get();
  // Pages read before may be older than what another host, or a check, wrote.
  ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  std::array<unsigned char, 128> superblock{};
  const ssize_t got = ::pread(file, superblock.data(), superblock.size(), kSuperblock);
  if (got != static_cast<ssize_t>(superblock.size()))
    return FailErrno(got < 0 ? errno : EIO,
                     fmt::format("cannot read the superblock on {}", device.device.path));
  if (LittleEndian16(superblock, kMagicAt) != kMagic) return SuperblockState{};
  const unsigned state = LittleEndian16(superblock, kStateAt);
  const bool recovers = LittleEndian16(superblock, kIncompatibleAt) & kNeedsRecovery;
  const bool errors = state & kErrors;
  return SuperblockState{.clean = (state & kValid) && !errors && !recovers, .errors = errors};
}

Result<bool> SaysLeftClean(const VerifiedDevice& device) {
  REXRAY_ASSIGN(const SuperblockState state, ReadState(device));
  return state.clean;
}

std::unexpected<Error> NeedsRepair(const VerifiedDevice& device, const std::string& why) {
  return Fail(Code::FailedPrecondition,
              fmt::format("{}; to repair it by hand: e2fsck -f {}", why, device.device.path),
              "NeedsRepair");
}

}  // namespace

Result<bool> IsLeftClean(const Device& expected) {
  REXRAY_ASSIGN(const VerifiedDevice device, OpenVerifiedBlock(expected));
  if (!KernelFilesystemOn(SysfsNodeOf(device.device)).empty()) return true;
  return SaysLeftClean(device);
}

Result<bool> HasErrors(const VerifiedDevice& device) {
  REXRAY_ASSIGN(const SuperblockState state, ReadState(device));
  return state.errors;
}

Result<void> CheckAndMend(const step::Check& check) {
  REXRAY_ASSIGN(const VerifiedDevice device, OpenVerifiedBlock(check.device));
  REXRAY_TRY(CheckFilesystem(device, check.type, check.uuid));
  const std::string program = "e2fsck";
  REXRAY_ASSIGN(const ProcessEnd end, RunProcess({program, "-p", device.device.path}));
  if (end.signal) return Fail(Code::Unavailable, Describe(program, end));
  if (end.exitCode & ~kMendedOrClean) return NeedsRepair(device, Describe(program, end));
  REXRAY_ASSIGN(const bool clean, SaysLeftClean(device));
  if (!clean) return NeedsRepair(device, "after e2fsck -p it still does not say that it is clean");
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
