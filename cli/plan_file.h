#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/client.h"

namespace rexray {

// A plan that is kept until somebody applies it: the request that was planned, for which daemon,
// and the fingerprint of what would be done, without which the daemon refuses it.

// Asks the daemon who it is. `request` and `answer`: of a dry run. FailedPrecondition: a plan is
// not known, since a backend gives no answer. The file is readable by its owner only, and replaced
// whole.
Result<void> SavePlan(const std::string& file, const nlohmann::json& request,
                      const nlohmann::json& answer, Client& client);

// The request to apply. InvalidArgument: the file holds no plan; FailedPrecondition: it was made
// for another daemon.
Result<nlohmann::json> LoadPlan(const std::string& file, Client& client);

}  // namespace rexray
