#include "state/migrations.h"

#include <fmt/format.h>

#include <filesystem>

#include "state/sqlite_backup.h"
#include "state/sqlite_connection.h"

namespace rexray {
namespace {

constexpr std::int64_t kApplicationId = 0x72787279;  // "rxry"

bool IsEmpty(SqliteConnection& database) {
  Query query = database.Ask("SELECT count(*) FROM sqlite_schema");
  return query.Next() && query.Integer(0) == 0;
}

Result<void> CheckIsOurs(SqliteConnection& database, const std::string& path, std::int64_t latest) {
  if (database.Pragma("application_id") != kApplicationId) {
    return Fail(
        Code::FailedPrecondition,
        fmt::format("{} is not a database of rexray; move it away or name another state folder",
                    path),
        "NotOurDatabase");
  }
  const auto version = database.Pragma("user_version");
  if (version <= latest) return {};
  return Fail(
      Code::FailedPrecondition,
      fmt::format(
          "{} has schema {}, this rexray knows schemas up to {}; start the newer rexray, or "
          "put back the backup that it made when it migrated",
          path, version, latest),
      "SchemaTooNew");
}

std::unexpected<Error> FileDamaged(const std::string& path, std::string_view how) {
  return Fail(Code::Internal, fmt::format("state database {}: the file is damaged ({})", path, how),
              "DatabaseDamaged");
}

Result<void> RefuseEmpty(const std::string& path) {
  return Fail(Code::FailedPrecondition, fmt::format("{} holds no database", path),
              "NotOurDatabase");
}

Result<void> CheckSound(SqliteConnection& database, const std::string& path,
                        std::string_view pragma) {
  Query check = database.Ask(pragma);
  while (check.Next()) {
    const std::string finding = check.Text(0);
    if (finding != "ok" && !ConcernsOneRow(finding)) return FileDamaged(path, finding);
  }
  return {};
}

// SQLite would take an emptied file for a new database and throw its log away.
Result<void> CheckNotEmptied(const std::string& path) {
  std::error_code error;
  const auto log = std::filesystem::file_size(path + "-wal", error);
  if (error || log == 0 || std::filesystem::file_size(path, error) > 0) return {};
  return FileDamaged(path, "it is empty, but its write-ahead log is not");
}

Result<void> UseWriteAheadLog(SqliteConnection& database, const std::string& path) {
  Query mode = database.Ask("PRAGMA journal_mode=WAL");
  if (mode.Next() && mode.Text(0) == "wal") return {};
  return Fail(
      Code::FailedPrecondition,
      fmt::format(
          "{} lies on a filesystem without shared memory (a network filesystem?); the state "
          "folder must be on a local one",
          path));
}

void ApplyMigration(SqliteConnection& database, const Migration& migration) {
  database.RunScript(fmt::format("BEGIN IMMEDIATE; {}; PRAGMA user_version={}; COMMIT",
                                 migration.sql, migration.version));
}

Result<void> MigrateOpen(SqliteConnection& database, const std::string& path,
                         const std::string& backups, std::span<const Migration> migrations,
                         TimePoint now) {
  const bool fresh = IsEmpty(database);
  if (!fresh) {
    REXRAY_TRY(CheckIsOurs(database, path, migrations.back().version));
    REXRAY_TRY(CheckSound(database, path, "PRAGMA quick_check"));
  }
  const auto version = database.Pragma("user_version");
  const bool outdated = version < migrations.back().version;
  if (!fresh && outdated && !backups.empty()) REXRAY_TRY(BackUp(database, backups, version, now));
  REXRAY_TRY(UseWriteAheadLog(database, path));
  if (fresh) database.RunScript(fmt::format("PRAGMA application_id={}", kApplicationId));
  for (const Migration& migration : migrations) {
    if (migration.version > version) ApplyMigration(database, migration);
  }
  return {};
}

}  // namespace

bool ConcernsOneRow(const std::string& finding) {
  return finding.find(" value in ") != std::string::npos ||
         finding.find("CHECK constraint failed") != std::string::npos;
}

Result<void> CheckIsKnown(SqliteConnection& database, const std::string& path) {
  if (IsEmpty(database)) return RefuseEmpty(path);
  return CheckIsOurs(database, path, Migrations().back().version);
}

Result<void> CheckUsable(SqliteConnection& database, const std::string& path) {
  REXRAY_TRY(CheckIsKnown(database, path));
  return CheckSound(database, path, "PRAGMA integrity_check");
}

Result<void> Migrate(const std::string& path, const std::string& backups,
                     std::span<const Migration> migrations, TimePoint now) {
  REXRAY_TRY(EnsurePrivateFile(path));
  REXRAY_TRY(CheckNotEmptied(path));
  return RunGuarded(path, [&]() -> Result<void> {
    SqliteConnection database(path, SqliteAccess::ReadWrite);
    database.SetCheckpointOnClose(false);
    REXRAY_TRY(MigrateOpen(database, path, backups, migrations, now));
    database.SetCheckpointOnClose(true);
    return {};
  });
}

}  // namespace rexray
