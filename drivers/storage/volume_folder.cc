#include "drivers/storage/volume_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "drivers/os/os_error.h"
#include "drivers/storage/durable_file.h"
#include "drivers/storage/remove_tree.h"

namespace rexray {
namespace {

constexpr std::string_view kSeparator = "--";
constexpr std::size_t kUidLength = 36;
constexpr const char* kLock = "lock";
// Somebody else's rename may come between two calls; it cannot do so for ever.
constexpr int kMostRaces = 100;

std::string Creating(const BackendId& id) { return ".creating-" + id.value; }
std::string Deleting(const BackendId& id) { return ".deleting-" + id.value; }

bool IsUid(std::string_view text) {
  std::size_t position = 0;
  return text.size() == kUidLength && std::ranges::all_of(text, [&](char c) {
           const std::size_t at = position++;
           if (at == 8 || at == 13 || at == 18 || at == 23) return c == '-';
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

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

// A file of its own, for network filesystems lock no directories.
Result<Descriptor> LockDirectory(int directory) {
  Descriptor lock(::openat(directory, kLock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!lock.valid()) return FailErrno(errno, "cannot open the lock of the volume's folder");
  while (::flock(lock.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return FailErrno(errno, "cannot lock the volume's folder");
  }
  return lock;
}

std::unexpected<Error> Missing(const std::string& root, const BackendId& id) {
  return Fail(Code::NotFound, fmt::format("there is no volume folder {}/{}", root, id.value));
}

Result<VolumeFolder> OpenIn(int parent, const std::string& root, const BackendId& id) {
  VolumeFolder folder;
  REXRAY_ASSIGN(folder.name, ParseFolderId(id));
  folder.id = id;
  folder.path = root + "/" + id.value;
  folder.directory = OpenDirectoryAt(parent, id.value);
  if (folder.directory.valid()) return folder;
  if (errno == ENOENT) return Missing(root, id);
  return FailErrno(errno, "cannot open " + folder.path);
}

Result<void> Empty(int directory) {
  REXRAY_ASSIGN(const auto names, ReadNames(directory));
  for (const std::string& name : names) {
    if (name == kLock) continue;
    if (::unlinkat(directory, name.c_str(), 0) == 0) continue;
    if (errno != EISDIR) return FailErrno(errno, "cannot remove " + name);
    REXRAY_TRY(RemoveTree(directory, name));
  }
  return {};
}

// One try; false: somebody else made it, or takes part in it.
Result<bool> TryMake(int parent, const BackendId& id,
                     const std::function<Result<void>(int)>& build) {
  const std::string name = Creating(id);
  if (::mkdirat(parent, name.c_str(), 0700) != 0 && errno != EEXIST) {
    return FailErrno(errno, "cannot make the folder of volume " + id.value);
  }
  const Descriptor directory = OpenDirectoryAt(parent, name);
  if (!directory.valid() && errno == ENOENT) return false;
  if (!directory.valid()) return FailErrno(errno, "cannot open " + name);
  REXRAY_ASSIGN(const Descriptor lock, LockDirectory(directory.get()));
  if (!IsStillAt(parent, name, directory.get())) return false;
  REXRAY_TRY(Empty(directory.get()));
  if (auto built = build(directory.get()); !built) {
    REXRAY_TRY(RemoveTree(parent, name));
    return std::unexpected(built.error());
  }
  REXRAY_TRY(Sync(directory.get(), name));
  if (::renameat(parent, name.c_str(), parent, id.value.c_str()) != 0) {
    // Never onto a volume: a directory replaces only an empty one, and a volume's is not.
    if (errno == ENOTEMPTY || errno == EEXIST) {
      REXRAY_TRY(RemoveTree(parent, name));
      return false;
    }
    return FailErrno(errno, "cannot name the folder of volume " + id.value);
  }
  REXRAY_TRY(Sync(parent, "the root of all volumes"));
  return true;
}

}  // namespace

BackendId FolderId(const VolumeName& name, const VolumeUid& uid) {
  return {fmt::format("{}{}{}", name.value, kSeparator, uid.value)};
}

Result<FolderName> ParseFolderId(const BackendId& id) {
  const std::string& text = id.value;
  const std::size_t tail = kSeparator.size() + kUidLength;
  if (text.size() > tail && IsUid(std::string_view(text).substr(text.size() - kUidLength)) &&
      text.compare(text.size() - tail, kSeparator.size(), kSeparator) == 0) {
    REXRAY_ASSIGN(const VolumeName name, ParseVolumeName(text.substr(0, text.size() - tail)));
    return FolderName{name, {text.substr(text.size() - kUidLength)}};
  }
  return Fail(Code::InvalidArgument,
              fmt::format("\"{}\" is no id of a volume here: it must be NAME--UID", text));
}

Result<Descriptor> OpenRoot(const std::string& root) {
  Descriptor opened(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.valid()) return opened;
  if (errno != ENOENT) return FailErrno(errno, "cannot open the root of all volumes, " + root);
  return Fail(
      Code::Unavailable,
      fmt::format("the root of all volumes, {}, is not there: is its filesystem mounted?", root));
}

Result<VolumeFolder> OpenFolder(const std::string& root, const BackendId& id) {
  REXRAY_ASSIGN(const Descriptor parent, OpenRoot(root));
  return OpenIn(parent.get(), root, id);
}

Result<VolumeFolder> LockFolder(const std::string& root, const BackendId& id) {
  REXRAY_ASSIGN(const Descriptor parent, OpenRoot(root));
  REXRAY_ASSIGN(VolumeFolder folder, OpenIn(parent.get(), root, id));
  REXRAY_ASSIGN(folder.lock, LockDirectory(folder.directory.get()));
  // Who held the lock may have removed the volume.
  if (!IsStillAt(parent.get(), id.value, folder.directory.get())) return Missing(root, id);
  return folder;
}

Result<VolumeFolder> MakeFolder(const std::string& root, const BackendId& id,
                                const std::function<Result<void>(int)>& build) {
  REXRAY_TRY(ParseFolderId(id));
  REXRAY_ASSIGN(const Descriptor parent, OpenRoot(root));
  for (int race = 0; race < kMostRaces; ++race) {
    auto existing = OpenIn(parent.get(), root, id);
    if (existing || existing.error().code != Code::NotFound) return existing;
    REXRAY_TRY(TryMake(parent.get(), id, build));
  }
  return Fail(Code::Aborted, "others keep making and removing volume " + id.value);
}

Result<void> RemoveFolder(const std::string& root, const VolumeFolder& folder) {
  REXRAY_TRY(FinishRemoval(root, folder.id));
  REXRAY_ASSIGN(const Descriptor parent, OpenRoot(root));
  if (::renameat(parent.get(), folder.id.value.c_str(), parent.get(),
                 Deleting(folder.id).c_str()) != 0) {
    return FailErrno(errno, "cannot remove " + folder.path);
  }
  REXRAY_TRY(Sync(parent.get(), root));
  return RemoveTree(parent.get(), Deleting(folder.id));
}

Result<void> FinishRemoval(const std::string& root, const BackendId& id) {
  REXRAY_TRY(ParseFolderId(id));
  REXRAY_ASSIGN(const Descriptor parent, OpenRoot(root));
  return RemoveTree(parent.get(), Deleting(id));
}

Result<bool> RemovalBegan(const std::string& root, const BackendId& id) {
  REXRAY_ASSIGN(const Descriptor parent, OpenRoot(root));
  struct stat ignored {};
  if (::fstatat(parent.get(), Deleting(id).c_str(), &ignored, AT_SYMLINK_NOFOLLOW) == 0)
    return true;
  if (errno == ENOENT) return false;
  return FailErrno(errno, "cannot look for the remains of " + id.value);
}

Result<std::vector<BackendId>> ListFolders(const std::string& root) {
  REXRAY_ASSIGN(const Descriptor parent, OpenRoot(root));
  REXRAY_ASSIGN(const auto names, ReadNames(parent.get()));
  std::vector<BackendId> ids;
  for (const std::string& name : names) {
    if (ParseFolderId({name})) ids.push_back({name});
  }
  std::ranges::sort(ids);
  return ids;
}

}  // namespace rexray
