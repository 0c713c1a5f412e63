#pragma once

#include <functional>
#include <string>
#include <vector>

#include "drivers/os/descriptor.h"
#include "state/facts.h"
#include "state/ids.h"
#include "state/result.h"

namespace rexray {

// Volumes as folders of one root, for the drivers that keep them so:
//
//   <root>/<name>--<uid>/         the volume: its data, facts.json, attached.json, lock
//   <root>/.creating-<name>--<uid>/  being made; left by a crash: the next Create makes it anew
//   <root>/.undone-<name>--<uid>/    could not be made; removed at once, or by the next who looks
//   <root>/.deleting-<name>--<uid>/  being removed; left by a crash: the next Delete ends it
//   <root>/snapshots/                snapshots, folders of the same kind (folder_snapshot.h)
//
// A volume appears and goes by one rename, of a folder whose lock is held. So hosts that share the
// root, and the flock of its filesystem, never see a part of one, and only one of them changes it
// at a time. All functions may block: only in helpers.

// The folder's name, which is the backend id. No two volumes share one: a uid has a fixed length
// and no name starts with a dot.
BackendId FolderId(const VolumeName& name, const VolumeUid& uid);

struct FolderName {
  VolumeName name;
  VolumeUid uid;
};
// InvalidArgument: no id that FolderId gives.
Result<FolderName> ParseFolderId(const BackendId& id);

// An open volume folder.
struct VolumeFolder {
  BackendId id;
  FolderName name;
  std::string path;  // <root>/<id>
  Descriptor root;
  Descriptor directory;
  Descriptor lock;  // held, by those who change something
};

// The root, which must be there: without it nothing can be said of any volume (Unavailable).
Result<Descriptor> OpenRoot(const std::string& root);

// NotFound: there is no such volume.
Result<VolumeFolder> OpenFolder(const std::string& root, const BackendId& id);
// The same, and waits for the lock of the folder.
Result<VolumeFolder> LockFolder(const std::string& root, const BackendId& id);

// Makes the folder, filled by `build` on the open, empty directory, or gives the one that is there.
Result<VolumeFolder> MakeFolder(const std::string& root, const BackendId& id,
                                const std::function<Result<void>(int directory)>& build);

// Whether the folder still is the volume, or was removed since it was opened.
bool IsStillThere(const VolumeFolder& folder);

// Ids of all volumes; what is no volume's folder is left out.
Result<std::vector<BackendId>> ListFolders(const std::string& root);

}  // namespace rexray
