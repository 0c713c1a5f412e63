#include "drivers/os/filesystem_mount.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/btrfs.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>

#include "drivers/os/filesystem_context.h"
#include "drivers/os/identity.h"
#include "drivers/os/os_error.h"
#include "drivers/os/path.h"
#include "drivers/os/signatures.h"
#include "drivers/os/xfs_clone.h"

namespace rexray {
namespace {

// The kernel's ext4 also mounts its ancestors.
bool IsOfType(const Signature& signature, FilesystemType type) {
  if (type == FilesystemType::Ext4 && (signature.type == "ext2" || signature.type == "ext3"))
    return true;
  return signature.type == NameOf(type);
}

std::string Listed(const std::vector<Signature>& signatures) {
  std::string text;
  for (const auto& [type, uuid] : signatures)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", type, uuid);
  return text.empty() ? "no filesystem" : text;
}

// btrfs has a number of its own; it names its devices by their nodes.
Result<bool> IsBtrfsOn(int root, dev_t device) {
  btrfs_ioctl_fs_info_args filesystem{};
  if (::ioctl(root, BTRFS_IOC_FS_INFO, &filesystem) < 0)
    return FailErrno(errno, "cannot ask btrfs for its devices");
  for (std::uint64_t id = 1; id <= filesystem.max_id; ++id) {
    btrfs_ioctl_dev_info_args one{};
    one.devid = id;
    struct stat status {};
    if (::ioctl(root, BTRFS_IOC_DEV_INFO, &one) == 0 &&
        ::stat(reinterpret_cast<const char*>(one.path), &status) == 0 && status.st_rdev == device)
      return true;
  }
  return false;
}

Result<bool> IsFilesystemOn(int mount, FilesystemType type, dev_t device) {
  const Descriptor root(::openat(mount, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return FailErrno(errno, "cannot open the filesystem's root");
  if (type == FilesystemType::Btrfs) return IsBtrfsOn(root.get(), device);
  REXRAY_ASSIGN(const PathStatus status, StatusOf(root.get()));
  return status.filesystem == device;
}

std::unexpected<Error> OtherThanAsked(const VerifiedDevice& device) {
  return Fail(Code::FailedPrecondition,
              fmt::format("the kernel mounted another device than {}; the mount was undone",
                          device.device.path),
              "IdentityMismatch");
}

}  // namespace

Result<void> CheckFilesystem(const VerifiedDevice& device, FilesystemType type,
                             const std::string& uuid) {
  REXRAY_ASSIGN(const auto signatures, SignaturesOf(device));
  const auto found = std::ranges::find_if(
      signatures, [type](const Signature& signature) { return IsOfType(signature, type); });
  if (found == signatures.end())
    return Fail(
        Code::FailedPrecondition,
        fmt::format("{} carries {}, not {}", device.device.path, Listed(signatures), NameOf(type)),
        "FilesystemMismatch");
  if (uuid.empty() || found->uuid == uuid) return {};
  return Fail(Code::FailedPrecondition,
              fmt::format("{} carries a filesystem with uuid {}, expected {}; nothing was done to "
                          "it",
                          device.device.path, found->uuid, uuid),
              "IdentityMismatch");
}

namespace {

// XFS mounts no UUID twice, unless it is told to: a copy stands beside its origin as it is (G11).
MountOptions BesideTwins(const VerifiedDevice& device, FilesystemType type, MountOptions options) {
  const bool twin = type == FilesystemType::Xfs && IsXfsTwinMounted(device);
  if (twin) options.filesystem.push_back({.name = "nouuid", .value = {}});
  return options;
}

}  // namespace

Result<Descriptor> MountDetached(const VerifiedDevice& device, FilesystemType type,
                                 const MountOptions& asked) {
  const MountOptions options = BesideTwins(device, type, asked);
  REXRAY_ASSIGN(auto context, FilesystemContext::ForNew(NameOf(type)));
  REXRAY_TRY(context.SetSource(device.device.path));
  REXRAY_TRY(context.Set(options));
  REXRAY_ASSIGN(Descriptor mount, context.Mount(options));
  REXRAY_ASSIGN(
      const bool right,
      IsFilesystemOn(mount.get(), type, makedev(device.device.major, device.device.minor)));
  if (!right) return OtherThanAsked(device);
  return mount;
}

Result<Descriptor> BindDetached(const VerifiedDevice& directory, const MountOptions& options) {
  if (!options.filesystem.empty())
    return Fail(Code::InvalidArgument,
                fmt::format("a directory's mount has no option '{}'; only those of every mount: "
                            "ro, nosuid, nodev, noexec, noatime, …",
                            options.filesystem.front().name));
  Descriptor mount(::open_tree(directory.descriptor.get(), "",
                               OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH));
  if (!mount.valid()) return FailErrno(errno, fmt::format("cannot bind {}", directory.device.path));
  REXRAY_TRY(SetMountAttributes(mount.get(), options, Inherited::Keep));
  REXRAY_ASSIGN(const PathStatus status, StatusOf(mount.get()));
  if (DirectoryIdentity(status.filesystem, status.inode) != directory.device.identity)
    return OtherThanAsked(directory);
  return mount;
}

}  // namespace rexray
