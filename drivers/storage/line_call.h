#pragma once

#include <string>

#include "drivers/driver.h"

namespace rexray {

// Sends one line to the unix socket at `path` and gives the line that comes back, without its end.
// Unavailable: nobody listens, or the connection ended first, and then the effect is unknown.
// DeadlineExceeded as the context says; one that is over sends nothing.
Result<std::string> CallWithLine(const std::string& path, const std::string& line,
                                 const CallContext& context);

}  // namespace rexray
