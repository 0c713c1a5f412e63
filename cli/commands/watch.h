#pragma once

#include "cli/command.h"
#include "cli/session.h"

namespace rexray {

// `get --watch`: prints what exists, then each change, until the user or the daemon ends it.
ExitCode WatchObjects(const GetCommand& command, Session& session);

// `events --watch`; `volume` empty: of all.
ExitCode WatchEvents(const std::string& volume, OutputFormat output, Session& session);

}  // namespace rexray
