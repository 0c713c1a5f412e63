#include "state/sqlite_epoch.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "state/sqlite_journal.h"
#include "state/sqlite_load.h"
#include "state/sqlite_permits.h"
#include "state/sqlite_records.h"
#include "state/sqlite_specs.h"

namespace rexray {
namespace {

constexpr int kTokenBits = 32;  // more operations than one volume sees in an epoch

void WriteMeta(SqliteConnection& database, const char* key, const std::string& value) {
  database.Run("INSERT OR REPLACE INTO meta(key, value) VALUES(?,?)", key, value);
}

void Hold(SqliteConnection& database, const Epoch& epoch) {
  WriteMeta(database, kMetaEpoch, std::to_string(epoch.number));
  WriteMeta(database, kMetaHeld, ToRfc3339(epoch.began));
  WriteMeta(database, kMetaHeldWhy, epoch.why);
  Event event;
  event.at = epoch.began;
  event.type = EventType::Warning;
  event.reason = "EpochBegan";
  event.message = fmt::format("the database was {} (epoch {})", epoch.why, epoch.number);
  AppendEventRows(database, {event});
}

void MarkEarlier(SqliteConnection& database, const VolumeName& name) {
  NameCounters counters = FindCounters(database, name);
  counters.ofEarlierEpoch = true;
  WriteCounters(database, name, counters);
}

// Every name that ever had a volume has its counters.
void RaiseFencing(SqliteConnection& database, std::uint64_t least) {
  database.Run("UPDATE names SET fencing=max(fencing, ?)", least);
}

void AgeRecords(SqliteConnection& database, const Epoch& epoch, std::uint64_t least,
                Damage& damage) {
  for (Record& record : RecordRows(database, std::nullopt, damage)) {
    record.fencingToken = std::max(record.fencingToken, least);
    record.lastEffectAt = std::max(record.lastEffectAt, epoch.began);
    WriteRecord(database, record);
    if (record.createStarted || record.backendId) MarkEarlier(database, record.volume);
  }
  for (const VolumeName& name : DamagedVolumes(database, std::nullopt)) MarkEarlier(database, name);
}

void KeepWhatWasDeleted(SqliteConnection& database, Damage& damage) {
  for (VolumeRow& row : VolumeRows(database, std::nullopt, damage)) {
    if (!row.tombstone.has_value()) continue;
    row.tombstone->reclaimPolicy = ReclaimPolicy::Retain;
    WriteVolumeRow(database, row);
  }
}

}  // namespace

std::uint64_t EpochOf(SqliteConnection& database) {
  Query query = database.Ask("SELECT value FROM meta WHERE key=?", kMetaEpoch);
  std::uint64_t number = 1;
  if (!query.Next()) return number;
  const std::string text = query.Text(0);
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::max<std::uint64_t>(number, 1);
}

std::uint64_t ReadableEpoch(const std::string& path) {
  std::uint64_t epoch = 0;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return epoch;
  (void)RunGuarded(path, [&]() -> Result<void> {
    SqliteConnection database(path, SqliteAccess::ReadOnly);
    epoch = EpochOf(database);
    return {};
  });
  return epoch;
}

Result<void> BeginEpoch(SqliteConnection& database, const Epoch& epoch) {
  const std::uint64_t least = (epoch.number - 1) << kTokenBits;
  Damage damage;
  database.Run("BEGIN IMMEDIATE");
  MoveToQuarantine(database, FindDamage(database), epoch.began);
  for (const VolumeName& name : KnownVolumes(database)) GrowRevision(database, name);
  AgeRecords(database, epoch, least, damage);
  RaiseFencing(database, least);
  KeepWhatWasDeleted(database, damage);
  database.Run("UPDATE snapshots SET removed_at=NULL");
  database.Run("DELETE FROM permits");
  Hold(database, epoch);
  if (!damage.empty()) {
    return Fail(Code::Internal, "a row cannot be read: " + damage.front().error);
  }
  database.Run("COMMIT");
  return {};
}

}  // namespace rexray
