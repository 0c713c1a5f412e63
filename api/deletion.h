#pragma once

#include <set>
#include <string>
#include <vector>

#include "state/manifest.h"
#include "state/store.h"

namespace rexray {

struct ObjectRef {
  std::string kind;  // "Volume", "Attachment", "Snapshot"
  std::string name;
};

// What a user asks to delete, as one change. The store deletes a Volume's Attachments with it.
struct Deletion {
  SpecChange change;
  std::vector<ObjectChange> gone;  // declared in a manifest, and not there any more: unchanged
};

// What is known to the store: deleting a manifest twice is no error.
struct KnownObjects {
  std::set<VolumeName> volumes;  // those that are being removed or orphaned included
  std::set<AttachmentName> attachments;
  std::set<SnapshotName> snapshots = {};
};

// Pure. Named objects are taken as they are, so that the store answers NotFound. InvalidArgument: a
// kind that cannot be deleted, a name that cannot be one.
Result<Deletion> MakeDeletion(const Manifest& manifest, const std::vector<ObjectRef>& objects,
                              const KnownObjects& known, TimePoint deleteAfter);

}  // namespace rexray
