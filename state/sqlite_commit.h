#pragma once

#include <vector>

#include "state/sqlite_quarantine.h"

namespace rexray {

// Store::Commit inside a transaction: removals first, then what is declared, so that an object
// which is named twice stays. Writes only what differs. `domain` enters the uids of new volumes.
Result<std::vector<ObjectChange>> ApplyChange(SqliteConnection& database, const DomainName& domain,
                                              const SpecChange& change, TimePoint now,
                                              Damage& damage);

}  // namespace rexray
