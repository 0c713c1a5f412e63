#include "state/sqlite_check.h"

#include <fmt/format.h>

#include <filesystem>

#include "state/migrations.h"
#include "state/reason.h"
#include "state/sqlite_epoch.h"
#include "state/sqlite_load.h"

namespace rexray {
namespace {

constexpr const char* kNewDatabase =
    "stop the daemon, then rexray db restore BACKUP, or rexray db rebuild -f MANIFESTS";

constexpr const char* kQuarantine = "the daemon sets the row aside when it reads it";

std::string WithName(std::string_view pattern, const VolumeName& volume) {
  std::string text(pattern);
  for (auto at = text.find("NAME"); at != std::string::npos; at = text.find("NAME", at)) {
    text.replace(at, 4, volume.value);
    at += volume.value.size();
  }
  return text;
}

// By the table where nothing more is known: a volume's name may itself be lost.
std::string ExitOf(std::string_view table, const std::string& key, const VolumeName& volume,
                   bool harms) {
  if (table == "snapshots") {
    return fmt::format("rexray apply -f MANIFEST that declares {0}, or rexray delete snapshot {0}",
                       key);
  }
  if (!harms) return "nothing is decided from it; it goes with the history of its time";
  if (table == "volumes") return "rexray apply -f MANIFEST that declares " + key;
  if (table == "attachments") {
    return fmt::format(
        "rexray apply -f MANIFEST that declares {0}, or rexray delete attachment {0}", key);
  }
  if (table == "claims" || volume.empty()) return "the next claim of this user replaces it";
  return WithName(ExitCommand(Reason::StateDamaged), volume);
}

// What SQLite says of the file, at most a hundred things; gives whether it is whole.
bool AddStructure(SqliteConnection& database, std::vector<CheckFinding>& findings) {
  bool whole = true;
  Query check = database.Ask("PRAGMA integrity_check");
  while (check.Next()) {
    const std::string finding = check.Text(0);
    if (finding == "ok") continue;
    const bool ofRow = ConcernsOneRow(finding);
    whole = whole && ofRow;
    findings.push_back({{}, {}, {}, finding, ofRow ? kQuarantine : kNewDatabase, false});
  }
  return whole;
}

void AddRows(SqliteConnection& database, std::vector<CheckFinding>& findings) {
  for (const DamagedRow& row : FindDamage(database)) {
    findings.push_back({std::string(row.table), row.key, row.volume, row.error,
                        ExitOf(row.table, row.key, row.volume, row.harms), false});
  }
}

void AddQuarantine(SqliteConnection& database, std::vector<CheckFinding>& findings) {
  Query rows = database.Ask("SELECT origin, key, volume, error, harms FROM quarantine ORDER BY id");
  while (rows.Next()) {
    const std::string table = rows.Text(0);
    const std::string key = rows.Text(1);
    const VolumeName volume{rows.Text(2)};
    findings.push_back(
        {table, key, volume, rows.Text(3), ExitOf(table, key, volume, rows.Integer(4) != 0), true});
  }
}

Result<void> CheckIsThere(const std::string& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) return {};
  return Fail(Code::NotFound,
              fmt::format("there is no database {}: name the state folder with --state, or start "
                          "the daemon, which makes one",
                          path));
}

// All of one snapshot.
Result<void> LookThrough(SqliteConnection& database, const std::string& path,
                         DatabaseCheck& check) {
  REXRAY_TRY(CheckIsKnown(database, path));
  check.schema = database.Pragma("user_version");
  // What a damaged file tells of its rows is worth nothing.
  if (!AddStructure(database, check.findings)) return {};
  AddQuarantine(database, check.findings);
  if (check.schema < check.latestSchema) return {};
  check.epoch = EpochOf(database);
  check.volumes = KnownVolumes(database).size();
  AddRows(database, check.findings);
  return {};
}

}  // namespace

Result<std::vector<VolumeState>> ReadVolumes(const std::string& path) {
  REXRAY_TRY(CheckIsThere(path));
  std::vector<VolumeState> volumes;
  const auto read = RunGuarded(path, [&]() -> Result<void> {
    SqliteConnection database(path, SqliteAccess::ReadOnly);
    database.Run("BEGIN");
    REXRAY_TRY(CheckIsKnown(database, path));
    if (database.Pragma("user_version") != Migrations().back().version) {
      return Fail(Code::FailedPrecondition, path + " is migrated when the daemon starts");
    }
    Damage damage;
    volumes = LoadVolumes(database, std::nullopt, damage);
    return {};
  });
  REXRAY_TRY(read);
  return volumes;
}

Result<DatabaseCheck> CheckDatabase(const std::string& path) {
  REXRAY_TRY(CheckIsThere(path));
  DatabaseCheck check;
  check.latestSchema = Migrations().back().version;
  const auto looked = RunGuarded(path, [&]() -> Result<void> {
    SqliteConnection database(path, SqliteAccess::ReadOnly);
    database.Run("BEGIN");
    return LookThrough(database, path, check);
  });
  if (looked) return check;
  if (looked.error().reason != "DatabaseDamaged") return std::unexpected(looked.error());
  check.findings.push_back({{}, {}, {}, looked.error().message, kNewDatabase, false});
  return check;
}

}  // namespace rexray
