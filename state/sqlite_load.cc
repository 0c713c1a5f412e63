#include "state/sqlite_load.h"

#include <map>

#include "state/sqlite_claims.h"
#include "state/sqlite_journal.h"
#include "state/sqlite_permits.h"
#include "state/sqlite_records.h"
#include "state/sqlite_snapshots.h"
#include "state/sqlite_specs.h"

namespace rexray {
namespace {

constexpr const char* kSelectKnown =
    "SELECT name FROM volumes UNION SELECT volume FROM records UNION SELECT volume FROM "
    "attachments "
    "UNION SELECT volume FROM quarantine WHERE harms AND volume<>'' "
    "UNION SELECT volume FROM snapshots WHERE removed_at IS NOT NULL ORDER BY 1";

constexpr std::size_t kAll = SIZE_MAX >> 1;  // as SQLite's signed LIMIT

// Puts the rows of all tables into the states of their volumes.
class Assembly {
 public:
  Assembly(SqliteConnection& database, const std::optional<VolumeName>& only, Damage& damage)
      : database_(database), only_(only), damage_(damage) {}

  std::vector<VolumeState> Build() {
    MakeStates();
    AddVolumes();
    AddAttachments();
    AddRecords();
    AddSnapshots();
    for (Claim& claim : ClaimRows(database_, only_, damage_)) {
      if (auto* state = Find(claim.volume)) state->claims.push_back(std::move(claim));
    }
    for (PermitRow& row : PermitRows(database_, only_, damage_)) {
      if (auto* state = Find(row.volume)) state->permits.push_back(std::move(row.permit));
    }
    for (OperationRow& row : OperationRows(database_, {only_, true, kAll}, damage_)) {
      if (auto* state = Find(row.operation.volume)) state->openOperation = std::move(row.operation);
    }
    MarkDamaged();
    return TakeStates();
  }

 private:
  VolumeState* Find(const VolumeName& name) {
    const auto found = states_.find(name);
    return found == states_.end() ? nullptr : &found->second;
  }

  void MakeStates() {
    if (only_.has_value()) {
      if (IsKnown(database_, *only_)) states_[*only_] = {};
    } else {
      for (VolumeName& name : KnownVolumes(database_)) states_[std::move(name)] = {};
    }
    for (auto& [name, state] : states_) {
      const NameCounters counters = FindCounters(database_, name);
      state.name = name;
      state.incarnation = counters.incarnation;
      state.revision = counters.revision;
      state.paused = counters.paused;
      state.ofEarlierEpoch = counters.ofEarlierEpoch;
      state.record.volume = name;
      state.record.fencingToken = counters.fencing;
    }
  }

  void AddVolumes() {
    for (VolumeRow& row : VolumeRows(database_, only_, damage_)) {
      VolumeState* state = Find(row.name);
      if (state == nullptr) continue;
      state->uid = state->record.uid = row.uid;
      state->record.service = row.service;
      state->incarnation = row.incarnation;
      state->tombstone = row.tombstone;
      state->former = std::move(row.former);
      if (row.spec.has_value()) {
        state->volume = {std::move(*row.spec), row.generation, std::move(row.managedBy),
                         row.appliedAt};
      }
    }
  }

  void AddAttachments() {
    for (auto& declared : AttachmentRows(database_, only_, damage_)) {
      if (auto* state = Find(declared.spec.volume))
        state->attachments.push_back(std::move(declared));
    }
    for (RemovedAttachment& removed : RemovedAttachments(database_, only_)) {
      if (auto* state = Find(removed.volume)) {
        state->removedAttachments.push_back(std::move(removed.tombstone));
      }
    }
  }

  void AddRecords() {
    for (Record& record : RecordRows(database_, only_, damage_)) {
      VolumeState* state = Find(record.volume);
      if (state == nullptr) continue;
      if (state->uid.empty()) state->uid = record.uid;
      if (state->uid != record.uid) RejectIdentity(*state, record);
      state->record = std::move(record);
    }
  }

  // Where the volume is gone, service and lock are those of what is left of it.
  void AddSnapshots() {
    for (StoredSnapshot& snapshot : SnapshotRows(database_, only_, damage_)) {
      VolumeState* state = Find(snapshot.spec.volume);
      if (state == nullptr) continue;
      if (state->record.service.empty()) state->record.service = snapshot.status.service;
      if (state->uid.empty()) state->uid = snapshot.status.token;
      state->snapshots.push_back(std::move(snapshot));
    }
  }

  // Two uids for one volume: the record is what was acted on, the declaration can be made again.
  void RejectIdentity(VolumeState& state, const Record& record) {
    Query query = database_.Ask("SELECT rowid FROM volumes WHERE name=?", state.name);
    if (!query.Next()) return;
    damage_.push_back({"volumes", query.Integer(0), state.name.value, state.name,
                       "its uid " + state.uid.value + " is not the record's, " + record.uid.value,
                       true});
    state.uid = record.uid;
    state.volume.reset();
    state.tombstone.reset();
    state.former.reset();
  }

  void MarkDamaged() {
    for (const VolumeName& name : DamagedVolumes(database_, only_)) {
      if (auto* state = Find(name)) state->damaged = true;
    }
    for (const DamagedRow& row : damage_) {
      auto* state = Find(row.volume);
      if (state != nullptr && row.harms) state->damaged = true;
    }
  }

  std::vector<VolumeState> TakeStates() {
    std::vector<VolumeState> states;
    states.reserve(states_.size());
    for (auto& [name, state] : states_) states.push_back(std::move(state));
    return states;
  }

  SqliteConnection& database_;
  const std::optional<VolumeName>& only_;
  Damage& damage_;
  std::map<VolumeName, VolumeState> states_;
};

}  // namespace

std::vector<VolumeName> KnownVolumes(SqliteConnection& database) {
  std::vector<VolumeName> names;
  Query query = database.Ask(kSelectKnown);
  while (query.Next()) names.push_back({query.Text(0)});
  return names;
}

std::vector<VolumeState> LoadVolumes(SqliteConnection& database,
                                     const std::optional<VolumeName>& only, Damage& damage) {
  return Assembly(database, only, damage).Build();
}

std::vector<VolumeState> LoadVolumes(SqliteConnection& database, const std::set<VolumeName>& names,
                                     Damage& damage) {
  std::vector<VolumeState> volumes;
  for (const VolumeName& name : names) {
    for (VolumeState& state : LoadVolumes(database, std::optional(name), damage)) {
      volumes.push_back(std::move(state));
    }
  }
  return volumes;
}

DesiredSet LoadDesired(SqliteConnection& database, Damage& damage) {
  DesiredSet desired;
  for (VolumeRow& row : VolumeRows(database, std::nullopt, damage)) {
    if (!row.spec.has_value()) continue;
    desired.volumes.push_back(std::make_shared<const Declared<VolumeSpec>>(Declared<VolumeSpec>{
        std::move(*row.spec), row.generation, std::move(row.managedBy), row.appliedAt}));
  }
  for (auto& declared : AttachmentRows(database, std::nullopt, damage)) {
    desired.attachments.push_back(
        std::make_shared<const Declared<AttachmentSpec>>(std::move(declared)));
  }
  for (StoredSnapshot& snapshot : SnapshotRows(database, std::nullopt, damage)) {
    desired.snapshots.push_back(std::make_shared<const StoredSnapshot>(std::move(snapshot)));
  }
  return desired;
}

Record RecordOrDefault(SqliteConnection& database, const VolumeName& name, Damage& damage) {
  auto states = LoadVolumes(database, name, damage);
  return states.empty() ? Record{} : std::move(states.front().record);
}

Damage FindDamage(SqliteConnection& database) {
  Damage damage;
  LoadVolumes(database, std::nullopt, damage);
  // Open operations and claims of volumes that are otherwise unknown were read with the rest.
  OperationRows(database, {std::nullopt, false, kAll}, damage);
  EventRows(database, {std::nullopt, INT64_MIN, kAll}, damage);
  return damage;
}

}  // namespace rexray
