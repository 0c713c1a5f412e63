#pragma once

#include <string_view>

#include "cli/command.h"

namespace rexray {

// Reads --for into `command`: "delete", "condition=Ready" or "condition=Ready=false".
Result<void> ParseWaitFor(std::string_view text, WaitCommand& command);

}  // namespace rexray
