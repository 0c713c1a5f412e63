#pragma once

#include <string>

#include "policies/policy.h"

// The rules of the table in policies.cc, one file each.
namespace rexray::policies {

Verdict JudgeShutdown(const Action& action, const PlanInput& input);
Verdict JudgeEpoch(const Action& action, const PlanInput& input);
Verdict JudgePause(const Action& action, const PlanInput& input);
Verdict JudgeDamage(const Action& action, const PlanInput& input);
Verdict JudgeReclaim(const Action& action, const PlanInput& input);
Verdict JudgePreemption(const Action& action, const PlanInput& input);
Verdict JudgeAccess(const Action& action, const PlanInput& input);
Verdict JudgeDrift(const Action& action, const PlanInput& input);

inline Verdict Deny(Reason reason, std::string message) {
  return {Decision::Deny, reason, std::move(message), {}, {}};
}

}  // namespace rexray::policies
