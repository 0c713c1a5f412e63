#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "state/ids.h"
#include "state/quantity.h"
#include "state/time.h"

namespace rexray {

// Specs are what users declare. They are immutable values: the reconciler reads them and never changes
// them. The fields, their documentation and mutability stand in one table, state/fields.h.

enum class FilesystemType { None, Ext4, Xfs, Btrfs };  // None: a raw device
enum class ReclaimPolicy {
  Retain,
  Delete,
  Snapshot,  // as Delete, once a snapshot of it is complete
};
// Who may use the volume at once: one node, many that only read, many that write.
enum class AccessMode { ReadWriteOnce, ReadOnlyMany, ReadWriteMany };
// On what evidence an attachment of another node is taken away. Never on a timer.
enum class Preemption {
  Never,
  WhenReleased,  // once the backend shows it detached
  WhenDead,      // the backend says that the holder is stopped or gone
  WhenFenced,    // the backend says that the holder's I/O is revoked
  Always,        // whatever the holder does: it may lose data
};
// What is done about attachments to nodes that no Attachment names.
enum class ForeignAttachments { Ignore, Report, Detach };
// What is done about a backend volume of the declared name that is not ours.
enum class OnExisting { Fail, Adopt };
enum class DriftPolicy { Repair, Report };

struct Metadata {
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;
  friend bool operator==(const Metadata&, const Metadata&) = default;
};

struct FilesystemSpec {
  FilesystemType type = FilesystemType::Ext4;
  // Owner and mode of the root inode, set once at format, never recursively.
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
  std::optional<std::uint32_t> mode;  // at most 07777
  std::string label;
  std::vector<std::string> options;  // further arguments of mkfs
  friend bool operator==(const FilesystemSpec&, const FilesystemSpec&) = default;
};

// Which existing backend volume is taken over; one of the three.
struct AdoptSpec {
  std::optional<BackendId> id;
  std::string name;  // as the backend shows it
  std::string tag;   // "key=value"
  friend bool operator==(const AdoptSpec&, const AdoptSpec&) = default;
};

// What a new volume is made from, in place of a blank one.
struct SourceSpec {
  // One of the two. The name of a Snapshot, else what the volume's service calls a snapshot of its;
  // or a Volume, as it is once the copy is declared.
  SnapshotId snapshot = {};
  VolumeName volume = {};
  friend bool operator==(const SourceSpec&, const SourceSpec&) = default;
};

struct VolumeSpec {
  VolumeName name;
  Metadata metadata;
  ServiceName service;         // filled in at commit where one service exists
  std::optional<Bytes> size;   // required by drivers whose capability says sized
  // Of new volumes, where the driver takes them; in the backend's own words.
  std::string type;  // "gp3"
  std::optional<std::uint64_t> iops;
  std::string availabilityZone;
  bool encrypted = false;
  std::string encryptionKey;         // the key's name at the backend, itself no secret
  std::optional<SourceSpec> source;  // never formatted: what it holds is trusted as found
  std::optional<NodeName> owner;
  std::optional<FilesystemSpec> filesystem;  // absent: ext4 on block drivers, none on directories
  AccessMode accessMode = AccessMode::ReadWriteOnce;
  // How claims mount it, where no Attachment names a path.
  std::vector<std::string> mountOptions;
  std::string subPath;  // as MountSpec's
  std::optional<AdoptSpec> adopt;  // never created: it must exist
  OnExisting onExisting = OnExisting::Fail;
  ReclaimPolicy reclaimPolicy = ReclaimPolicy::Retain;
  bool deletionProtection = false;
  friend bool operator==(const VolumeSpec&, const VolumeSpec&) = default;
};

struct MountSpec {
  std::string path;  // absolute, normalised
  std::vector<std::string> options;
  bool readOnly = false;
  // The folder of the volume that is handed out: empty, or normalised and begun with "/", so that
  // appended to where the volume is mounted it gives the path.
  std::string subPath = {};
  friend bool operator==(const MountSpec&, const MountSpec&) = default;
};

struct AttachmentSpec {
  AttachmentName name;
  Metadata metadata;
  VolumeName volume;
  NodeName node;                    // filled in at commit where one node exists
  std::map<std::string, std::string> nodeSelector;  // of labels; at commit it names this node, or none
  std::optional<MountSpec> mount;   // absent: attach only
  DriftPolicy driftPolicy = DriftPolicy::Repair;
  Preemption preemption = Preemption::Never;
  ForeignAttachments foreignAttachments = ForeignAttachments::Ignore;
  friend bool operator==(const AttachmentSpec&, const AttachmentSpec&) = default;
};

// What becomes of a snapshot at its backend when its object is deleted.
enum class SnapshotReclaim { Retain, Delete };

// The data of a volume at one moment: taken once, after it was declared, and never again.
struct SnapshotSpec {
  SnapshotName name;
  Metadata metadata;
  VolumeName volume;
  SnapshotReclaim reclaimPolicy = SnapshotReclaim::Retain;
  bool deletionProtection = false;
  friend bool operator==(const SnapshotSpec&, const SnapshotSpec&) = default;
};

// Managers that are no apply set: verbs, Docker's engine, and what was found at a backend when
// somebody asked for it. Manifests may take over what they manage.
inline constexpr const char* kCliSet = "cli";
inline constexpr const char* kDockerSet = "docker";
inline constexpr const char* kDiscoveredSet = "discovered";

// Who declared an object: an apply set, or one of the above, and where it stood.
struct ManagedBy {
  std::string set;     // "default", kCliSet, …
  std::string source;  // "volumes.yaml:3"; empty for imperative verbs
  friend bool operator==(const ManagedBy&, const ManagedBy&) = default;
};

// A spec as the database holds it. `generation` grows with each change of the spec, never otherwise.
template <class Spec>
struct Declared {
  Spec spec;
  std::uint64_t generation = 0;
  ManagedBy managedBy;
  TimePoint appliedAt;
  friend bool operator==(const Declared&, const Declared&) = default;
};

// The only thing that plans removal. Its policy is the one that was recorded before.
struct Tombstone {
  ReclaimPolicy reclaimPolicy = ReclaimPolicy::Retain;
  std::uint64_t generation = 0;
  TimePoint deletedAt;
  TimePoint deleteAfter;  // end of the quarantine; means nothing with Retain
  friend bool operator==(const Tombstone&, const Tombstone&) = default;
};

// How a volume was declared before its deletion: what taking it back restores.
struct FormerSpecs {
  VolumeSpec volume;
  std::vector<AttachmentSpec> attachments;
  friend bool operator==(const FormerSpecs&, const FormerSpecs&) = default;
};

}  // namespace rexray
