#include "state/sqlite_rename.h"

#include <fmt/format.h>

#include <algorithm>

#include "state/sqlite_claims.h"
#include "state/sqlite_journal.h"
#include "state/sqlite_records.h"
#include "state/sqlite_rows.h"
#include "state/sqlite_specs.h"

namespace rexray {
namespace {

Result<VolumeRow> FindMovable(SqliteConnection& database, const VolumeName& from, Damage& damage) {
  const std::string& name = from.value;
  if (!IsKnown(database, from)) {
    return Fail(Code::NotFound, fmt::format("there is no volume {}", name));
  }
  auto row = FindVolumeRow(database, from, damage);
  if (!row.has_value() || !DamagedVolumes(database, from).empty()) {
    return Fail(Code::FailedPrecondition,
                fmt::format("a row of volume {} could not be read, so it keeps its name", name));
  }
  if (row->spec.has_value()) {
    return Fail(Code::FailedPrecondition,
                fmt::format("volume {} is declared; only what was deleted is renamed", name));
  }
  return std::move(*row);
}

Result<void> CheckFree(SqliteConnection& database, const VolumeName& from, const VolumeName& to,
                       Damage& damage) {
  if (IsKnown(database, to)) {
    return Fail(Code::AlreadyExists,
                fmt::format("there is a volume {} already; choose another name", to.value));
  }
  if (OperationRows(database, {from, true, 1}, damage).empty()) return {};
  return Fail(Code::Aborted,
              fmt::format("an operation on volume {} is under way; try again", from.value));
}

void MoveRow(SqliteConnection& database, VolumeRow row, const VolumeName& to) {
  DeleteVolumeRow(database, row.name);
  row.name = to;
  if (row.former.has_value()) {
    row.former->volume.name = to;
    for (AttachmentSpec& attachment : row.former->attachments) attachment.volume = to;
  }
  WriteVolumeRow(database, row);
}

// Tokens and revisions only grow, under either name: neither a late finisher nor what was observed
// before may pass for current.
NameCounters CountersAfter(SqliteConnection& database, const VolumeName& from,
                           const VolumeName& to) {
  const NameCounters old = FindCounters(database, from);
  const NameCounters taken = FindCounters(database, to);
  return {taken.incarnation,
          std::max(StoredFencing(database, from), StoredFencing(database, to)) + 1,
          std::max(old.revision, taken.revision) + 1, old.paused,
          old.ofEarlierEpoch};
}

void MoveRecord(SqliteConnection& database, std::optional<Record> record, const VolumeName& from,
                const VolumeName& to, std::uint64_t fencing) {
  if (!record.has_value()) return;
  DeleteRecord(database, from);
  record->volume = to;
  record->fencingToken = fencing;
  WriteRecord(database, *record);
}

void MoveClaims(SqliteConnection& database, const VolumeName& from, const VolumeName& to,
                Damage& damage) {
  for (Claim& claim : ClaimRows(database, from, damage)) {
    claim.volume = to;
    database.Run(
        "UPDATE claims SET volume=?, body=? WHERE volume=? AND node=? AND door=? AND "
        "consumer=?",
        to, ToBody(claim), from, claim.node, claim.door, claim.consumer);
  }
}

// History goes with the volume. What cannot be parsed is found, and set aside, by who reads it.
void MoveHistory(SqliteConnection& database, const VolumeName& from, const VolumeName& to) {
  database.Run(
      "UPDATE operations SET volume=?2, body=iif(json_valid(body), json_set(body, '$.volume', ?2), "
      "body) WHERE volume=?1",
      from, to);
  database.Run(
      "UPDATE events SET volume=?2, body=iif(json_valid(body), json_set(body, '$.volume', ?2), "
      "body) WHERE volume=?1",
      from, to);
  database.Run("UPDATE quarantine SET volume=?2 WHERE volume=?1", from, to);
}

}  // namespace

Result<void> RenameVolume(SqliteConnection& database, const VolumeName& from, const VolumeName& to,
                          Damage& damage) {
  REXRAY_ASSIGN(VolumeRow row, FindMovable(database, from, damage));
  REXRAY_TRY(CheckFree(database, from, to, damage));
  const NameCounters counters = CountersAfter(database, from, to);
  auto record = FindRecord(database, from, damage);
  RetireName(database, from, true);
  MoveRow(database, std::move(row), to);
  WriteCounters(database, to, counters);
  MoveRecord(database, std::move(record), from, to, counters.fencing);
  MoveClaims(database, from, to, damage);
  database.Run("UPDATE permits SET volume=?2 WHERE volume=?1", from, to);
  database.Run("UPDATE removed_attachments SET volume=?2 WHERE volume=?1", from, to);
  MoveHistory(database, from, to);
  return {};
}

}  // namespace rexray
