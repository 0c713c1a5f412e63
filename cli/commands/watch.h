#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/command.h"
#include "cli/session.h"

namespace rexray {

// `get --watch`: prints what exists, then each change, until the user or the daemon ends it.
ExitCode WatchObjects(const GetCommand& command, Session& session);

// Prints each object of a stream as it comes, until the user or the daemon ends it.
using PrintWatched = std::function<void(const nlohmann::json& object, bool deleted)>;
ExitCode WatchStream(const std::string& target, const PrintWatched& print, Session& session);

// `events --watch`; `volume` empty: of all.
ExitCode WatchEvents(const std::string& volume, OutputFormat output, Session& session);

}  // namespace rexray
