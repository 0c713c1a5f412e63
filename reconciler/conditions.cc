#include "reconciler/conditions.h"

#include "reconciler/planner.h"

namespace rexray {
namespace {

// The exit command with the volume's name, and its mount path, in place.
std::string ExitFor(std::string_view pattern, const VolumeState& stored) {
  std::string text(pattern);
  const auto replace = [&](std::string_view word, const std::string& by) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + by.size())) {
      text.replace(at, word.size(), by);
    }
  };
  replace("NAME", stored.name.value);
  if (stored.record.mount) replace("PATH", stored.record.mount->target);
  return text;
}

Condition NotReady(Reason reason, std::string message, std::string blocker, const VolumeState& stored) {
  Condition condition;
  condition.reason = ToString(reason);
  condition.message = std::move(message);
  condition.blocker = std::move(blocker);
  condition.exit = ExitFor(ExitCommand(reason), stored);
  return condition;
}

struct FromPlan {
  const VolumeState& stored;

  Condition operator()(const Actions& actions) const {
    if (!actions.empty()) {
      return NotReady(actions.front().reason, Describe(actions.front()), {}, stored);
    }
    if (stored.record.orphaned) {
      return NotReady(Reason::Orphaned, std::string(Explain(Reason::Orphaned)), {}, stored);
    }
    if (!stored.volume) {
      return NotReady(Reason::StateDamaged, std::string(Explain(Reason::StateDamaged)), {}, stored);
    }
    Condition condition = NotReady(Reason::Converged, std::string(Explain(Reason::Converged)), {}, stored);
    condition.status = true;
    return condition;
  }
  Condition operator()(const Wait& wait) const {
    return NotReady(wait.reason, wait.message, {}, stored);
  }
  Condition operator()(const Blocked& blocked) const {
    return NotReady(blocked.reason, blocked.message, blocked.blocker, stored);
  }
};

}  // namespace

Condition ReadyCondition(const Plan& plan, const VolumeState& stored) {
  return std::visit(FromPlan{stored}, plan);
}

Condition ObjectedCondition(const Verdict& verdict, const VolumeState& stored) {
  return NotReady(verdict.reason, verdict.message, "policy " + std::string(verdict.policy), stored);
}

Condition FailedCondition(const Error& error, const VolumeState& stored) {
  const Reason other = IsRetryable(error.code) ? Reason::BackingOff : Reason::InvalidInput;
  const Reason kind = ParseReason(error.reason).value_or(other);
  Condition condition = NotReady(kind, error.message, {}, stored);
  condition.stands = !IsRetryable(error.code);
  condition.reason = error.reason.empty() ? std::string(ToString(error.code)) : error.reason;
  return condition;
}

void SetCondition(Record& record, const std::string& type, Condition condition, TimePoint now) {
  const auto found = record.conditions.find(type);
  const bool same = found != record.conditions.end() && found->second.status == condition.status &&
                    found->second.reason == condition.reason;
  condition.since = same ? found->second.since : now;
  record.conditions[type] = std::move(condition);
}

void SetForeignAttachment(Record& record, const PlanInput& input) {
  const Observed<BackendVolume>& backend = input.observation.backend;
  if (backend.unknown()) return;
  const AttachmentSpec* here = FindAttachment(input.stored, input.node.name);
  const bool asked = here != nullptr && here->foreignAttachments != ForeignAttachments::Ignore;
  std::string nodes;
  for (const BackendAttachment& each : backend.value.attachments) {
    const bool foreign = each.node != input.node.name && !FindAttachment(input.stored, each.node);
    if (asked && foreign) nodes += (nodes.empty() ? "" : ", ") + each.node.value;
  }
  if (nodes.empty()) {
    record.conditions.erase(kForeignAttachment);
    return;
  }
  Condition condition;
  condition.status = true;
  condition.reason = kForeignAttachment;
  condition.message = "it is attached to " + nodes + ", which no Attachment names";
  condition.blocker = nodes;
  condition.exit = "detach it there, or rexray preempt " + input.stored.name.value + " --evidence TEXT";
  SetCondition(record, kForeignAttachment, std::move(condition), input.now);
}

void SetResizePending(Record& record, const PlanInput& input) {
  if (input.observation.device.unknown()) return;
  if (!WaitsForUnmountToGrow(input)) {
    record.conditions.erase(kFilesystemResizePending);
    return;
  }
  Condition condition;
  condition.status = true;
  condition.reason = kFilesystemResizePending;
  condition.message = "its device has " + ToString(input.observation.device.value.size) +
                      ", its filesystem less: it grows when its users have let it be unmounted, as "
                      "the daemon lacks CAP_SYS_RESOURCE";
  condition.exit = "end its users, or run the daemon with CAP_SYS_RESOURCE";
  SetCondition(record, kFilesystemResizePending, std::move(condition), input.now);
}

}  // namespace rexray
