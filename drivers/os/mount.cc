#include "drivers/os/mount.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>

#include "drivers/os/filesystem_check.h"
#include "drivers/os/filesystem_mount.h"
#include "drivers/os/mount_table.h"
#include "drivers/os/os_error.h"
#include "drivers/os/path.h"

namespace rexray {
namespace {

struct Target {
  std::string path;
  Descriptor directory;
  std::int64_t mountId = 0;  // of the mount that the bare directory lies in
};

std::unexpected<Error> SomethingMounted(const std::string& target) {
  return Fail(
      Code::FailedPrecondition,
      fmt::format("something is mounted at {} already; nothing is ever stacked on it", target),
      "TargetMounted");
}

Result<Target> OpenBareTarget(const std::string& path) {
  REXRAY_ASSIGN(Descriptor directory, OpenWithoutSymlinks(path, O_PATH | O_DIRECTORY));
  REXRAY_ASSIGN(const PathStatus status, StatusOf(directory.get()));
  if (status.mountRoot) return SomethingMounted(path);
  return Target{path, std::move(directory), status.mountId};
}

struct Prepared {
  VerifiedDevice device;  // open until the mount is proven
  Descriptor mount;
};

Result<void> RefuseReadOnly(const Device& device, const MountOptions& options) {
  if (!device.readOnly || options.readOnly) return {};
  return Fail(
      Code::FailedPrecondition,
      fmt::format("{} is read-only; declare the mount readOnly, or make it writable", device.path),
      "DeviceReadOnly");
}

Result<Prepared> PrepareDirectory(const step::Mount& mount, const MountOptions& options) {
  REXRAY_ASSIGN(VerifiedDevice device, OpenVerified(mount.device));
  REXRAY_TRY(RefuseReadOnly(device.device, options));
  REXRAY_ASSIGN(Descriptor bound, BindDetached(device, options));
  return Prepared{std::move(device), std::move(bound)};
}

// Nobody saw it unclean who looked while the kernel still had it: a moment longer than the mount
// table shows it, or as long as another mount namespace does.
Result<void> RefuseUnmended(const VerifiedDevice& device, FilesystemType type) {
  if (type != FilesystemType::Ext4) return {};
  REXRAY_ASSIGN(const bool errors, HasErrors(device));
  if (!errors) return {};
  return Fail(
      Code::Unavailable,
      fmt::format("the filesystem on {} says that it has errors; it is checked before it is "
                  "mounted, once nobody has it mounted elsewhere",
                  device.device.path));
}

Result<Prepared> PrepareFilesystem(const step::Mount& mount, const MountOptions& options) {
  REXRAY_ASSIGN(VerifiedDevice device, OpenVerifiedBlock(mount.device));
  REXRAY_TRY(RefuseReadOnly(device.device, options));
  REXRAY_TRY(CheckFilesystem(device, mount.type, mount.filesystemUuid));
  REXRAY_ASSIGN(Descriptor mounted, MountDetached(device, mount.type, options));
  REXRAY_TRY(RefuseUnmended(device, mount.type));
  return Prepared{std::move(device), std::move(mounted)};
}

Result<Prepared> Prepare(const step::Mount& mount) {
  REXRAY_ASSIGN(const MountOptions options, ParseMountOptions(mount.options));
  return mount.type == FilesystemType::None ? PrepareDirectory(mount, options)
                                            : PrepareFilesystem(mount, options);
}

Result<void> Attach(const Prepared& prepared, const Target& target) {
  if (::move_mount(prepared.mount.get(), "", target.directory.get(), "",
                   MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) < 0)
    return FailErrno(errno, fmt::format("cannot mount at {}", target.path));
  return {};
}

// By the kernel's mount table: the right device, at the right path, on the bare directory.
Result<MountEntry> Prove(const Prepared& prepared, const Target& target) {
  REXRAY_ASSIGN(const PathStatus status, StatusOf(prepared.mount.get()));
  REXRAY_ASSIGN(auto entry, ReadMount(status.mountId));
  if (!entry)
    return Fail(
        Code::Unavailable,
        fmt::format("the mount at {} was taken away at once by somebody else", target.path));
  if (entry->parent != target.mountId) return SomethingMounted(target.path);
  if (entry->target == target.path && ShowsDevice(*entry, prepared.device.device))
    return std::move(*entry);
  return Fail(Code::FailedPrecondition,
              fmt::format("{} shows {} of {} after the mount, not {} at {}; the mount was undone",
                          entry->target, entry->root, entry->source, prepared.device.device.path,
                          target.path),
              "IdentityMismatch");
}

// A mount of ours that could not be proven. Nobody can have begun to use it in good faith, and by
// its descriptor no other one can be hit.
void Undo(const Prepared& prepared) {
  ::umount2(ProcPath(prepared.mount.get()).c_str(), MNT_DETACH);
}

}  // namespace

Result<MountEntry> MountAtTarget(const step::Mount& mount) {
  REXRAY_ASSIGN(const Target target, OpenBareTarget(mount.target));
  REXRAY_ASSIGN(const Prepared prepared, Prepare(mount));
  REXRAY_TRY(Attach(prepared, target));
  auto entry = Prove(prepared, target);
  if (!entry) Undo(prepared);
  return entry;
}

}  // namespace rexray
