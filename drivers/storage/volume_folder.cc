#include "drivers/storage/volume_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "drivers/os/os_error.h"
#include "drivers/os/durable_file.h"
#include "drivers/storage/folder_entry.h"
#include "drivers/storage/remove_tree.h"

namespace rexray {
namespace {

constexpr std::string_view kSeparator = "--";
constexpr std::size_t kUidLength = 36;

bool IsUid(std::string_view text) {
  std::size_t position = 0;
  return text.size() == kUidLength && std::ranges::all_of(text, [&](char c) {
           const std::size_t at = position++;
           if (at == 8 || at == 13 || at == 18 || at == 23) return c == '-';
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
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

// A creation that came to nothing. It goes by another name first: whoever waits for its lock sees
// that it is no longer the folder being made, and nobody removes what somebody else builds.
Result<void> Undo(int parent, const BackendId& id) {
  for (int race = 0; race < kMostRaces; ++race) {
    REXRAY_TRY(RemoveTree(parent, UndoneName(id)));
    if (::renameat(parent, CreatingName(id).c_str(), parent, UndoneName(id).c_str()) == 0) {
      return RemoveTree(parent, UndoneName(id));
    }
    if (errno == ENOENT) return {};
    if (errno != ENOTEMPTY && errno != EEXIST) break;
  }
  return FailErrno(errno, "cannot remove the half made folder of volume " + id.value);
}

// One try; false: somebody else made it, or takes part in it.
Result<bool> TryMake(int parent, const BackendId& id,
                     const std::function<Result<void>(int)>& build) {
  const std::string name = CreatingName(id);
  if (::mkdirat(parent, name.c_str(), 0700) != 0 && errno != EEXIST) {
    return FailErrno(errno, "cannot make the folder of volume " + id.value);
  }
  const Descriptor directory = OpenDirectoryAt(parent, name);
  if (!directory.valid() && errno == ENOENT) return false;
  if (!directory.valid()) return FailErrno(errno, "cannot open " + name);
  const auto lock = LockDirectory(directory.get());
  if (!IsStillAt(parent, name, directory.get())) return false;
  if (!lock) return std::unexpected(lock.error());
  REXRAY_TRY(EmptyFolder(directory.get()));
  if (auto built = build(directory.get()); !built) {
    REXRAY_TRY(Undo(parent, id));
    return std::unexpected(built.error());
  }
  REXRAY_TRY(Sync(directory.get(), name));
  if (::renameat(parent, name.c_str(), parent, id.value.c_str()) != 0) {
    // Never onto a volume: a directory replaces only an empty one, and a volume's is not.
    if (errno == ENOTEMPTY || errno == EEXIST) {
      REXRAY_TRY(Undo(parent, id));
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
  REXRAY_ASSIGN(Descriptor parent, OpenRoot(root));
  REXRAY_ASSIGN(VolumeFolder folder, OpenIn(parent.get(), root, id));
  folder.root = std::move(parent);
  return folder;
}

Result<VolumeFolder> LockFolder(const std::string& root, const BackendId& id) {
  REXRAY_ASSIGN(VolumeFolder folder, OpenFolder(root, id));
  auto lock = LockDirectory(folder.directory.get());
  // Who held the lock may have removed the volume.
  if (!IsStillThere(folder)) return Missing(root, id);
  if (!lock) return std::unexpected(lock.error());
  folder.lock = std::move(*lock);
  return folder;
}

Result<VolumeFolder> MakeFolder(const std::string& root, const BackendId& id,
                                const std::function<Result<void>(int)>& build) {
  REXRAY_TRY(ParseFolderId(id));
  REXRAY_ASSIGN(Descriptor parent, OpenRoot(root));
  for (int race = 0; race < kMostRaces; ++race) {
    auto existing = OpenIn(parent.get(), root, id);
    if (existing) existing->root = std::move(parent);
    if (existing || existing.error().code != Code::NotFound) return existing;
    REXRAY_TRY(TryMake(parent.get(), id, build));
  }
  return Fail(Code::Aborted, "others keep making and removing volume " + id.value);
}

bool IsStillThere(const VolumeFolder& folder) {
  return IsStillAt(folder.root.get(), folder.id.value, folder.directory.get());
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
