#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>

#include "cli/command.h"
#include "cli/session.h"
#include "state/manifest.h"

namespace rexray {

// What apply, delete and plan share: they send a change of declarations and tell what comes of it.

nlohmann::json ManifestsJson(std::span<const ManifestText> texts);

// "volume/pgdata created" for each object of the answer, then the plans; or the answer itself in a
// machine's format.
void PrintChange(const nlohmann::json& answer, bool dryRun, OutputFormat output, Session& session);

// Names what was not restored, to the error stream; gives whether there is any.
bool TellLeftOut(const nlohmann::json& answer, Session& session);

// Waits for the volumes of the answer as `patience` says.
ExitCode AwaitChange(const nlohmann::json& answer, const Patience& patience, OutputFormat output,
                     Session& session);

}  // namespace rexray
