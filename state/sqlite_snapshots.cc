#include "state/sqlite_snapshots.h"

#include <fmt/format.h>

#include <algorithm>

#include "state/sqlite_records.h"
#include "state/sqlite_rows.h"
#include "state/sqlite_specs.h"

namespace rexray {
namespace {

constexpr const char* kSelect =
    "SELECT rowid, name, volume, generation, spec, managed_set, source, applied_at, status, "
    "removed_at FROM snapshots";

Result<StoredSnapshot> ReadRow(const Query& query) {
  REXRAY_ASSIGN(SnapshotSpec spec, ReadBody<SnapshotSpec>(query.Text(4)));
  if (spec.name.value != query.Text(1) || spec.volume.value != query.Text(2)) {
    return Fail(Code::Internal, "the spec is of " + spec.name.value + " of " + spec.volume.value);
  }
  StoredSnapshot row;
  row.spec = std::move(spec);
  row.generation = static_cast<std::uint64_t>(query.Integer(3));
  row.managedBy = {query.Text(5), query.Text(6)};
  row.appliedAt = query.Time(7);
  REXRAY_ASSIGN(row.status, ReadBody<SnapshotStatus>(query.Text(8)));
  if (!query.IsNull(9)) row.removed = query.Time(9);
  return row;
}

// The volume is none the worse for it.
DamagedRow DescribeRow(const Query& query) {
  return {"snapshots", query.Integer(0), query.Text(1), {query.Text(2)}, {}, false};
}

std::optional<StoredSnapshot> FindRow(SqliteConnection& database, const SnapshotName& name,
                                      Damage& damage) {
  static const std::string kFind = std::string(kSelect) + " WHERE name=?";
  return OnlyRow(ReadRows<StoredSnapshot>(database.Ask(kFind, name), damage, ReadRow, DescribeRow));
}

void WriteRow(SqliteConnection& database, const StoredSnapshot& row) {
  database.Run(
      "INSERT OR REPLACE INTO snapshots(name, volume, generation, spec, managed_set, source, "
      "applied_at, status, removed_at) VALUES(?,?,?,?,?,?,?,?,?)",
      row.spec.name, row.spec.volume, row.generation, ToBody(row.spec), row.managedBy.set,
      row.managedBy.source, row.appliedAt, ToBody(row.status), row.removed);
  ReleaseRow(database, "snapshots", row.spec.name.value);
}

ObjectChange ChangeOf(const StoredSnapshot& row, ChangeKind kind) {
  return {"Snapshot", row.spec.name.value, row.spec.volume, kind, row.generation};
}

std::unexpected<Error> Refused(std::string message, std::string reason = {}) {
  return Fail(Code::FailedPrecondition, std::move(message), std::move(reason));
}

Result<StoredSnapshot> NewRow(SqliteConnection& database, const Sourced<SnapshotSpec>& wanted,
                              TimePoint now, Damage& damage) {
  const SnapshotSpec& spec = wanted.spec;
  const auto volume = FindVolumeRow(database, spec.volume, damage);
  if (!volume || !volume->spec) {
    return Refused(fmt::format("snapshot {} is to be one of volume {}, which is not declared",
                               spec.name.value, spec.volume.value));
  }
  StoredSnapshot row;
  row.spec = spec;
  row.generation = 1;
  row.managedBy = wanted.managedBy;
  row.appliedAt = now;
  row.status.service = volume->service;
  // The same for the same wish: a database that was lost finds what was taken before.
  row.status.token = {UuidV5(fmt::format("snapshot {} of {}", spec.name.value, volume->uid.value))};
  return row;
}

// Nothing is yet made of what it is the source of.
std::optional<VolumeName> IsAwaitedBy(SqliteConnection& database, const SnapshotName& name,
                                      Damage& damage) {
  for (const VolumeRow& row : VolumeRows(database, std::nullopt, damage)) {
    if (!row.spec || SourceOf(*row.spec) != name) continue;
    const auto record = FindRecord(database, row.name, damage);
    if (!record || !record->backendId) return row.name;
  }
  return std::nullopt;
}

}  // namespace

std::vector<StoredSnapshot> SnapshotRows(SqliteConnection& database,
                                         const std::optional<VolumeName>& only, Damage& damage) {
  return ReadRows<StoredSnapshot>(
      database.Ask(Where(kSelect, "volume", only) + " ORDER BY name", only), damage, ReadRow,
      DescribeRow);
}

Result<ObjectChange> PutSnapshot(SqliteConnection& database, const Sourced<SnapshotSpec>& wanted,
                                 TimePoint now, Damage& damage) {
  const SnapshotSpec& spec = wanted.spec;
  auto row = FindRow(database, spec.name, damage);
  if (!row) {
    REXRAY_ASSIGN(const StoredSnapshot made, NewRow(database, wanted, now, damage));
    WriteRow(database, made);
    return ChangeOf(made, ChangeKind::Created);
  }
  if (row->removed) {
    return Refused(
        fmt::format("snapshot {} is being deleted; try again once it is gone, or choose "
                    "another name",
                    spec.name.value));
  }
  if (row->spec.volume != spec.volume) {
    return Refused(fmt::format("snapshot {} is one of volume {}; choose another name for one of {}",
                               spec.name.value, row->spec.volume.value, spec.volume.value));
  }
  const bool same = row->spec == spec;
  if (same && row->managedBy == wanted.managedBy) return ChangeOf(*row, ChangeKind::Unchanged);
  row->managedBy = wanted.managedBy;
  if (!same) {
    row->spec = spec;
    row->generation += 1;
    row->appliedAt = now;
  }
  WriteRow(database, *row);
  return ChangeOf(*row, same ? ChangeKind::Unchanged : ChangeKind::Configured);
}

Result<ObjectChange> RemoveSnapshot(SqliteConnection& database, const SnapshotName& name,
                                    TimePoint now, Damage& damage) {
  auto row = FindRow(database, name, damage);
  if (!row) {
    if (const auto volume = QuarantinedVolume(database, "snapshots", name.value)) {
      ReleaseRow(database, "snapshots", name.value);
      return ObjectChange{"Snapshot", name.value, *volume, ChangeKind::Deleted};
    }
    return Fail(Code::NotFound,
                fmt::format("there is no snapshot {}; nothing was changed", name.value));
  }
  if (row->removed) return ChangeOf(*row, ChangeKind::Unchanged);
  if (const auto awaits = IsAwaitedBy(database, name, damage)) {
    return Refused(
        fmt::format("snapshot {} is the source of volume {}, which is not made yet: wait "
                    "for it, or delete it first",
                    name.value, awaits->value),
        "SnapshotInUse");
  }
  row->removed = now;
  if (row->spec.reclaimPolicy == SnapshotReclaim::Retain) {
    DropSnapshotRow(database, name, damage);
  } else {
    WriteRow(database, *row);
  }
  return ChangeOf(*row, ChangeKind::Deleted);
}

Result<std::optional<ObjectChange>> PutSnapshotOfCopy(SqliteConnection& database,
                                                      const VolumeSpec& copy, TimePoint now,
                                                      Damage& damage) {
  if (!copy.source || copy.source->volume.empty()) return std::optional<ObjectChange>();
  const auto row = FindRow(database, *SourceOf(copy), damage);
  if (row && row->managedBy.set != kCopySet) {
    return Refused(
        fmt::format("volume {} would be copied by a snapshot {}, which somebody declared; "
                    "choose another name for the volume, or make it from that snapshot",
                    copy.name.value, row->spec.name.value),
        "NameTaken");
  }
  Sourced<SnapshotSpec> wanted;
  wanted.spec.name = *SourceOf(copy);
  wanted.spec.volume = copy.source->volume;
  wanted.spec.reclaimPolicy = SnapshotReclaim::Delete;
  wanted.managedBy.set = kCopySet;
  REXRAY_ASSIGN(ObjectChange change, PutSnapshot(database, wanted, now, damage));
  return std::optional(std::move(change));
}

Result<std::optional<ObjectChange>> RemoveSnapshotOfCopy(SqliteConnection& database,
                                                         const VolumeSpec& copy, TimePoint now,
                                                         Damage& damage) {
  if (!copy.source || copy.source->volume.empty()) return std::optional<ObjectChange>();
  const auto row = FindRow(database, *SourceOf(copy), damage);
  if (!row || row->managedBy.set != kCopySet) return std::optional<ObjectChange>();
  REXRAY_ASSIGN(ObjectChange change, RemoveSnapshot(database, row->spec.name, now, damage));
  return std::optional(std::move(change));
}

Result<void> CheckSnapshotsTaken(SqliteConnection& database, const VolumeName& volume,
                                 Damage& damage) {
  for (const StoredSnapshot& row : SnapshotRows(database, volume, damage)) {
    if (row.removed || row.status.state != SnapshotState::Creating) continue;
    return Refused(
        fmt::format(
            "snapshot {} of volume {} is not complete yet: wait for it (rexray get snapshots), "
            "or delete it first",
            row.spec.name.value, volume.value),
        "SnapshotPending");
  }
  return {};
}

std::optional<VolumeName> WriteSnapshotStatus(SqliteConnection& database, const SnapshotName& name,
                                              const SnapshotStatus& status) {
  Query query = database.Ask("UPDATE snapshots SET status=? WHERE name=? RETURNING volume",
                             ToBody(status), name);
  return query.Next() ? std::optional(VolumeName{query.Text(0)}) : std::nullopt;
}

std::optional<VolumeName> DropSnapshotRow(SqliteConnection& database, const SnapshotName& name,
                                          Damage& damage) {
  Query query = database.Ask("DELETE FROM snapshots WHERE name=? RETURNING volume", name);
  if (!query.Next()) return std::nullopt;
  const VolumeName volume{query.Text(0)};
  const auto record = FindRecord(database, volume, damage);
  const bool gone = record && !record->createStarted && !record->backendId && !record->orphaned &&
                    !FindVolumeRow(database, volume, damage);
  if (gone) {
    RetireName(database, volume, false);
    DeleteRecord(database, volume);
  }
  return volume;
}

}  // namespace rexray
