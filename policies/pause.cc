#include "policies/rules.h"

namespace rexray::policies {

Verdict JudgePause(const Action&, const PlanInput& input) {
  if (!input.stored.paused) return {};
  return Deny(Reason::Paused, "reconciliation of " + input.stored.name.value + " is paused");
}

}  // namespace rexray::policies
