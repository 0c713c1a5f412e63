#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "drivers/driver.h"
#include "drivers/storage/sim_faults.h"

namespace rexray {

inline std::string SimVolumeInWords(const BackendId& id) {
  return "simulated volume \"" + id.value + "\"";
}

// What a simulated device holds.
struct SimContent {
  enum class Kind { Blank, Garbage, Filesystem, Foreign };
  Kind kind = Kind::Blank;
  std::string type;  // "ext4", or a foreign signature such as "crypto_LUKS"
  std::string uuid;
  bool clean = true;       // a filesystem that is not came from an mkfs that was cut off
  bool lostFound = false;  // as mkfs leaves it
  std::set<std::string> folders = {};  // "/data", that were made to be handed out
  Bytes size = {};                     // of a filesystem
  enum class LastUse { EndedWell, CutOff, LeftDamage };
  LastUse lastUse = LastUse::EndedWell;
  std::string data;  // what the user wrote; losing it is recorded in SimWorld::losses
  friend bool operator==(const SimContent&, const SimContent&) = default;
};

struct SimVolume {
  BackendVolume shown;
  VolumeUid token;
  SimContent content;
  std::uint32_t serial = 0;   // tells devices apart
  int inspectionsLeft = 0;    // until the running transition ends, or SimOptions::kUntilTold
  std::set<NodeName> usedOn;  // nodes that have it mounted
  bool unreadable = false;    // listings show no more than that it is there
  std::map<NodeName, AccessMode> modes;  // of attachments; others are of one writer, or read-only
  // How often it was taken from a node by force: devices that the node had before are dead.
  std::map<NodeName, std::uint32_t> taken;
  std::map<NodeName, Bytes> devices = {};  // how large their devices are; others show the volume
};

struct SimSnapshot {
  BackendSnapshot shown;
  SimContent content;
  int listingsLeft = 0;  // until it is complete, or SimOptions::kUntilTold
};

struct SimOptions {
  static constexpr int kUntilTold = -1;

  bool block = true;    // else volumes are directories without a size
  bool devices = true;  // else an Attach gives no path: there is none on a real host
  bool zeroesNewStorage = true;
  bool keepsFacts = true;
  CreateIdempotency create = CreateIdempotency::ChosenId;
  std::vector<AccessMode> accessModes{AccessMode::ReadWriteOnce};
  std::optional<std::uint32_t> attachLimit = {};  // of each node, whoever attached
  bool serialAttach = false;  // attaches and detaches of a node that overlap are rejected
  bool forceDetach = false;
  bool expand = false;
  bool modify = false;
  bool snapshots = false;
  Milliseconds consistencyWindow{0};  // as declared in the capabilities
  Milliseconds readLag{0};            // reads show the world as it was this long ago, by `now`
  std::function<TimePoint()> now;     // the system clock if unset
  // Inspections for which a new state stays Creating, Attaching, Detaching or Deleting.
  int creating = 0;
  int attaching = 0;
  int detaching = 0;
  int deleting = 0;
  int snapshotting = 0;  // listings for which a new snapshot stays Creating
};

// What drivers onto such a world say that they can, and the ids that they choose.
Capabilities SimCapabilities(const SimOptions& options);
BackendId SimChosenId(CreateIdempotency create, const VolumeName& name, const VolumeUid& uid);

// Data that is no more, in no snapshot either, or that two nodes destroy between them.
struct SimLoss {
  BackendId id;
  std::string by;  // "Delete", "Format", "Use" (by two nodes), "Write" (through a stale mount)
  std::string data;
};

// A write that the backend kept from happening.
struct SimRefusedWrite {
  BackendId id;
  NodeName node;
};

// A storage backend in memory, shared by the drivers of all simulated nodes; the first part is what
// drivers ask of it, the rest is for those who arrange the world. Any thread.
class SimWorld {
 public:
  explicit SimWorld(SimOptions options = {});

  const SimOptions& options() const { return options_; }
  const Capabilities& capabilities() const { return capabilities_; }
  SimFaults& faults() { return faults_; }

  BackendId ChosenId(const VolumeName& name, const VolumeUid& uid) const;
  Result<BackendVolume> Create(const CreateRequest& request);
  Result<BackendVolume> Inspect(const BackendId& id);
  Result<Listing> List();
  Result<BackendAttachment> Attach(const BackendId& id, const NodeName& node, AccessMode mode);
  Result<void> Detach(const BackendId& id, const NodeName& node);
  Result<void> ForceDetach(const BackendId& id, const NodeName& node);
  Result<void> Delete(const BackendId& id);
  Result<void> Expand(const BackendId& id, Bytes size);
  Result<void> Modify(const BackendId& id, const ModifyRequest& request);
  Result<void> ResizeDevice(const BackendId& id, const NodeName& node);
  Result<VolumeFacts> WriteFacts(const BackendId& id, const VolumeFacts& facts,
                                 std::uint64_t expectedToken);
  Result<BackendSnapshot> TakeSnapshot(const SnapshotRequest& request);
  Result<SnapshotListing> ListSnapshots();
  Result<void> DeleteSnapshot(const SnapshotId& id);

  // With serialAttach, attaches and detaches of a node come one by one: false, and counted, if one
  // is under way. Each one that began ends.
  bool BeginTurn(const NodeName& node);
  void EndTurn(const NodeName& node);
  std::size_t overlaps() const;  // calls that were rejected for it

  // What a node does with a device that it has. A write is refused, and kept in refusedWrites(), if
  // the volume is not attached to the node for writing or the node is dead or fenced.
  Result<void> Write(const BackendId& id, const NodeName& node,
                     const std::function<void(SimContent&)>& change);
  // Mounts count here: two nodes that use it in modes which do not go together destroy it.
  void Use(const BackendId& id, const NodeName& node);
  std::vector<SimRefusedWrite> refusedWrites() const;

  // The world as it is, without lag.
  std::map<BackendId, SimVolume> volumes() const;
  std::optional<SimVolume> Find(const BackendId& id) const;
  std::optional<SimVolume> Find(const VolumeName& name) const;  // any of that name
  std::optional<SimVolume> FindSerial(std::uint32_t serial) const;
  std::vector<SimLoss> losses() const;
  std::map<SnapshotId, SimSnapshot> snapshots() const;

  // Changes behind everybody's back. Edit gives whether the volume exists.
  bool Edit(const BackendId& id, const std::function<void(SimVolume&)>& change);
  void Add(SimVolume volume);  // the id must be set; serial and identity are filled in
  void Remove(const BackendId& id);
  bool EditSnapshot(const SnapshotId& id, const std::function<void(SimSnapshot&)>& change);
  // Ends the running transition of the volume.
  void Settle(const BackendId& id);
  // Listings lack the last volume, or snapshot, and say so.
  void TruncateListings(bool truncate);
  // From now on reads lag by this much.
  void SetReadLag(Milliseconds lag);
  // As a reboot of the node does it: its attachments end.
  void DropAttachments(const NodeName& node);
  // What the backend says of a node from now on, in all attachments that it has or will have.
  void SetHolder(const NodeName& node, HolderState state);
  // By other hands than ours, whatever limits and modes say.
  void AttachBehind(const BackendId& id, const NodeName& node, AccessMode mode);
  void NoteLoss(SimLoss loss);
  void NoteRefusedWrite(SimRefusedWrite write);

 private:
  using Volumes = std::map<BackendId, SimVolume>;
  using Snapshots = std::map<SnapshotId, SimSnapshot>;
  struct Past {
    TimePoint at;
    Volumes volumes;
    Snapshots snapshots;
  };

  TimePoint Now() const;
  std::optional<SimVolume> FindIf(const std::function<bool(const SimVolume&)>& matches) const;
  Result<SimVolume*> Require(const BackendId& id);
  SimVolume* Replayed(const CreateRequest& request);
  SimVolume NewVolume(const CreateRequest& request);
  Result<void> Fill(SimVolume& volume, const SnapshotId& source);
  std::size_t CountOn(const NodeName& node) const;
  BackendAttachment NewAttachment(const BackendId& id, const NodeName& node, AccessMode mode) const;
  Result<void> CheckOthers(const SimVolume& volume, const NodeName& node, AccessMode mode) const;
  Result<void> CheckSlot(const NodeName& node) const;
  Result<void> CheckChange(const SimVolume& volume, const BackendAttachment& attachment,
                           AccessMode mode) const;
  Result<void> CheckMayWrite(const BackendId& id, const NodeName& node);
  void BeginTransition(SimVolume& volume, int inspections);
  void AdvanceTransition(const BackendId& id);
  void EndTransition(const BackendId& id);
  void Erase(const BackendId& id);
  bool IsKept(const SimVolume& volume) const;
  void AdvanceSnapshots();
  void Remember();              // the state before a change, for lagging reads
  const Past* Lagging() const;  // what reads show; nullptr: the present
  const Volumes& Shown() const;

  const SimOptions options_;
  const Capabilities capabilities_;
  SimFaults faults_;
  mutable std::mutex mutex_;
  Volumes volumes_;
  Snapshots snapshots_;
  std::vector<Past> history_;  // each as it stood until `at`
  Milliseconds readLag_;
  bool truncateListings_ = false;
  std::uint32_t lastSerial_ = 0;
  std::uint32_t lastSnapshot_ = 0;
  std::vector<SimLoss> losses_;
  std::vector<SimRefusedWrite> refused_;
  std::map<NodeName, HolderState> holders_;
  std::set<NodeName> turns_;  // nodes of which an attach or a detach runs
  std::size_t overlaps_ = 0;
};

// What a simulated volume's device must be on every node.
DeviceIdentity SimIdentity(const BackendId& id);

}  // namespace rexray
