#include "drivers/os/grow.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/btrfs.h>
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "drivers/os/device.h"
#include "drivers/os/device_use.h"
#include "drivers/os/durable_file.h"
#include "drivers/os/ext4_superblock.h"
#include "drivers/os/filesystem_check.h"
#include "drivers/os/filesystem_mount.h"
#include "drivers/os/kernel_use.h"
#include "drivers/os/mounted_root.h"
#include "drivers/os/os_error.h"
#include "drivers/os/process.h"
#include "state/record.h"

namespace rexray {
namespace {

constexpr int kMostLooks = 300;
constexpr std::chrono::milliseconds kBetweenLooks{10};

Result<void> RunToGrow(const std::vector<std::string>& command, const std::string& device) {
  REXRAY_ASSIGN(const ProcessEnd end, RunProcess(command));
  if (end.signal) return Fail(Code::Unavailable, Describe(command.front(), end));
  if (end.exitCode == 0) return {};
  return Fail(
      Code::FailedPrecondition,
      fmt::format("cannot grow the filesystem on {}: {}", device, Describe(command.front(), end)),
      kGrowFailed);
}

Result<void> GrowBtrfs(int root, const std::string& target) {
  btrfs_ioctl_vol_args arguments{};
  std::strcpy(arguments.name, "max");
  if (::ioctl(root, BTRFS_IOC_RESIZE, &arguments) == 0) return {};
  return FailErrno(errno, "cannot grow the btrfs at " + target);
}

// The kernel keeps a filesystem a moment longer than the mount table shows it.
bool KernelLetGo(const Device& device) {
  for (int look = 0; look < kMostLooks; ++look) {
    if (KernelFilesystemOn(SysfsNodeOf(device)).empty()) return true;
    std::this_thread::sleep_for(kBetweenLooks);
  }
  return false;
}

Result<Ext4Superblock> ReadSuperblock(const VerifiedDevice& device) {
  REXRAY_ASSIGN(const auto superblock, ReadExt4Superblock(device));
  if (superblock) return *superblock;
  return Fail(Code::FailedPrecondition, device.device.path + " shows no superblock of an ext4",
              "FilesystemMismatch");
}

// Marks of growths that have begun and not ended, one filesystem's.
class GrowthMarks {
 public:
  static Result<GrowthMarks> Open(const std::string& path, const std::string& uuid) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
      return FailErrno(errno, "cannot make " + path);
    Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder.valid()) return FailErrno(errno, "cannot open " + path);
    return GrowthMarks(uuid, std::move(folder));
  }

  Result<void> Set(const Ext4Superblock& superblock) const {
    return ReplaceFile(folder_.get(), NameFor(superblock), "");
  }

  // Whether one was set, and nobody has mounted or checked the filesystem since: neither resize2fs
  // nor a check that is cut off changes what its name is made of.
  Result<bool> IsSet(const Ext4Superblock& superblock) const {
    REXRAY_ASSIGN(const auto names, ReadNames(folder_.get()));
    return std::ranges::find(names, NameFor(superblock)) != names.end();
  }

  Result<void> RemoveAll() const {
    REXRAY_ASSIGN(const auto names, ReadNames(folder_.get()));
    for (const std::string& each : names) {
      if (each.starts_with(uuid_)) REXRAY_TRY(RemoveFile(folder_.get(), each));
    }
    return {};
  }

 private:
  GrowthMarks(std::string uuid, Descriptor folder)
      : uuid_(std::move(uuid)), folder_(std::move(folder)) {}

  std::string NameFor(const Ext4Superblock& superblock) const {
    return fmt::format("{}-{}-{}-{}", uuid_, superblock.lastMount, superblock.mounts,
                       superblock.lastCheck);
  }

  std::string uuid_;
  Descriptor folder_;
};

// A resize2fs that moves what files hold must not be cut off at all.
Result<void> CheckRoom(const Ext4Superblock& superblock, const Device& device) {
  if (device.size <= superblock.roomy) return {};
  return Fail(Code::FailedPrecondition,
              fmt::format("the ext4 on {} was made to grow to {}; to make it larger files have to "
                          "move: run resize2fs by hand, or the daemon with CAP_SYS_RESOURCE",
                          device.path, ToString(superblock.roomy)),
              kGrowFailed);
}

}  // namespace

Result<void> GrowMounted(const step::GrowFilesystem& grow) {
  REXRAY_ASSIGN(const VerifiedDevice device, OpenVerifiedBlock(grow.device));
  REXRAY_ASSIGN(const Descriptor root, OpenMountedRoot(grow.target, device.device));
  switch (grow.type) {
    case FilesystemType::None:
      break;
    case FilesystemType::Ext4:
      return RunToGrow({"resize2fs", device.device.path}, device.device.path);
    case FilesystemType::Xfs:
      return RunToGrow({"xfs_growfs", "-d", grow.target}, device.device.path);
    case FilesystemType::Btrfs:
      return GrowBtrfs(root.get(), grow.target);
  }
  return Fail(Code::InvalidArgument, "a raw device has no filesystem to grow");
}

Result<void> GrowUnmountedExt4(const step::GrowFilesystem& grow, const std::string& marksFolder) {
  if (grow.type != FilesystemType::Ext4)
    return Fail(Code::InvalidArgument, "only an ext4 grows while it is not mounted");
  REXRAY_ASSIGN(const VerifiedDevice device, OpenVerifiedBlock(grow.device));
  REXRAY_TRY(CheckFilesystem(device, grow.type, grow.uuid));
  if (!KernelLetGo(device.device)) {
    REXRAY_TRY(CheckDeviceUnused(device.device));
    return Fail(Code::Unavailable, "the kernel still has the filesystem mounted");
  }
  REXRAY_ASSIGN(const GrowthMarks marks, GrowthMarks::Open(marksFolder, grow.uuid));
  REXRAY_ASSIGN(const Ext4Superblock before, ReadSuperblock(device));
  REXRAY_ASSIGN(const bool cutOff, marks.IsSet(before));
  const step::Check check{grow.device, grow.type, grow.uuid};
  REXRAY_TRY(CheckAndMend(check, cutOff ? CheckDepth::AfterGrowth : CheckDepth::Whole));
  REXRAY_TRY(marks.RemoveAll());
  REXRAY_ASSIGN(const Ext4Superblock checked, ReadSuperblock(device));
  REXRAY_TRY(CheckRoom(checked, device.device));
  REXRAY_TRY(marks.Set(checked));
  const auto grown = RunToGrow({"resize2fs", device.device.path}, device.device.path);
  if (!grown && grown.error().code != Code::FailedPrecondition) return grown;
  // One that gave up by itself may have left as much undone as one that was killed.
  if (!grown) REXRAY_TRY(CheckAndMend(check, CheckDepth::AfterGrowth));
  REXRAY_TRY(FlushDevice(device));
  REXRAY_TRY(marks.RemoveAll());
  return grown;
}

bool MayGrowMountedExt4() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> held{};
  return ::syscall(SYS_capget, &header, held.data()) == 0 &&
         (held[0].effective & (1U << CAP_SYS_RESOURCE)) != 0;
}

}  // namespace rexray
