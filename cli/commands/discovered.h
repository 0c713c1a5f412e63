#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/client.h"
#include "cli/session.h"

namespace rexray {

// What the services show, by name or id; all if none is named. NotFound for one that none shows.
Result<std::vector<nlohmann::json>> PickDiscovered(const nlohmann::json& answer,
                                                   const std::vector<std::string>& names);

// The snapshots of the services, by id or by the name of the volume they are of; as above.
Result<std::vector<nlohmann::json>> PickSnapshots(const nlohmann::json& answer,
                                                  const std::vector<std::string>& names);

// Names the services that gave no complete answer, to the error stream: what they show is missing.
ExitCode TellSilent(const nlohmann::json& answer, Session& session);

}  // namespace rexray
