#include "drivers/storage/folder_entry.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>

#include "drivers/os/os_error.h"
#include "drivers/storage/remove_tree.h"

namespace rexray {
namespace {

constexpr const char* kLock = "lock";

}  // namespace

std::string CreatingName(const BackendId& id) { return ".creating-" + id.value; }
std::string UndoneName(const BackendId& id) { return ".undone-" + id.value; }
std::string DeletingName(const BackendId& id) { return ".deleting-" + id.value; }

Descriptor OpenDirectoryAt(int parent, const std::string& name) {
  return Descriptor(
      ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

bool IsStillAt(int parent, const std::string& name, int directory) {
  struct stat open {};
  struct stat named {};
  return ::fstat(directory, &open) == 0 &&
         ::fstatat(parent, name.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

Result<void> WaitForLock(int lock) {
  while (::flock(lock, LOCK_EX) != 0) {
    if (errno != EINTR) return FailErrno(errno, "cannot lock the volume's folder");
  }
  return {};
}

Result<Descriptor> LockDirectory(int directory) {
  Descriptor lock(::openat(directory, kLock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!lock.valid()) return FailErrno(errno, "cannot open the lock of the volume's folder");
  REXRAY_TRY(WaitForLock(lock.get()));
  return lock;
}

Result<Descriptor> OpenLockOf(int directory) {
  Descriptor lock(::openat(directory, kLock, O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  if (lock.valid() || errno == ENOENT) return lock;
  return FailErrno(errno, "cannot open the lock of the volume's folder");
}

Result<void> EmptyFolder(int directory) { return EmptyTree(directory, kLock); }

}  // namespace rexray
