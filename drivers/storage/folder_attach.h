#pragma once

#include <vector>

#include "drivers/storage/folder_kind.h"
#include "state/observation.h"

namespace rexray {

// Attaching volume folders to nodes, each of which only ever touches devices of its own. Only in
// helpers.

// Who asks. Nodes of one boot live on one kernel.
struct FolderAsker {
  NodeName node;
  BootId boot;
};

// What is attached where; of the asker as its kernel shows it, of others as they wrote it down.
Result<std::vector<BackendAttachment>> AttachmentsOf(const FolderKind& kind,
                                                     const VolumeFolder& folder,
                                                     const FolderAsker& asker);

// As Driver::Attach, Detach, ResizeDevice and ForceDetach, on a locked folder.
Result<BackendAttachment> AttachFolder(const FolderKind& kind, const VolumeFolder& folder,
                                       const FolderAsker& asker, AccessMode mode);
Result<void> DetachFolder(const FolderKind& kind, const VolumeFolder& folder,
                          const FolderAsker& asker);
Result<void> ResizeFolderDevice(const FolderKind& kind, const VolumeFolder& folder,
                                const FolderAsker& asker);
Result<void> RevokeAttachment(const VolumeFolder& folder, const NodeName& node);

// The data is there; FailedPrecondition otherwise, for the folder itself was found.
Result<void> CheckContent(const FolderKind& kind, const VolumeFolder& folder);

// Nobody but the asker has the volume attached. FailedPrecondition otherwise.
Result<void> CheckOnlyHere(const FolderKind& kind, const VolumeFolder& folder,
                           const FolderAsker& asker);

// Nobody has the volume, and nothing of this host can write to it; what revoked attachments left on
// this kernel is taken away. FailedPrecondition otherwise.
Result<void> CheckAtRest(const FolderKind& kind, const VolumeFolder& folder,
                         const FolderAsker& asker);

}  // namespace rexray
