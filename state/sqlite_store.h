#pragma once

#include <memory>
#include <string>

#include "state/store.h"

namespace rexray {

struct SqliteStoreOptions {
  std::string folder;  // holds rexray.db, its WAL and backups/; must be locked by the caller
  DomainName domain;   // enters the uids of new volumes
  // Reads all rows at once, to find those that cannot be read. Otherwise they are found by who
  // reads them first.
  bool sweep = true;
};

// Opens or makes the database (WAL, synchronous=FULL), migrates it (a backup first, kept), and
// moves rows that cannot be read into quarantine. A schema from the future is FailedPrecondition:
// nothing is touched.
Result<std::unique_ptr<Store>> OpenSqliteStore(const SqliteStoreOptions& options);

}  // namespace rexray
