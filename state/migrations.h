#pragma once

#include <span>
#include <string>

#include "state/result.h"
#include "state/sqlite_connection.h"
#include "state/time.h"

namespace rexray {

// One step of the schema: brings a database from `version` - 1 to `version`, in one transaction.
struct Migration {
  std::int64_t version = 0;
  const char* sql = "";
};

// All steps, in order from 1; a published one is never changed.
std::span<const Migration> Migrations();

// Makes or migrates the database at `path`. An existing one is checked for soundness, and copied to
// `backups` (empty: nowhere) before the first step. FailedPrecondition, with no byte changed: a schema newer than
// the last migration, or a database that is not ours. Internal with reason DatabaseDamaged: the
// file is damaged.
Result<void> Migrate(const std::string& path, const std::string& backups,
                     std::span<const Migration> migrations, TimePoint now);

// What SQLite's check found is one row with a value that its column forbids: no reason to stop, as
// reading puts it into quarantine.
bool ConcernsOneRow(const std::string& finding);

// Whether it is a database of ours, and none of a newer version: FailedPrecondition otherwise.
Result<void> CheckIsKnown(SqliteConnection& database, const std::string& path);
// Whether a database can take the place of ours: FailedPrecondition and Internal as above, with every
// index compared with its table. Damage that concerns single rows does not count. Throws like the
// connection's methods.
Result<void> CheckUsable(SqliteConnection& database, const std::string& path);

}  // namespace rexray
