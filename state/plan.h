#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "state/evidence.h"
#include "state/observation.h"
#include "state/reason.h"
#include "state/spec.h"

namespace rexray {

enum class Risk {
  Safe,
  Disruptive,   // takes a path away from those who use it
  Destructive,  // data cannot be had back
};

// What an action needs beyond the volume itself. Executing the same step twice is as good as once.
namespace step {
struct Create {
  ServiceName service;
  Bytes size;
  std::optional<SnapshotId> source = {};
};
// Records which backend volume this is: one that a Create made whose reply was lost, or with
// `takeOver` one that others made. Facts of the latter are written to be ours; nothing on it is
// changed.
struct Adopt {
  BackendId id;
  bool takeOver = false;
};
struct Attach {
  BackendId id;
  AccessMode accessMode = AccessMode::ReadWriteOnce;
};
// Ends another node's attachment.
struct ForceDetach {
  BackendId id;
  NodeName node;
  Evidence evidence;
};
struct MarkFormatting {
  FormatState format;      // Formatting, with type and uuid
  bool permitted = false;  // by the operator, without proof of blankness
};
// Records a filesystem that was found, so that from now on only this one is mounted.
struct TrustFilesystem {
  FormatState format;  // Formatted, as found
};
struct Format {
  Device device;
  FilesystemSpec filesystem;
  std::string uuid;
};
// Removes lost+found, sets owner and mode of the root, proves the filesystem clean, then records
// it.
struct MarkFormatted {
  Device device;
  FilesystemSpec filesystem;
  FormatState format;  // Formatted
};
// Before a writable mount of a filesystem that was not left clean, as at a system's start: its
// journal is replayed, and what can be mended without a question is.
struct Check {
  Device device;
  FilesystemType type = FilesystemType::Ext4;
  std::string uuid;
};
// Makes the backend volume larger.
struct Expand {
  BackendId id;
  Bytes from;
  Bytes size;
};
// Changes what the backend volume is like, its data stays.
struct Modify {
  BackendId id;
  std::string type;                   // empty: as it is
  std::optional<std::uint64_t> iops;  // none: as they are
};
// Makes the device on this node as large as its volume.
struct ResizeDevice {
  BackendId id;
  std::string device;
  Bytes size;
};
// Makes a filesystem as large as its device, and loses nothing where it is cut off.
struct GrowFilesystem {
  Device device;
  FilesystemType type = FilesystemType::Ext4;
  std::string uuid;
  std::string target;  // where it is mounted; empty: nowhere, and it is checked first
};
struct Mount {
  Device device;
  FilesystemType type = FilesystemType::None;  // None: a bind mount of a directory
  std::string filesystemUuid;
  std::string target;
  std::vector<std::string> options;  // readOnly included as "ro"
};
struct Remount {
  std::string target;
  std::vector<std::string> options;
};
// Takes over a mount that others made, as it is: nothing is done to it.
struct KeepMount {
  std::string target;
  std::vector<std::string> options;  // as declared, "ro" included
  MountEntry live;
  std::string difference;  // between the two, in words; empty: none
};
// Sees to it that the folder of the mounted volume that is handed out is there.
struct MakeSubPath {
  Device device;  // which must be mounted at the target
  std::string target;
  std::string subPath;
};
struct Unmount {
  std::string target;
  std::size_t layers =
      1;  // from the top; 0: nothing of ours is mounted, only the directories we made go
};
struct Detach {
  BackendId id;
};
// Tells all nodes that it is deleted; its data stays until Delete.
struct Quarantine {
  BackendId id;
  TimePoint deletedAt;
};
// Takes that back.
struct Restore {
  BackendId id;
};
// Keeps the data beyond the volume: one snapshot for each token, however often it is asked for.
struct Snapshot {
  BackendId id;
  VolumeUid token;
  SnapshotName name = {};                         // empty: that of a deletion
  std::optional<MountedFilesystem> mounted = {};  // where its writers wait meanwhile
};
// Ends a Snapshot whose object was deleted, and what the backend has of it.
struct DeleteSnapshot {
  SnapshotName name;
  std::optional<SnapshotId> id;  // none: the backend has nothing
};
// The complete snapshot in which the data of a deleted volume stays.
struct Kept {
  SnapshotId snapshot;
  ServiceName service;
};
struct Delete {
  BackendId id;
  std::optional<Kept> kept = {};
};
// Ends a removal: drops removed Attachments; with `volume` also the tombstone, and the volume
// becomes an orphan (its backend volume is kept) or is gone.
struct Forget {
  bool volume = false;
  bool orphan = false;
  bool deleted = false;  // the backend volume is gone: the name's next volume is another one
  std::optional<Kept> kept = {};
};
}  // namespace step

using Step =
    std::variant<step::Create, step::Adopt, step::Attach, step::ForceDetach, step::MarkFormatting,
                 step::Format, step::MarkFormatted, step::TrustFilesystem, step::Check,
                 step::Expand, step::Modify, step::ResizeDevice, step::GrowFilesystem, step::Mount,
                 step::Remount, step::KeepMount, step::MakeSubPath, step::Unmount, step::Detach,
                 step::Quarantine, step::Restore, step::Snapshot, step::DeleteSnapshot,
                 step::Delete, step::Forget>;

// Same order as Step's alternatives.
enum class ActionKind {
  Create,
  Adopt,
  Attach,
  ForceDetach,
  MarkFormatting,
  Format,
  MarkFormatted,
  TrustFilesystem,
  Check,
  Expand,
  Modify,
  ResizeDevice,
  GrowFilesystem,
  Mount,
  Remount,
  KeepMount,
  MakeSubPath,
  Unmount,
  Detach,
  Quarantine,
  Restore,
  Snapshot,
  DeleteSnapshot,
  Delete,
  Forget,
};

struct Action {
  Step step;
  Reason reason = Reason::NotCreated;
  Risk risk = Risk::Safe;
  std::string touches;  // "loop device of /var/lib/…", "/srv/pg": for people

  ActionKind kind() const { return static_cast<ActionKind>(step.index()); }
};

// Nothing to do before `until`, or before an event of this volume.
struct Wait {
  TimePoint until;
  Reason reason = Reason::BackendUnknown;
  std::string message;
};

// Nothing to do until somebody acts. `exit` is the command that ends it.
struct Blocked {
  Reason reason = Reason::StateDamaged;
  std::string message;
  std::string blocker;  // who or what: a node, a path, a signature
  std::string exit;
};

using Actions = std::vector<Action>;  // in order; empty: converged

// What lies between intent and world. The executor takes only the first action.
using Plan = std::variant<Actions, Wait, Blocked>;

std::string_view ToString(ActionKind kind);
std::string_view ToString(Risk risk);
// "mount /dev/loop3 (ext4) at /srv/pg": one line for plan, progress and events.
std::string Describe(const Action& action);

}  // namespace rexray
