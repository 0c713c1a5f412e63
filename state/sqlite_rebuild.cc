#include "state/sqlite_rebuild.h"

#include <algorithm>

#include "state/sqlite_backup.h"
#include "state/sqlite_epoch.h"
#include "state/sqlite_install.h"
#include "state/sqlite_records.h"

namespace rexray {

Result<void> WriteFound(const std::string& database, const std::vector<FoundVolume>& found) {
  return RunGuarded(database, [&]() -> Result<void> {
    SqliteConnection connection(database, SqliteAccess::ReadWrite);
    connection.Run("BEGIN IMMEDIATE");
    for (const FoundVolume& each : found) {
      WriteVolumeRow(connection, each.row);
      WriteRecord(connection, each.record);
      NameCounters counters = FindCounters(connection, each.row.name);
      counters.incarnation = each.row.incarnation;
      WriteCounters(connection, each.row.name, counters);
    }
    connection.Run("COMMIT");
    return {};
  });
}

Result<std::uint64_t> MakeCandidate(const std::string& built, const std::string& folder,
                                    TimePoint now) {
  const std::string candidate = CandidatePath(folder);
  // Never the first: that one was lost.
  const std::uint64_t number = std::max<std::uint64_t>(ReadableEpoch(folder + "/rexray.db"), 1) + 1;
  REXRAY_TRY(ClearCandidate(folder));
  REXRAY_TRY(EnsurePrivateFile(candidate));
  const auto made = RunGuarded(candidate, [&]() -> Result<void> {
    SqliteConnection(built, SqliteAccess::ReadOnly).CopyTo(candidate);
    SqliteConnection database(candidate, SqliteAccess::ReadWrite);
    return BeginEpoch(database, {number, "rebuilt", now});
  });
  REXRAY_TRY(made);
  return number;
}

}  // namespace rexray
