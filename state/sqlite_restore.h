#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "state/result.h"
#include "state/time.h"

namespace rexray {

struct Restored {
  std::uint64_t epoch = 0;
  std::optional<std::string> keptAside;  // where the database is that was there before
  std::size_t volumes = 0;
  std::uint64_t quarantinedRows = 0;
};

// Puts a backup in the place of the folder's database, as one of a new epoch (sqlite_epoch.h). A
// backup of an older version is migrated. FailedPrecondition or Internal, with nothing touched: it
// is no database of ours, of a newer version, or damaged. The caller holds the state folder's lock.
Result<Restored> RestoreDatabase(const std::string& folder, const std::string& backup,
                                 TimePoint now);

}  // namespace rexray
