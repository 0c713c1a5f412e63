#pragma once

#include "cli/config.h"
#include "cli/exit_code.h"

namespace rexray {

// Runs until SIGTERM or SIGINT. Stopping never unmounts (G28). An error: it did not start; its
// message says why.
Result<void> RunDaemon(const Config& config);

}  // namespace rexray
