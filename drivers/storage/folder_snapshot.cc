#include "drivers/storage/folder_snapshot.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "drivers/os/durable_file.h"
#include "drivers/os/freeze.h"
#include "drivers/os/mounted_root.h"
#include "drivers/os/os_error.h"
#include "drivers/storage/folder_entry.h"
#include "drivers/storage/sharing.h"
#include "drivers/storage/volume_removal.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr const char* kSnapshots = "snapshots";
constexpr const char* kDescription = "snapshot.json";

std::string SnapshotsOf(const std::string& root) { return root + "/" + kSnapshots; }

// False: there was never one.
Result<bool> HasSnapshots(const std::string& root) {
  REXRAY_ASSIGN(const Descriptor parent, OpenRoot(root));
  struct stat status {};
  if (::fstatat(parent.get(), kSnapshots, &status, 0) == 0) return true;
  if (errno == ENOENT) return false;
  return FailErrno(errno, "cannot look at " + SnapshotsOf(root));
}

Result<void> MakeSnapshotsFolder(const std::string& root) {
  REXRAY_ASSIGN(const Descriptor parent, OpenRoot(root));
  if (::mkdirat(parent.get(), kSnapshots, 0700) != 0 && errno != EEXIST) {
    return FailErrno(errno, "cannot make " + SnapshotsOf(root));
  }
  return Sync(parent.get(), root);
}

// All that the folder's name tells.
BackendSnapshot UnreadableStub(const VolumeFolder& folder) {
  BackendSnapshot snapshot;
  snapshot.id = {folder.id.value};
  snapshot.name = folder.name.name;
  snapshot.token = folder.name.uid;
  snapshot.state = SnapshotState::Unreadable;
  return snapshot;
}

Result<BackendSnapshot> ReadDescription(const VolumeFolder& folder) {
  REXRAY_ASSIGN(const std::string text, ReadSmallFile(folder.directory.get(), kDescription));
  REXRAY_ASSIGN(const json parsed, ParseJson(text));
  return ReadJson<BackendSnapshot>(parsed);
}

BackendSnapshot DescribeSnapshot(const FolderKind& kind, const VolumeFolder& folder) {
  auto described = ReadDescription(folder);
  const bool own = described && described->id.value == folder.id.value &&
                   described->token == folder.name.uid;  // else copied by hand
  if (!own) return UnreadableStub(folder);
  const auto content = kind.Inspect(folder);
  const bool gone =
      content ? content->size != described->size : content.error().code == Code::NotFound;
  if (gone) described->state = SnapshotState::Failed;
  if (!content && !gone) described->state = SnapshotState::Unreadable;
  return std::move(*described);
}

Result<BackendSnapshot> OfVolume(BackendSnapshot made, const BackendId& volume) {
  const bool known = made.state != SnapshotState::Unreadable;
  if (!known || made.volume == volume) return made;
  return Fail(Code::AlreadyExists,
              fmt::format("snapshot {} exists, and is one of volume {}, not of {}", made.id.value,
                          made.volume.value, volume.value));
}

Result<void> CopyFrozen(int directory, const FolderKind& kind, const VolumeFolder& volume,
                        const MountedFilesystem& mounted) {
  REXRAY_ASSIGN(Descriptor root, OpenMountedRoot(mounted.target, mounted.device));
  if (mounted.leftFrozen) ThawLeftover(root);
  REXRAY_ASSIGN(FrozenFilesystem frozen, FrozenFilesystem::Of(std::move(root)));
  REXRAY_TRY(kind.Copy(volume, directory));
  return frozen.Thaw();
}

Result<void> CopyInto(int directory, const FolderKind& kind, const VolumeFolder& volume,
                      BackendSnapshot snapshot, const std::optional<MountedFilesystem>& mounted) {
  REXRAY_TRY(mounted ? CopyFrozen(directory, kind, volume, *mounted)
                     : kind.Copy(volume, directory));
  REXRAY_ASSIGN(const FolderKind::Content content, kind.Inspect(volume));
  snapshot.size = content.size;
  snapshot.created = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  snapshot.state = SnapshotState::Available;
  return ReplaceFile(directory, kDescription, Dump(ToJson(snapshot)) + "\n");
}

}  // namespace

Result<BackendSnapshot> MakeSnapshot(const FolderKind& kind, const std::string& root,
                                     const SnapshotRequest& request, const FolderAsker& asker) {
  const BackendId id = FolderId(request.name, request.token);
  REXRAY_TRY(ParseFolderId(id));
  REXRAY_TRY(MakeSnapshotsFolder(root));
  REXRAY_TRY(FinishRemoval(SnapshotsOf(root), id));
  const auto made = OpenFolder(SnapshotsOf(root), id);
  if (made) return OfVolume(DescribeSnapshot(kind, *made), request.volume);
  if (made.error().code != Code::NotFound) return std::unexpected(made.error());
  REXRAY_ASSIGN(const VolumeFolder volume, LockFolder(root, request.volume));
  REXRAY_TRY(CheckContent(kind, volume));
  REXRAY_TRY(request.mounted ? CheckOnlyHere(kind, volume, asker)
                             : CheckAtRest(kind, volume, asker));
  const BackendSnapshot begun{{id.value}, request.name, volume.id, {}, {}, {}, request.token};
  const auto build = [&](int directory) {
    return CopyInto(directory, kind, volume, begun, request.mounted);
  };
  REXRAY_ASSIGN(const VolumeFolder folder, MakeFolder(SnapshotsOf(root), id, build));
  return OfVolume(DescribeSnapshot(kind, folder), request.volume);
}

Result<void> CopySnapshot(const FolderKind& kind, const std::string& root, const SnapshotId& id,
                          Bytes size, int directory) {
  REXRAY_ASSIGN(const bool any, HasSnapshots(root));
  const bool known = any && ParseFolderId({id.value});
  if (!known) return UnusableSource(id, "is not there");
  const auto folder = LockFolder(SnapshotsOf(root), {id.value});
  if (!folder && folder.error().code == Code::NotFound) return UnusableSource(id, "is not there");
  if (!folder) return std::unexpected(folder.error());
  const BackendSnapshot snapshot = DescribeSnapshot(kind, *folder);
  if (snapshot.state != SnapshotState::Available) return UnusableSource(id, "is not whole");
  if (size.value != 0 && size < snapshot.size) return SmallerThanSource(size, id, snapshot.size);
  REXRAY_TRY(kind.Copy(*folder, directory));
  return size > snapshot.size ? kind.Enlarge(directory, size) : Result<void>();
}

Result<SnapshotListing> ListSnapshots(const FolderKind& kind, const std::string& root) {
  SnapshotListing listing;
  listing.complete = true;
  REXRAY_ASSIGN(const bool any, HasSnapshots(root));
  if (!any) return listing;
  REXRAY_ASSIGN(const auto ids, ListFolders(SnapshotsOf(root)));
  for (const BackendId& id : ids) {
    const auto folder = OpenFolder(SnapshotsOf(root), id);
    if (!folder && folder.error().code == Code::NotFound) continue;  // removed meanwhile
    if (!folder) return std::unexpected(folder.error());
    BackendSnapshot snapshot = DescribeSnapshot(kind, *folder);
    if (IsStillThere(*folder)) listing.snapshots.push_back(std::move(snapshot));
  }
  return listing;
}

Result<void> RemoveSnapshot(const std::string& root, const SnapshotId& id) {
  REXRAY_ASSIGN(const bool any, HasSnapshots(root));
  if (!any) return {};
  REXRAY_TRY(FinishRemoval(SnapshotsOf(root), {id.value}));
  const auto folder = LockFolder(SnapshotsOf(root), {id.value});
  if (folder) return RemoveFolder(SnapshotsOf(root), *folder);
  if (folder.error().code == Code::NotFound) return {};
  return std::unexpected(folder.error());
}

}  // namespace rexray
