#include <algorithm>

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

// Whether a look that is newer than our last step shows a complete snapshot of what is to be deleted.
bool IsKept(const Action& action, const PlanInput& input) {
  const auto* destroy = std::get_if<step::Delete>(&action.step);
  const auto& snapshot = input.observation.snapshot;
  return destroy != nullptr && snapshot.present() &&
         snapshot.asOf >= input.stored.record.lastEffectAt &&
         Keeps(snapshot.value, destroy->id, input.stored);
}

// What the recorded policy asks for before the data goes.
bool Allows(ReclaimPolicy policy, const Action& action, const PlanInput& input) {
  switch (policy) {
    case ReclaimPolicy::Retain:
      return false;
    case ReclaimPolicy::Delete:
      return true;
    case ReclaimPolicy::Snapshot:
      return IsKept(action, input);
  }
  return false;
}

Verdict JudgeSnapshotDeletion(const step::DeleteSnapshot& destroy, const PlanInput& input) {
  const auto& all = input.stored.snapshots;
  const auto of =
      std::ranges::find(all, destroy.name, [](const auto& each) { return each.spec.name; });
  const bool asked = of != all.end() && of->removed && !of->spec.deletionProtection &&
                     of->spec.reclaimPolicy == SnapshotReclaim::Delete;
  if (asked) return {};
  return Deny(Reason::ReclaimDenied,
              "no deletion of this snapshot is recorded that includes its data");
}

}  // namespace

// The one way to a Delete: a tombstone that recorded a policy which allows it, whose quarantine is over. Asked
// again here although the planner asked before: no data goes by one mistake.
Verdict JudgeReclaim(const Action& action, const PlanInput& input) {
  if (const auto* snapshot = std::get_if<step::DeleteSnapshot>(&action.step)) {
    return JudgeSnapshotDeletion(*snapshot, input);
  }
  if (action.kind() != ActionKind::Delete) return {};
  const auto& tombstone = input.stored.tombstone;
  if (!tombstone || !Allows(tombstone->reclaimPolicy, action, input)) {
    return Deny(Reason::ReclaimDenied,
                "its recorded reclaim policy is not Delete, or no complete snapshot is seen to keep its data");
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
