#include "drivers/os/finish_format.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "drivers/os/filesystem_mount.h"
#include "drivers/os/os_error.h"

namespace rexray {
namespace {

// Database images refuse a folder that is not empty. One with something in it is not ours to
// remove.
Result<void> RemoveLostAndFound(int root) {
  if (::unlinkat(root, "lost+found", AT_REMOVEDIR) == 0) return {};
  if (errno == ENOENT || errno == ENOTEMPTY || errno == ENOTDIR) return {};
  return FailErrno(errno, "cannot remove the empty lost+found of the new filesystem");
}

Result<void> SetOwnerAndMode(int root, const FilesystemSpec& filesystem) {
  constexpr auto kKeep = static_cast<std::uint32_t>(-1);
  if (::fchown(root, filesystem.uid.value_or(kKeep), filesystem.gid.value_or(kKeep)) < 0)
    return FailErrno(errno, "cannot set the owner of the new filesystem's root");
  if (filesystem.mode && ::fchmod(root, *filesystem.mode) < 0)
    return FailErrno(errno, "cannot set the mode of the new filesystem's root");
  return {};
}

Result<void> Finish(const Descriptor& mount, const FilesystemSpec& filesystem) {
  const Descriptor root(::openat(mount.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return FailErrno(errno, "cannot open the new filesystem's root");
  REXRAY_TRY(RemoveLostAndFound(root.get()));
  REXRAY_TRY(SetOwnerAndMode(root.get(), filesystem));
  if (::syncfs(root.get()) < 0) return FailErrno(errno, "cannot write the new filesystem out");
  return {};
}

}  // namespace

Result<void> FinishNewFilesystem(const step::MarkFormatted& format) {
  REXRAY_ASSIGN(const VerifiedDevice device, OpenVerifiedBlock(format.device));
  REXRAY_TRY(CheckFilesystem(device, format.format.type, format.format.uuid));
  REXRAY_ASSIGN(const MountOptions options, ParseMountOptions({"nosuid", "nodev", "noexec"}));
  {
    // In no namespace at all: nobody can see it, and closing it unmounts it.
    REXRAY_ASSIGN(const Descriptor mount, MountDetached(device, format.format.type, options));
    REXRAY_TRY(Finish(mount, format.filesystem));
  }
  return FlushDevice(device);
}

}  // namespace rexray
