#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/exit_code.h"
#include "cli/terminal.h"

namespace rexray {

// A plan as people read it: a headline, then one line per action with + ~ - and the risk, or the
// reason, the blocker and the command that ends it.
std::string PlanText(const nlohmann::json& plan, const Terminal& terminal);

// All plans; "nothing to do" if every one is converged.
std::string PlansText(const nlohmann::json& plans, const Terminal& terminal);

// What `plan --exit-code` answers: Blocked, ChangesFound or Done. Volumes of other nodes count as
// done.
ExitCode PlanOutcome(const nlohmann::json& plans);

}  // namespace rexray
