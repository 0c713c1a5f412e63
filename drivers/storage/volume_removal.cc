#include "drivers/storage/volume_removal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "drivers/os/os_error.h"
#include "drivers/os/durable_file.h"
#include "drivers/storage/folder_entry.h"
#include "drivers/storage/remove_tree.h"

namespace rexray {
namespace {

// The lock goes last, so that it tells to the end whether somebody is at it.
Result<void> RemoveAll(int parent, const std::string& name, int directory) {
  REXRAY_TRY(EmptyFolder(directory));
  return RemoveTree(parent, name);
}

}  // namespace

Result<void> RemoveFolder(const std::string& root, const VolumeFolder& folder) {
  REXRAY_TRY(FinishRemoval(root, folder.id));
  const int parent = folder.root.get();
  const std::string name = DeletingName(folder.id);
  if (::renameat(parent, folder.id.value.c_str(), parent, name.c_str()) != 0) {
    return FailErrno(errno, "cannot remove " + folder.path);
  }
  REXRAY_TRY(Sync(parent, root));
  return RemoveAll(parent, name, folder.directory.get());
}

Result<void> FinishRemoval(const std::string& root, const BackendId& id) {
  REXRAY_TRY(ParseFolderId(id));
  REXRAY_ASSIGN(const Descriptor parent, OpenRoot(root));
  REXRAY_TRY(RemoveTree(parent.get(), UndoneName(id)));
  const std::string name = DeletingName(id);
  const Descriptor directory = OpenDirectoryAt(parent.get(), name);
  if (!directory.valid() && errno == ENOENT) return {};
  if (!directory.valid()) return FailErrno(errno, "cannot open " + name);
  REXRAY_ASSIGN(const Descriptor lock, OpenLockOf(directory.get()));
  if (lock.valid()) REXRAY_TRY(WaitForLock(lock.get()));
  return RemoveAll(parent.get(), name, directory.get());
}

Result<Removal> LookForRemoval(const std::string& root, const BackendId& id) {
  REXRAY_ASSIGN(const Descriptor parent, OpenRoot(root));
  const std::string name = DeletingName(id);
  const Descriptor directory = OpenDirectoryAt(parent.get(), name);
  if (!directory.valid() && errno == ENOENT) return Removal::None;
  if (!directory.valid()) return FailErrno(errno, "cannot look for the remains of " + id.value);
  REXRAY_ASSIGN(const Descriptor lock, OpenLockOf(directory.get()));
  if (!lock.valid()) {
    // Its removal ends, or was cut off, between its last two steps: that it is empty is all it is.
    const bool gone = ::unlinkat(parent.get(), name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT;
    return gone ? Removal::None : Removal::CutOff;
  }
  if (::flock(lock.get(), LOCK_SH | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return Removal::Running;
    return FailErrno(errno, "cannot look whether " + id.value + " is being removed");
  }
  // Who removed it may have come to the end just now.
  return IsStillAt(parent.get(), name, directory.get()) ? Removal::CutOff : Removal::None;
}

}  // namespace rexray
