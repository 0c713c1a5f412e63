#include "drivers/os/path.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <linux/openat2.h>
#include <linux/stat.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

#include "drivers/os/os_error.h"

namespace rexray {

Result<Descriptor> OpenWithoutSymlinks(const std::string& path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_NO_SYMLINKS;
  Descriptor opened(
      static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how)));
  if (opened.valid()) return opened;
  if (errno == ELOOP)
    return Fail(Code::FailedPrecondition,
                fmt::format("{} has a symlink in it; declare the path that it leads to", path),
                "TargetNotDirectory");
  if (errno == ENOTDIR)
    return Fail(Code::FailedPrecondition, fmt::format("{}: not a directory all the way", path),
                "TargetNotDirectory");
  return FailErrno(errno, fmt::format("cannot open {}", path));
}

bool IsAtOrBelow(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder.ends_with('/') ? folder : folder + "/");
}

namespace {

Result<PathStatus> ReadStatus(int descriptor, const std::string& path, int flags) {
  struct statx status {};
  if (::statx(descriptor, path.c_str(), flags | AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT,
              STATX_TYPE | STATX_INO | STATX_MNT_ID, &status) < 0)
    return FailErrno(errno, fmt::format("cannot read the status of {}",
                                        path.empty() ? ProcPath(descriptor) : path));
  if (!(status.stx_mask & STATX_MNT_ID) || !(status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT))
    return Fail(Code::Unimplemented, "the kernel does not tell mounts of paths; Linux 5.8 does");
  PathStatus result;
  result.type = status.stx_mode & S_IFMT;
  result.filesystem = makedev(status.stx_dev_major, status.stx_dev_minor);
  result.device = makedev(status.stx_rdev_major, status.stx_rdev_minor);
  result.inode = status.stx_ino;
  result.mountId = static_cast<std::int64_t>(status.stx_mnt_id);
  result.mountRoot = status.stx_attributes & STATX_ATTR_MOUNT_ROOT;
  return result;
}

}  // namespace

Result<PathStatus> StatusOf(int descriptor) { return ReadStatus(descriptor, "", AT_EMPTY_PATH); }

Result<PathStatus> StatusOf(const std::string& path) { return ReadStatus(AT_FDCWD, path, 0); }

std::string ProcPath(int descriptor) { return fmt::format("/proc/self/fd/{}", descriptor); }

Result<std::string> RealPath(int descriptor) {
  std::string path(PATH_MAX, '\0');
  const ssize_t length = ::readlink(ProcPath(descriptor).c_str(), path.data(), path.size());
  if (length < 0) return FailErrno(errno, "cannot read where an open file is");
  path.resize(static_cast<std::size_t>(length));
  return path;
}

}  // namespace rexray
