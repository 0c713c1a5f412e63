#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace rexray {

// What stands after sync: "NAME…", or "approve NAME [FINGERPRINT]".
Result<void> ParseSyncWords(const std::vector<std::string>& words, SyncCommand& command);

}  // namespace rexray
