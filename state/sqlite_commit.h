#pragma once

#include <set>
#include <vector>

#include "state/sqlite_quarantine.h"

namespace rexray {

struct AppliedChange {
  std::vector<ObjectChange> changes;
  std::set<VolumeName> volumes;  // of which anything changed; also those that lost an Attachment
};

// Store::Commit inside a transaction: removals first, then what is declared, so that an object
// which is named twice stays. Writes only what differs. `domain` enters the uids of new volumes.
Result<AppliedChange> ApplyChange(SqliteConnection& database, const DomainName& domain,
                                  const SpecChange& change, TimePoint now, Damage& damage);

}  // namespace rexray
