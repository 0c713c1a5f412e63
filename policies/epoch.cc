#include "policies/rules.h"

namespace rexray::policies {

// What the database tells is of an earlier time: what was done to storage since, and what was
// wished since, it does not know. People look at the plan first.
Verdict JudgeEpoch(const Action&, const PlanInput& input) {
  if (!input.node.held) return {};
  return Deny(Reason::Held, std::string(Explain(Reason::Held)));
}

}  // namespace rexray::policies
