#include "state/sqlite_records.h"

#include <fmt/format.h>

#include "state/sqlite_rows.h"
#include "state/sqlite_specs.h"

namespace rexray {
namespace {

Result<Record> ReadRecordRow(const Query& query) {
  REXRAY_ASSIGN(Record record, ReadBody<Record>(query.Text(3)));
  if (record.volume.value != query.Text(1)) {
    return Fail(Code::Internal, "the record is of " + record.volume.value);
  }
  if (record.fencingToken != static_cast<std::uint64_t>(query.Integer(2))) {
    return Fail(Code::Internal, "the record's fencing token is not that of its row");
  }
  return record;
}

DamagedRow DescribeRecordRow(const Query& query) {
  return {"records", query.Integer(0), query.Text(1), {query.Text(1)}, {}, true};
}

void EnsureName(SqliteConnection& database, const VolumeName& name) {
  database.Run("INSERT OR IGNORE INTO names(name) VALUES(?)", name);
}

Result<void> CheckSameVolume(SqliteConnection& database, const Record& record, Damage& damage) {
  const auto row = FindVolumeRow(database, record.volume, damage);
  if (!row.has_value() || row->uid == record.uid) return {};
  return Fail(
      Code::Internal,
      fmt::format("the record of {} carries the uid '{}', the volume has '{}'; nothing was saved",
                  record.volume.value, record.uid.value, row->uid.value));
}

}  // namespace

NameCounters FindCounters(SqliteConnection& database, const VolumeName& name) {
  Query query =
      database.Ask(
          "SELECT incarnation, fencing, revision, paused, earlier_epoch FROM names WHERE name=?",
          name);
  if (!query.Next()) return {};
  return {static_cast<std::uint64_t>(query.Integer(0)),
          static_cast<std::uint64_t>(query.Integer(1)),
          static_cast<std::uint64_t>(query.Integer(2)), query.Integer(3) != 0,
          query.Integer(4) != 0};
}

void WriteCounters(SqliteConnection& database, const VolumeName& name,
                   const NameCounters& counters) {
  database.Run(
      "INSERT OR REPLACE INTO names(name, incarnation, fencing, revision, paused, earlier_epoch) "
      "VALUES(?,?,?,?,?,?)",
      name, counters.incarnation, counters.fencing, counters.revision, counters.paused,
      counters.ofEarlierEpoch);
}

void GrowRevision(SqliteConnection& database, const VolumeName& name) {
  EnsureName(database, name);
  database.Run("UPDATE names SET revision=revision+1 WHERE name=?", name);
}

void WritePaused(SqliteConnection& database, const VolumeName& name, bool paused) {
  EnsureName(database, name);
  database.Run("UPDATE names SET paused=? WHERE name=?", paused, name);
}

void LeaveEarlierEpoch(SqliteConnection& database, const VolumeName& name) {
  database.Run("UPDATE names SET earlier_epoch=0 WHERE name=?", name);
}

void RetireName(SqliteConnection& database, const VolumeName& name, bool deleted) {
  const auto fencing = StoredFencing(database, name);
  EnsureName(database, name);
  // The volume's own may be a later one than its name's.
  database.Run(
      "UPDATE names SET incarnation=max(incarnation, coalesce((SELECT incarnation FROM volumes "
      "WHERE name=?1), 0))+?2, fencing=?3, revision=revision+1, paused=0, "
      "earlier_epoch=iif(?2, 0, earlier_epoch) WHERE name=?1",
      name, deleted, fencing + 1);
}

bool IsKnown(SqliteConnection& database, const VolumeName& name) {
  Query query = database.Ask(
      "SELECT EXISTS(SELECT 1 FROM volumes WHERE name=?1) OR EXISTS(SELECT 1 FROM records WHERE "
      "volume=?1) "
      "OR EXISTS(SELECT 1 FROM attachments WHERE volume=?1) "
      "OR EXISTS(SELECT 1 FROM quarantine WHERE volume=?1 AND harms) "
      "OR EXISTS(SELECT 1 FROM snapshots WHERE volume=?1 AND removed_at IS NOT NULL)",
      name);
  return query.Next() && query.Integer(0) != 0;
}

std::vector<Record> RecordRows(SqliteConnection& database, const std::optional<VolumeName>& only,
                               Damage& damage) {
  return ReadRows<Record>(
      database.Ask(Where("SELECT rowid, volume, fencing, body FROM records", "volume", only), only),
      damage, ReadRecordRow, DescribeRecordRow);
}

std::optional<Record> FindRecord(SqliteConnection& database, const VolumeName& name,
                                 Damage& damage) {
  return OnlyRow(RecordRows(database, name, damage));
}

std::uint64_t StoredFencing(SqliteConnection& database, const VolumeName& name) {
  Query query = database.Ask(
      "SELECT max(coalesce((SELECT fencing FROM records WHERE volume=?1), 0), "
      "coalesce((SELECT fencing FROM names WHERE name=?1), 0))",
      name);
  return query.Next() ? static_cast<std::uint64_t>(query.Integer(0)) : 0;
}

void WriteRecord(SqliteConnection& database, const Record& record) {
  database.Run(
      "INSERT INTO records(volume, fencing, body) VALUES(?,?,?) ON CONFLICT DO UPDATE SET "
      "fencing=excluded.fencing, body=excluded.body "
      "WHERE fencing IS NOT excluded.fencing OR body IS NOT excluded.body",
      record.volume, record.fencingToken, ToBody(record));
}

void DeleteRecord(SqliteConnection& database, const VolumeName& name) {
  database.Run("DELETE FROM records WHERE volume=?", name);
}

Result<void> CheckRecord(SqliteConnection& database, const Record& record, Damage& damage) {
  if (!IsKnown(database, record.volume)) {
    return Fail(Code::NotFound,
                fmt::format("there is no volume {} to remember anything of", record.volume.value));
  }
  const auto fencing = StoredFencing(database, record.volume);
  if (record.fencingToken < fencing) {
    return Fail(Code::Aborted,
                fmt::format("the record of {} was saved with token {} meanwhile, this one has {}",
                            record.volume.value, fencing, record.fencingToken));
  }
  return CheckSameVolume(database, record, damage);
}

Result<void> SaveRecordRow(SqliteConnection& database, Record record, Damage& damage) {
  REXRAY_TRY(CheckRecord(database, record, damage));
  const auto stored = FindRecord(database, record.volume, damage);
  if (stored.has_value() && stored->lastClaimEnded > record.lastClaimEnded) {
    record.lastClaimEnded = stored->lastClaimEnded;
    record.lastClaimBoot = stored->lastClaimBoot;
    record.lastClaimLinger = stored->lastClaimLinger;
  }
  WriteRecord(database, record);
  return {};
}

}  // namespace rexray
