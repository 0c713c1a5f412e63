#pragma once

#include <string>
#include <vector>

#include "state/ids.h"
#include "state/result.h"
#include "state/spec.h"

namespace rexray {

// Who has a volume attached: attached.json of its folder. Only in helpers, on an open volume
// folder; writers hold its lock.

struct FolderAttachment {
  NodeName node;
  BootId boot;         // an entry of an earlier boot of the node is void
  std::string device;  // where it was; the kernel knows better
  AccessMode mode = AccessMode::ReadWriteOnce;
};

struct FolderAttachments {
  std::vector<FolderAttachment> current;  // at most one of a node
  // Taken away by another node, at most one of a node. It attaches nothing; it tells the old
  // holder, should it come back, which of its devices is a leftover.
  std::vector<FolderAttachment> revoked;
};

// Nobody where there is no file. Unreadable is FailedPrecondition, reason StateDamaged: it may be
// attached. Also reads the form of versions that knew one attachment only.
Result<FolderAttachments> ReadAttachments(int folder);
Result<void> WriteAttachments(int folder, const FolderAttachments& attachments);

}  // namespace rexray
