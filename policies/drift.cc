#include "policies/drift.h"

#include <algorithm>

#include "policies/rules.h"

namespace rexray {

bool RepairsDrift(Reason reason) {
  return reason == Reason::MountVanished || reason == Reason::OptionsDrifted ||
         reason == Reason::StaleMount;
}

namespace policies {

Verdict JudgeDrift(const Action& action, const PlanInput& input) {
  if (!RepairsDrift(action.reason)) return {};
  const auto reports = std::ranges::find_if(input.stored.attachments, [&](const auto& each) {
    return each.spec.node == input.node.name && each.spec.driftPolicy == DriftPolicy::Report;
  });
  if (reports == input.stored.attachments.end()) return {};
  return Deny(Reason::DriftReported, std::string(Explain(action.reason)) + "; driftPolicy is Report");
}

}  // namespace policies
}  // namespace rexray
