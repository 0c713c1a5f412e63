#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "state/facts.h"
#include "state/ids.h"
#include "state/quantity.h"
#include "state/time.h"

namespace rexray {

enum class Presence {
  Unknown,  // not asked, no answer, or an answer that proves nothing; permits no destructive step
  Absent,   // proven: a point look-up by id said so
  Present,
};

// One fact of the outside world. Never persisted.
template <class T>
struct Observed {
  Presence presence = Presence::Unknown;
  T value{};        // only with Present
  TimePoint asOf;   // the start of the call that told it
  std::string why;  // for Unknown: the error, or "not asked"

  bool present() const { return presence == Presence::Present; }
  bool absent() const { return presence == Presence::Absent; }
  bool unknown() const { return presence == Presence::Unknown; }

  static Observed Known(T value, TimePoint asOf) {
    return {Presence::Present, std::move(value), asOf, {}};
  }
  static Observed Nothing(TimePoint asOf) { return {Presence::Absent, {}, asOf, {}}; }
  static Observed NotKnown(std::string why) { return {Presence::Unknown, {}, {}, std::move(why)}; }
};

enum class BackendState {
  Creating,
  Available,
  Deleting,
  Failed,
  Unreadable,  // it is there, but a listing could not look at it
};
enum class AttachState { Attaching, Attached, Detaching };  // Detached: no entry

// What the backend itself knows of the node that holds an attachment.
enum class HolderState {
  Unknown,
  Running,
  Dead,    // the instance is stopped or gone
  Fenced,  // its I/O to the volume is revoked
};

struct BackendAttachment {
  NodeName node;
  AttachState state = AttachState::Attached;
  std::string device;  // a hint, on that node; empty where the backend cannot tell
  bool readOnly = false;
  HolderState holder = HolderState::Unknown;
  friend bool operator==(const BackendAttachment&, const BackendAttachment&) = default;
};

// A volume as its backend shows it.
struct BackendVolume {
  BackendId id;
  VolumeName name;  // empty where the backend has none
  Bytes size;       // 0 where the backend does not size volumes
  BackendState state = BackendState::Available;
  std::vector<BackendAttachment> attachments;
  std::optional<VolumeFacts> facts;  // nullopt: unreadable or none, that is unknown, never blank
  DeviceIdentity identity;           // computed from the id; what Device.identity must equal
  std::map<std::string, std::string> tags;  // the users' own, where the backend has tags
  // As the backend tells; empty where it has none.
  std::string type = {};
  std::optional<std::uint64_t> iops = {};
  std::string availabilityZone = {};
  bool encrypted = false;
  friend bool operator==(const BackendVolume&, const BackendVolume&) = default;
};

enum class SnapshotState {
  Creating,
  Available,   // complete: it holds all that the volume held
  Failed,      // it holds less, and never more
  Unreadable,  // it is there, but could not be looked at
};

// The data of a volume at one moment, as its backend keeps it. It outlives the volume.
struct BackendSnapshot {
  SnapshotId id;
  VolumeName name;   // of the volume, when it was made
  BackendId volume;  // that it was made of
  Bytes size;        // of the volume
  TimePoint created;
  SnapshotState state = SnapshotState::Creating;
  VolumeUid token;   // of the request that made it; empty where others made it
  friend bool operator==(const BackendSnapshot&, const BackendSnapshot&) = default;
};

// Every snapshot of a backend; `complete` only if no page is missing.
struct SnapshotListing {
  bool complete = false;
  std::vector<BackendSnapshot> snapshots;
};

// A device of this host as the kernel shows it: a block device, or the directory of a `dir` volume.
struct Device {
  std::string path;
  DeviceIdentity identity;
  std::uint32_t major =
      0;  // of the block device itself, or of the filesystem that holds the directory
  std::uint32_t minor = 0;
  std::string root = "/";  // what mountinfo shows as root of a mount of it
  Bytes size;
  bool readOnly = false;
  friend bool operator==(const Device&, const Device&) = default;
};

// Where this node has a volume's filesystem mounted.
struct MountedFilesystem {
  std::string target;
  Device device;
  // Perhaps by a call of our own that was killed: then it is thawed before it is frozen.
  bool leftFrozen = false;
  friend bool operator==(const MountedFilesystem&, const MountedFilesystem&) = default;
};

struct Signature {
  std::string type;  // libblkid's word: "ext4", "crypto_LUKS", "LVM2_member", "swap", "dos", "gpt"
  std::string uuid;
  friend bool operator==(const Signature&, const Signature&) = default;
};

// What reading a device told. An unreadable device is an unknown Observed<Probe>, never a blank
// one.
struct Probe {
  bool endsAreZero = false;           // first and last MiB, all read without error
  std::vector<Signature> signatures;  // everything libblkid saw, ambivalent results included
  std::optional<bool> clean;          // read-only check; only made of a filesystem with our uuid
  friend bool operator==(const Probe&, const Probe&) = default;
};

// One line of mountinfo.
struct MountEntry {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  std::string root;
  std::string target;
  std::string options;  // of the mount: "rw,noatime"
  std::string fstype;
  std::string source;
  std::string fsOptions;  // of the superblock
  friend bool operator==(const MountEntry&, const MountEntry&) = default;
};

struct SeenMount {
  MountEntry entry;
  bool ofVolume = false;  // whether it shows this volume's device
};

// The bare directory under a mount; only looked at while nothing is mounted there.
struct TargetState {
  bool directory = false;
  bool empty = false;
  bool immutable = false;
  friend bool operator==(const TargetState&, const TargetState&) = default;
};

// Backend volumes that carry a name, from a listing; `complete` only if no page is missing.
struct Listing {
  bool complete = false;
  std::vector<BackendVolume> volumes;
};

// What one volume's plan needs of a listing of everything.
struct ListingExtract {
  bool complete = false;
  std::vector<BackendVolume> candidates;  // of its uid or name, or that it shall adopt
  std::size_t attachedHere = 0;           // volumes of any origin attached to this node
};

// Everything seen of one volume in one pass.
struct Observation {
  Observed<BackendVolume> backend;
  Observed<ListingExtract> listing;  // asked for only where the next step depends on it
  Observed<Device> device;           // on this host
  Observed<Probe> probe;             // asked for only before a format or a first mount
  // Mounts of this namespace, bottom first: at the desired or recorded target, and of the device.
  Observed<std::vector<SeenMount>> mounts;
  // Whether the filesystem's last use ended well, by its own word; asked for only before a mount
  // that writes.
  Observed<bool> leftClean;
  Observed<TargetState> target;  // of the desired target; Absent: no such path
  // Of this deletion; asked for only where its data goes once there is one, and its grace time is over.
  Observed<BackendSnapshot> snapshot;
  // Those of the volume's Snapshots that its service shows; asked for only where one is to be
  // taken, is not complete yet, or is to go.
  Observed<std::vector<BackendSnapshot>> snapshots;
};

}  // namespace rexray
