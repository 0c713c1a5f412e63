#pragma once

#include <string>
#include <vector>

#include "state/sqlite_specs.h"

namespace rexray {

// A volume that was found without a database: what its backend and this host tell of it. Nobody
// declares it: it is orphaned until a manifest or `adopt` takes it back.
struct FoundVolume {
  VolumeRow row;
  Record record;
};

// Puts what was found into a database that is empty and that nobody else has open.
Result<void> WriteFound(const std::string& database, const std::vector<FoundVolume>& found);

// The end of a rebuild: what `built` holds becomes the candidate (sqlite_install.h) of the folder,
// as one of a new epoch. Gives that.
Result<std::uint64_t> MakeCandidate(const std::string& built, const std::string& folder,
                                    TimePoint now);

}  // namespace rexray
