#pragma once

#include <string>

#include "drivers/driver.h"
#include "drivers/storage/folder_attach.h"
#include "drivers/storage/folder_kind.h"

namespace rexray {

// Snapshots of volume folders, each a copy in a folder of its own:
//
//   <root>/snapshots/<name>--<token>/   a copy of the volume's data, snapshot.json, lock
//
// They appear and go by one rename, and what a crash leaves is cleaned by who does the same next,
// as with volume folders (volume_folder.h): a snapshot that is seen is whole. All functions may
// block, and a copy for long: only in helpers.

// As Driver::Snapshot; holds the volume's lock meanwhile, so that no node begins to use it.
Result<BackendSnapshot> MakeSnapshot(const FolderKind& kind, const std::string& root,
                                     const SnapshotRequest& request, const FolderAsker& asker);

// Fills a new volume's folder with what the snapshot holds, enlarged to `size` (0: as it is), and
// keeps the snapshot from being removed meanwhile. Errors as Driver::Create.
Result<void> CopySnapshot(const FolderKind& kind, const std::string& root, const SnapshotId& id,
                          Bytes size, int directory);

// As Driver::ListSnapshots. One whose data is gone, or of another size, is Failed.
Result<SnapshotListing> ListSnapshots(const FolderKind& kind, const std::string& root);

// As Driver::DeleteSnapshot.
Result<void> RemoveSnapshot(const std::string& root, const SnapshotId& id);

}  // namespace rexray
