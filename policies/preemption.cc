#include "policies/preemption.h"

#include <algorithm>

#include "policies/rules.h"
#include "state/codec.h"

namespace rexray {
namespace {

std::optional<Evidence> OfOperator(const BackendAttachment& holder, const PlanInput& input) {
  const auto permit = std::ranges::find_if(input.stored.permits, [&](const Permit& each) {
    return each.kind == PermitKind::Preempt && each.subject == holder.node.value;
  });
  if (permit == input.stored.permits.end()) return std::nullopt;
  return Evidence(EvidenceKind::Operator, holder.node, permit->by + ": " + permit->text,
                  permit->at);
}

// What the backend knows of the holder, if it is just that.
std::optional<Evidence> OfBackend(const BackendAttachment& holder, HolderState wanted,
                                  TimePoint asOf) {
  if (holder.holder != wanted) return std::nullopt;
  const std::string source = "the backend says that node " + holder.node.value + " is ";
  switch (wanted) {
    case HolderState::Unknown:
    case HolderState::Running:
      return std::nullopt;
    case HolderState::Dead:
      return Evidence(EvidenceKind::HolderDead, holder.node, source + "stopped or gone", asOf);
    case HolderState::Fenced:
      return Evidence(EvidenceKind::HolderFenced, holder.node, source + "fenced", asOf);
  }
  return std::nullopt;
}

bool LeavesRoom(const BackendAttachment& other, AccessMode mode) {
  switch (mode) {
    case AccessMode::ReadWriteOnce:
      return false;
    case AccessMode::ReadOnlyMany:
      return other.readOnly;
    case AccessMode::ReadWriteMany:
      return true;
  }
  return false;
}

bool WasTakenFromUs(const PlanInput& input) {
  const auto& attached = input.stored.record.attach;
  return attached && attached->boot == input.node.boot;
}

}  // namespace

std::optional<Evidence> EvidenceAgainst(const BackendAttachment& holder, TimePoint asOf,
                                        const PlanInput& input) {
  if (auto permit = OfOperator(holder, input)) return permit;
  const AttachmentSpec* here = FindAttachment(input.stored, input.node.name);
  const bool exclusive =
      input.stored.volume && input.stored.volume->spec.accessMode == AccessMode::ReadWriteOnce;
  if (here == nullptr || !exclusive) return std::nullopt;
  const bool foreign = FindAttachment(input.stored, holder.node) == nullptr;
  if (foreign && here->foreignAttachments == ForeignAttachments::Detach) {
    if (auto evidence = OfBackend(holder, holder.holder, asOf)) return evidence;
  }
  switch (here->preemption) {
    case Preemption::Never:
    case Preemption::WhenReleased:
      return std::nullopt;
    case Preemption::WhenDead:
      return OfBackend(holder, HolderState::Dead, asOf);
    case Preemption::WhenFenced:
      return OfBackend(holder, HolderState::Fenced, asOf);
    case Preemption::Always:
      if (WasTakenFromUs(input)) return std::nullopt;
      return Evidence(EvidenceKind::Declared, holder.node,
                      "Attachment " + here->name.value + " says preemption: Always", asOf);
  }
  return std::nullopt;
}

const BackendAttachment* FindInTheWay(const BackendVolume& volume, const NodeName& node,
                                      AccessMode mode) {
  const auto found = std::ranges::find_if(volume.attachments, [&](const BackendAttachment& each) {
    return each.node != node && !LeavesRoom(each, mode);
  });
  return found == volume.attachments.end() ? nullptr : &*found;
}

namespace policies {

// Asked again here although the planner asked before: nobody is cut off by one mistake.
Verdict JudgePreemption(const Action& action, const PlanInput& input) {
  const auto* cut = std::get_if<step::ForceDetach>(&action.step);
  if (cut == nullptr) return {};
  const Observed<BackendVolume>& backend = input.observation.backend;
  const auto& shown = backend.value.attachments;
  const auto holder = std::ranges::find(shown, cut->node, &BackendAttachment::node);
  if (!backend.present() || holder == shown.end() || cut->node == input.node.name) {
    return Deny(Reason::AttachedElsewhere, "the backend does not show it attached to that node");
  }
  const auto evidence = EvidenceAgainst(*holder, backend.asOf, input);
  const bool same = evidence && evidence->kind() == cut->evidence.kind() &&
                    evidence->holder() == cut->evidence.holder();
  if (same) return {};
  return Deny(Reason::AttachedElsewhere,
              "no evidence allows to take it away from node " + cut->node.value);
}

}  // namespace policies
}  // namespace rexray
