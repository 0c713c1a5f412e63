#pragma once

#include <span>
#include <string>

#include "state/result.h"
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
// `backups` before the first step. FailedPrecondition, with no byte changed: a schema newer than
// the last migration, or a database that is not ours. Internal with reason DatabaseDamaged: the
// file is damaged.
Result<void> Migrate(const std::string& path, const std::string& backups,
                     std::span<const Migration> migrations, TimePoint now);

}  // namespace rexray
