#include "policies/rules.h"

namespace rexray::policies {

// The one way to a Delete: a tombstone that recorded the policy Delete, whose quarantine is over. Asked again
// here although the planner asked before: no data goes by one mistake.
Verdict JudgeReclaim(const Action& action, const PlanInput& input) {
  if (action.kind() != ActionKind::Delete) return {};
  const auto& tombstone = input.stored.tombstone;
  if (!tombstone || tombstone->reclaimPolicy != ReclaimPolicy::Delete) {
    return Deny(Reason::ReclaimDenied, "its recorded reclaim policy is not Delete");
  }
  if (input.now < tombstone->deleteAfter) {
    return {Decision::Defer, Reason::Quarantined, std::string(Explain(Reason::Quarantined)),
            tombstone->deleteAfter, {}};
  }
  return {};
}

}  // namespace rexray::policies
