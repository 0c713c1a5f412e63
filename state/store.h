#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "state/changed_volumes.h"
#include "state/claim.h"
#include "state/record.h"
#include "state/snapshot.h"
#include "state/spec.h"

namespace rexray {

struct AttachmentTombstone {
  AttachmentName name;
  NodeName node;
  TimePoint deletedAt;
  friend bool operator==(const AttachmentTombstone&, const AttachmentTombstone&) = default;
};

// Everything stored of one volume, read in one transaction.
struct VolumeState {
  VolumeName name;
  VolumeUid uid;
  std::uint64_t incarnation = 0;
  std::uint64_t revision =
      0;  // grows with every change of what is wanted: spec, Attachments, tombstone, pause
  bool paused = false;
  std::optional<Declared<VolumeSpec>> volume;  // none: no opinion
  std::optional<Tombstone> tombstone;          // removal is wanted; excludes `volume`
  std::optional<FormerSpecs> former;           // while it is removed or orphaned, if it is known
  std::vector<Declared<AttachmentSpec>> attachments;
  std::vector<AttachmentTombstone> removedAttachments;
  std::vector<StoredSnapshot> snapshots;  // of every volume that had the name
  std::vector<Permit> permits;  // given by an operator, not used up yet
  std::vector<Claim> claims;
  std::optional<Operation> openOperation;
  Record record;
  // Known since before the database was restored or rebuilt: what is recorded of it may be older
  // than what is on it, so that it is never formatted without an operator's leave.
  bool ofEarlierEpoch = false;
  bool damaged =
      false;  // a row of this volume is quarantined: nothing risky is decided from the rest
  friend bool operator==(const VolumeState&, const VolumeState&) = default;
};

template <class Spec>
using DeclaredObjects = std::vector<std::shared_ptr<const Declared<Spec>>>;  // sorted by name

// What is declared, of all volumes: for validation of sets, listings and neighbours.
struct DesiredSet {
  DeclaredObjects<VolumeSpec> volumes;
  DeclaredObjects<AttachmentSpec> attachments;
  std::vector<std::shared_ptr<const StoredSnapshot>>
      snapshots;  // sorted by name; of volumes that are gone, too
};

// nullptr: there is none of that name.
template <class Object, class Name>
const Object* FindDeclared(const std::vector<std::shared_ptr<const Object>>& objects,
                           const Name& name) {
  const auto at = std::ranges::lower_bound(
      objects, name, {}, [](const auto& each) -> const auto& { return each->spec.name; });
  return at != objects.end() && (*at)->spec.name == name ? at->get() : nullptr;
}

template <class Spec>
struct Sourced {
  Spec spec;
  ManagedBy managedBy;
  // Paths of the fields that were written down, "spec.size", by the table of state/fields.h; what a
  // program declares need not tell.
  std::vector<std::string_view> given = {};
};

struct VolumeRemoval {
  VolumeName name;
  TimePoint deleteAfter;  // unless the reclaim policy is Retain
};

// One atomic change of what is desired.
struct SpecChange {
  std::vector<Sourced<VolumeSpec>> volumes = {};
  std::vector<Sourced<AttachmentSpec>> attachments = {};
  std::vector<VolumeRemoval> removedVolumes = {};
  std::vector<AttachmentName> removedAttachments = {};
  std::vector<Sourced<SnapshotSpec>> snapshots = {};
  std::vector<SnapshotName> removedSnapshots = {};
};

enum class ChangeKind { Created, Configured, Unchanged, Deleted };

struct ObjectChange {
  std::string kind;  // "Volume", "Attachment", "Snapshot"
  std::string name;
  VolumeName volume;  // the volume to enqueue
  ChangeKind change = ChangeKind::Unchanged;
  std::uint64_t generation = 0;
};

struct CommitPreview {
  std::vector<ObjectChange> changes;
  std::vector<VolumeState> volumes;
};

struct QuarantinedRow {
  std::int64_t id = 0;
  TimePoint at;
  std::string table;
  std::string key;
  VolumeName volume;  // empty where the row does not tell
  std::string error;
};

struct StoreStats {
  std::uint64_t sizeBytes = 0;
  std::uint64_t quarantinedRows = 0;
  std::uint64_t commits = 0;  // transactions that wrote, since start
  double commitSecondsTotal = 0;
  std::uint64_t writtenRows = 0;
};

struct EventFilter {
  std::optional<VolumeName> volume;
  std::int64_t afterId = 0;
  std::size_t limit = 1000;
};

struct OperationFilter {
  std::optional<VolumeName> volume;
  bool openOnly = false;
  std::size_t limit = 1000;
};

// Keys of Store::Meta. When this node was drained, RFC 3339; "" or none: it is not.
inline constexpr const char* kMetaDraining = "draining";
// How often this database was restored or rebuilt, counted from 1; none: 1.
inline constexpr const char* kMetaEpoch = "epoch";
// When that was done last, RFC 3339, and from what: until an operator lets it go on, the node only
// observes. "" or none: it goes on.
inline constexpr const char* kMetaHeld = "held";
inline constexpr const char* kMetaHeldWhy = "heldWhy";

// The one place that persists. Every call is one transaction: it happened wholly and durably when
// it returns a value, or not at all. All methods may be called from any thread. Errors: Unavailable
// (disk full, I/O error, locked), Aborted (older fencing token), NotFound, Internal (damage). A
// call that would change nothing writes nothing.
class Store {
 public:
  virtual ~Store() = default;

  // Small facts of the installation: "domain", "epoch", …
  virtual Result<std::optional<std::string>> Meta(const std::string& key) = 0;
  virtual Result<void> SetMeta(const std::string& key, const std::string& value) = 0;

  // What is desired. Committing an identical spec is Unchanged and writes nothing. Committing a
  // volume that has a tombstone withdraws the tombstone. A committed volume keeps its uid; a new
  // one gets it by DeriveVolumeUid with this name's incarnation, or a later one if a volume of
  // another name bears that uid. Removing a volume keeps how it, and its Attachments of then, were
  // declared.
  virtual Result<std::shared_ptr<const DesiredSet>> Desired() = 0;  // never null
  virtual Result<std::vector<ObjectChange>> Commit(const SpecChange& change, TimePoint now) = 0;
  // What Commit would do, and the volumes concerned as they would then stand. Writes nothing.
  virtual Result<CommitPreview> PreviewCommit(const SpecChange& change, TimePoint now) = 0;
  // Grows in memory with each Commit that changed something: Desired() is the same while it is.
  virtual std::uint64_t SpecRevision() const = 0;

  // Which volumes changed, by what was written through this store: told before the call that wrote
  // returns. For caches of Load() and LoadAll().
  virtual const ChangedVolumes& Changed() const = 0;

  // All volumes known: declared, being removed, orphaned.
  virtual Result<std::vector<VolumeName>> VolumeNames() = 0;
  // NotFound: no such volume. Of what was read before, and not written since, it may tell from
  // memory.
  virtual Result<VolumeState> Load(const VolumeName& name) = 0;
  virtual Result<std::vector<VolumeState>> LoadAll() = 0;

  // Gives a volume that is being removed or orphaned another name, with all that is known of it;
  // `from` is free at once, for another incarnation. NotFound; FailedPrecondition: it is declared,
  // or damaged; AlreadyExists: there is a volume `to`; Aborted: an operation on it is open.
  virtual Result<void> Rename(const VolumeName& from, const VolumeName& to) = 0;

  // Writes what this host remembers. Aborted if the stored record has a higher fencing token.
  // For what was seen, and can be seen again: a power cut may take it back until the next call that
  // is durable.
  virtual Result<void> SaveRecord(const Record& record) = 0;

  // Stops or resumes the reconciliation of a volume. NotFound: no such volume.
  virtual Result<void> SetPaused(const VolumeName& name, bool paused) = 0;

  // An operator's leave, in the place of an earlier one of its kind, with the events that tell of
  // it. It ends when it is used up (BeginOperation), when what it is for is reached without it, and
  // with the volume or its Attachments. NotFound: no such volume.
  virtual Result<void> Grant(const VolumeName& name, const Permit& permit,
                             const std::vector<Event>& events) = 0;

  // Intent: closes an open operation of the volume as Interrupted (the caller holds the volume's
  // lock), gives the operation its id and the next fencing token, saves `record` with that token;
  // one transaction. Aborted if the volume's revision is no longer `revision`: what was planned
  // from an older wish (a Delete whose tombstone was withdrawn meanwhile) must not begin; or if the
  // permit that the operation uses up is gone. An Adopt may bring another uid, here or with its
  // outcome: the volume's changes with the record. AlreadyExists: another volume has it.
  virtual Result<Operation> BeginOperation(Operation operation, const Record& record,
                                           std::uint64_t revision) = 0;
  // Outcome: operation (id, finished, outcome, error), record and events; one transaction. Durable
  // with the next BeginOperation or Commit at the latest: a power cut before that leaves the
  // operation open, as one before its end would have.
  virtual Result<void> FinishOperation(const Operation& operation, const Record& record,
                                       const std::vector<Event>& events) = 0;
  // The end of a removal (step::Forget), in the same transaction as the outcome. keepRecord: the
  // volume stays as orphaned; otherwise it goes, and its name's incarnation grows if
  // backendDeleted.
  struct ForgetRequest {
    bool volume = false;
    bool keepRecord = false;
    bool backendDeleted = false;
  };
  virtual Result<void> FinishForget(const Operation& operation, const Record& record,
                                    const std::vector<Event>& events, ForgetRequest request) = 0;
  virtual Result<std::vector<Operation>> Operations(
      const OperationFilter& filter) = 0;  // newest first

  // What became of a Snapshot; and its end, once its backend has nothing of it any more.
  // Idempotent; of one that is not there (any more) nothing changes.
  virtual Result<void> SaveSnapshot(const SnapshotName& name, const SnapshotStatus& status) = 0;
  virtual Result<void> DropSnapshot(const SnapshotName& name) = 0;

  // Claims. PutClaim inserts or replaces by (volume, node, door, consumer); count 0 removes.
  // Outlives the process, not a power cut: claims are void in the boot after it. The first claim of
  // a node, and the end of its last, change what is wanted: the volume's revision grows, so that an
  // Unmount that was planned before a claim never begins.
  virtual Result<void> PutClaim(const Claim& claim, TimePoint now) = 0;
  virtual Result<std::vector<Claim>> Claims(const VolumeName& volume) = 0;
  virtual Result<std::vector<Claim>> AllClaims() = 0;
  // Drops claims of any other boot on this node; gives the volumes concerned.
  virtual Result<std::vector<VolumeName>> DropClaimsOfOtherBoots(const NodeName& node,
                                                                 const BootId& boot,
                                                                 TimePoint now) = 0;

  virtual Result<void> AppendEvents(const std::vector<Event>& events) = 0;
  virtual Result<std::vector<Event>> Events(const EventFilter& filter) = 0;  // oldest first
  // Drops finished operations and events older than `before`, and beyond `keep` newest each.
  virtual Result<void> Prune(TimePoint before, std::size_t keep) = 0;

  virtual Result<std::vector<QuarantinedRow>> Quarantine() = 0;
  virtual StoreStats Stats() = 0;
};

}  // namespace rexray
