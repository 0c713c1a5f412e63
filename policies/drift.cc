#include "policies/drift.h"

#include "policies/rules.h"

namespace rexray {

namespace {

bool IsDrift(Reason reason) {
  return reason == Reason::MountVanished || reason == Reason::OptionsDrifted ||
         reason == Reason::StaleMount;
}

}  // namespace

bool RepairsDrift(const Action& action) {
  return IsDrift(action.reason) && action.kind() != ActionKind::Check;
}

namespace policies {

Verdict JudgeDrift(const Action& action, const PlanInput& input) {
  if (!IsDrift(action.reason)) return {};
  const AttachmentSpec* here = FindAttachment(input.stored, input.node.name);
  if (here == nullptr || here->driftPolicy != DriftPolicy::Report) return {};
  return Deny(Reason::DriftReported,
              std::string(Explain(action.reason)) + "; driftPolicy is Report");
}

}  // namespace policies
}  // namespace rexray
