#pragma once

#include <optional>
#include <string>

#include "state/result.h"
#include "state/time.h"

namespace rexray {

// How another database takes the place of a state folder's, so that a crash at any instruction
// leaves either the old one in its place or none, with the new one beside it: never an empty one,
// and never a file with the log of another. The caller holds the state folder's lock.

// Where the new database is made: `<folder>/rexray.db.new`.
std::string CandidatePath(const std::string& folder);
// Removes what an attempt that was cut off left there.
Result<void> ClearCandidate(const std::string& folder);

// Puts the closed database at CandidatePath in place. Gives where the present one, if there was
// one, is kept: `<folder>/aside/rexray-<time>.db`, with its log.
Result<std::optional<std::string>> InstallCandidate(const std::string& folder, TimePoint now);

// FailedPrecondition, reason RestoreCutOff: there is no database, but one that was to be put in
// place.
Result<void> CheckNotCutOff(const std::string& path);

}  // namespace rexray
