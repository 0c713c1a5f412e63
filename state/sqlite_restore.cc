#include "state/sqlite_restore.h"

#include <fmt/format.h>

#include <filesystem>

#include "state/migrations.h"
#include "state/sqlite_backup.h"
#include "state/sqlite_epoch.h"
#include "state/sqlite_install.h"
#include "state/sqlite_load.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

Result<void> CheckIsAnotherFile(const std::string& backup, const std::string& database) {
  std::error_code error;
  if (!fs::is_regular_file(backup, error)) {
    return Fail(Code::NotFound, fmt::format("there is no file {}", backup));
  }
  if (!fs::equivalent(backup, database, error)) return {};
  return Fail(Code::InvalidArgument, fmt::format("{} is the present database itself", backup));
}

Result<void> CopyToCandidate(const std::string& backup, const std::string& candidate) {
  return RunGuarded(backup, [&]() -> Result<void> {
    SqliteConnection source(backup, SqliteAccess::ReadOnly);
    REXRAY_TRY(CheckUsable(source, backup));
    REXRAY_TRY(EnsurePrivateFile(candidate));
    source.CopyTo(candidate);
    return {};
  });
}

Result<Restored> Prepare(const std::string& folder, const std::string& backup, TimePoint now) {
  const std::string candidate = CandidatePath(folder);
  REXRAY_TRY(Migrate(candidate, {}, Migrations(), now));
  Restored restored;
  const auto begun = RunGuarded(candidate, [&]() -> Result<void> {
    SqliteConnection database(candidate, SqliteAccess::ReadWrite);
    database.RunScript("PRAGMA synchronous=FULL");
    const std::uint64_t last = std::max(EpochOf(database), ReadableEpoch(folder + "/rexray.db"));
    REXRAY_TRY(BeginEpoch(database, {last + 1, "restored from " + backup, now}));
    restored.epoch = last + 1;
    restored.volumes = KnownVolumes(database).size();
    restored.quarantinedRows = CountQuarantined(database);
    return {};
  });
  REXRAY_TRY(begun);
  return restored;
}

}  // namespace

Result<Restored> RestoreDatabase(const std::string& folder, const std::string& backup,
                                 TimePoint now) {
  REXRAY_TRY(CheckIsAnotherFile(backup, folder + "/rexray.db"));
  REXRAY_TRY(ClearCandidate(folder));
  REXRAY_TRY(CopyToCandidate(backup, CandidatePath(folder)));
  REXRAY_ASSIGN(Restored restored, Prepare(folder, backup, now));
  REXRAY_ASSIGN(restored.keptAside, InstallCandidate(folder, now));
  return restored;
}

}  // namespace rexray
