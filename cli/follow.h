#pragma once

#include <map>
#include <string>

#include "cli/progress.h"
#include "cli/session.h"

namespace rexray {

// Waits until every volume reached its goal or is blocked, showing progress; at most `timeout`.
// Survives restarts of the daemon in between. Prints what is left to say and gives the exit code.
ExitCode Follow(const std::map<std::string, Goal>& goals, Milliseconds timeout, Session& session);

}  // namespace rexray
