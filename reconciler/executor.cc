#include "reconciler/executor.h"

#include <algorithm>

#include "policies/drift.h"
#include "reconciler/conditions.h"
#include "reconciler/reconciler.h"
#include "reconciler/steps.h"

namespace rexray {
namespace {

std::string_view PastTense(ActionKind kind) {
  switch (kind) {
    case ActionKind::Create:
      return "Created";
    case ActionKind::Adopt:
      return "Adopted";
    case ActionKind::Attach:
      return "Attached";
    case ActionKind::ForceDetach:
      return "Preempted";
    case ActionKind::MarkFormatting:
      return "FormatBegun";
    case ActionKind::Format:
      return "FilesystemMade";
    case ActionKind::MarkFormatted:
      return "Formatted";
    case ActionKind::TrustFilesystem:
      return "FilesystemTrusted";
    case ActionKind::Check:
      return "Checked";
    case ActionKind::Expand:
      return "Expanded";
    case ActionKind::Modify:
      return "Modified";
    case ActionKind::ResizeDevice:
      return "DeviceResized";
    case ActionKind::GrowFilesystem:
      return "FilesystemGrown";
    case ActionKind::Mount:
      return "Mounted";
    case ActionKind::Remount:
      return "Remounted";
    case ActionKind::KeepMount:
      return "MountKept";
    case ActionKind::MakeSubPath:
      return "FolderMade";
    case ActionKind::Unmount:
      return "Unmounted";
    case ActionKind::Detach:
      return "Detached";
    case ActionKind::Quarantine:
      return "Quarantined";
    case ActionKind::Restore:
      return "Restored";
    case ActionKind::Snapshot:
      return "SnapshotTaken";
    case ActionKind::DeleteSnapshot:
      return "SnapshotDeleted";
    case ActionKind::Delete:
      return "Deleted";
    case ActionKind::Forget:
      return "Forgotten";
  }
  return "";
}

Event OutcomeEvent(const Action& action, const Operation& operation) {
  Event event;
  event.at = *operation.finished;
  event.volume = operation.volume;
  event.operation = operation.id;
  event.message = operation.detail + " (" + std::string(Explain(action.reason)) + ")";
  event.reason = PastTense(action.kind());
  if (operation.error) {
    const Error& error = *operation.error;
    event.type = EventType::Warning;
    event.reason = error.reason.empty() ? std::string(ToString(error.code)) : error.reason;
    event.message = operation.detail + ": " + error.message;
  }
  return event;
}

void CountRepair(const Action& action, const PlanConfig& config, TimePoint now, Record& record) {
  std::erase_if(record.repairs, [&](TimePoint each) { return now - each >= config.contestReset; });
  if (RepairsDrift(action)) record.repairs.push_back(now);
}

// What allows a step that is otherwise refused goes into the journal with it.
void NotePermission(const Action& action, Operation& operation) {
  if (const auto* cut = std::get_if<step::ForceDetach>(&action.step)) {
    operation.evidence = ToString(cut->evidence.kind());
    if (cut->evidence.kind() == EvidenceKind::Operator) operation.permit = PermitKind::Preempt;
  }
  if (const auto* mark = std::get_if<step::MarkFormatting>(&action.step); mark && mark->permitted) {
    operation.permit = PermitKind::Format;
  }
}

Milliseconds Timeout(const Action& action, const ReconcilerConfig& config) {
  const ActionKind kind = action.kind();
  const auto* create = std::get_if<step::Create>(&action.step);
  const bool copies = create != nullptr && create->source;
  const bool takesLong = copies || kind == ActionKind::Format ||
                         kind == ActionKind::MarkFormatted || kind == ActionKind::Check ||
                         kind == ActionKind::GrowFilesystem || kind == ActionKind::Snapshot;
  return takesLong ? config.formatTimeout : config.callTimeout;
}

}  // namespace

Executor::Executor(Store& store, Host& host, const Clock& clock, Observer& observer,
                   const ReconcilerConfig& config)
    : store_(store), host_(host), clock_(clock), observer_(observer), config_(config) {}

Result<void> Executor::Execute(const Action& action, const PlanInput& input, const Service* service,
                               const HeldLock& lock, std::stop_token stop) {
  const CallContext call{std::chrono::steady_clock::now() + Timeout(action, config_), stop,
                         lock.descriptor(), "volume " + input.stored.name.value};
  Record record = input.stored.record;
  StepContext context{input, service ? service->driver.get() : nullptr, host_, clock_, call,
                      record};
  SetCondition(record, kReady, ReadyCondition(Actions{action}, input.stored), clock_.Now());
  REXRAY_TRY(Prepare(action, context));

  Operation operation;
  operation.volume = input.stored.name;
  operation.action = action.kind();
  operation.detail = Describe(action);
  operation.process = config_.process;
  operation.boot = config_.boot;
  operation.started = clock_.Now();
  NotePermission(action, operation);
  REXRAY_ASSIGN(operation, store_.BeginOperation(operation, record, input.stored.revision));
  record.fencingToken = operation.fencingToken;
  observer_.OnStatus(operation.volume);

  const auto began = std::chrono::steady_clock::now();
  const Result<void> outcome = Perform(action, context);
  const auto duration = std::chrono::steady_clock::now() - began;

  operation.finished = clock_.Now();
  operation.outcome = outcome ? OperationOutcome::Succeeded : OperationOutcome::Failed;
  if (!outcome) operation.error = outcome.error();
  if (outcome) CountRepair(action, config_.plan, *operation.finished, record);
  // A failed call may have had its effect all the same.
  if (ChangesBackend(action.kind())) record.lastEffectAt = *operation.finished;
  REXRAY_TRY(Finish(action, operation, record));
  observer_.OnOperation(operation, service ? service->driverName : "", duration);
  if (outcome && RepairsDrift(action)) observer_.OnDrift(operation.volume, action.reason, true);
  return outcome;
}

Result<void> Executor::Finish(const Action& action, Operation operation, const Record& record) {
  const Event event = OutcomeEvent(action, operation);
  const bool succeeded = operation.outcome == OperationOutcome::Succeeded;
  const auto* forget = std::get_if<step::Forget>(&action.step);
  if (forget != nullptr && succeeded) {
    REXRAY_TRY(store_.FinishForget(operation, record, {event},
                                   {.volume = forget->volume,
                                    .keepRecord = forget->orphan,
                                    .backendDeleted = forget->deleted}));
  } else {
    REXRAY_TRY(store_.FinishOperation(operation, record, {event}));
  }
  const auto* ended = std::get_if<step::DeleteSnapshot>(&action.step);
  if (ended != nullptr && succeeded) REXRAY_TRY(store_.DropSnapshot(ended->name));
  observer_.OnEvent(event);
  observer_.OnStatus(operation.volume);
  return {};
}

}  // namespace rexray
