#pragma once

#include <optional>
#include <string>

#include "state/facts.h"
#include "state/ids.h"
#include "state/result.h"

namespace rexray {

// The facts of a volume, facts.json beside its data: they travel with it. Only in helpers, on an
// open volume folder; writers hold its lock.

// The facts, if they can be read and are this volume's (a folder that was copied by hand holds
// another's facts). Anything else is unknown, never blank, and no error: nullopt.
std::optional<VolumeFacts> ReadFacts(int folder, const VolumeUid& uid);

// As Driver::WriteFacts. Facts that are there but cannot be read are never replaced:
// FailedPrecondition, reason StateDamaged; missing ones have the token 0.
Result<VolumeFacts> ReplaceFacts(int folder, const VolumeFacts& facts, std::uint64_t expectedToken);

// Writes the facts of a new volume as they are.
Result<void> WriteFirstFacts(int folder, const VolumeFacts& facts);

// What a file beside the data that holds no sense is: FailedPrecondition, reason StateDamaged.
std::unexpected<Error> DamagedSidecar(const char* file, const std::string& why);

}  // namespace rexray
