#pragma once

#include "cli/command.h"
#include "cli/session.h"

namespace rexray {

// `apply --standalone`: does what the daemon would, without one, until everything is as declared or
// cannot be, and ends. Refused while a daemon has the state folder.
ExitCode ApplyStandalone(ApplyCommand command, Session& session);

}  // namespace rexray
