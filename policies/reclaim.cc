#include "policies/rules.h"

namespace rexray::policies {
namespace {

// Somebody else's by the volume's own facts, which are not those that we wrote (a host's domain may have been
// renamed since).
bool IsOthers(const PlanInput& input) {
  const auto& facts = input.observation.backend.value.facts;
  if (!facts) return false;
  const auto& ours = input.stored.record.facts;
  if (ours && ours->domain == facts->domain && ours->owner == facts->owner) return false;
  const bool ofDomain = facts->domain == input.node.domain;
  return !ofDomain || (!input.node.domainOfOne && facts->owner != input.node.name);
}

}  // namespace

// The one way to a Delete: a tombstone that recorded the policy Delete, whose quarantine is over. Asked again
// here although the planner asked before: no data goes by one mistake.
Verdict JudgeReclaim(const Action& action, const PlanInput& input) {
  if (action.kind() != ActionKind::Delete) return {};
  const auto& tombstone = input.stored.tombstone;
  if (!tombstone || tombstone->reclaimPolicy != ReclaimPolicy::Delete) {
    return Deny(Reason::ReclaimDenied, "its recorded reclaim policy is not Delete");
  }
  if (IsOthers(input)) {
    const VolumeFacts& facts = *input.observation.backend.value.facts;
    return Deny(Reason::NotThisNode, "node " + facts.owner.value + " of domain " + facts.domain.value +
                                         " took it over; only that one deletes it");
  }
  if (input.now < tombstone->deleteAfter) {
    return {Decision::Defer, Reason::Quarantined, std::string(Explain(Reason::Quarantined)),
            tombstone->deleteAfter, {}};
  }
  return {};
}

}  // namespace rexray::policies
