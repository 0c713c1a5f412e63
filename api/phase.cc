#include "api/phase.h"

#include <optional>

namespace rexray {
namespace {

Phase WhileRunning(ActionKind kind) {
  switch (kind) {
    case ActionKind::Create:
    case ActionKind::Adopt:
      return Phase::Creating;
    case ActionKind::Attach:
    case ActionKind::ForceDetach:
      return Phase::Attaching;
    case ActionKind::MarkFormatting:
    case ActionKind::Format:
    case ActionKind::MarkFormatted:
    case ActionKind::TrustFilesystem:
      return Phase::Formatting;
    case ActionKind::Expand:
    case ActionKind::Modify:
    case ActionKind::ResizeDevice:
    case ActionKind::GrowFilesystem:
      return Phase::Resizing;
    case ActionKind::Check:
    case ActionKind::Mount:
    case ActionKind::Remount:
    case ActionKind::KeepMount:
    case ActionKind::MakeSubPath:
      return Phase::Mounting;
    case ActionKind::Unmount:
      return Phase::Unmounting;
    case ActionKind::Detach:
      return Phase::Detaching;
    case ActionKind::Delete:
      return Phase::Deleting;
    case ActionKind::Snapshot:
    case ActionKind::DeleteSnapshot:
      return Phase::Snapshotting;
    case ActionKind::Quarantine:
    case ActionKind::Forget:
      return Phase::Removing;
    case ActionKind::Restore:
      return Phase::Creating;
  }
  return Phase::Pending;
}

// Of a volume that is not ready and that nothing is done to at the moment.
Phase WhileIdle(Reason reason) {
  switch (reason) {
    case Reason::NotCreated:
    case Reason::NotAttached:
    case Reason::NeverFormatted:
    case Reason::FormatInterrupted:
    case Reason::FormatComplete:
    case Reason::SizeChanged:
    case Reason::TypeChanged:
    case Reason::FilesystemSmaller:
    case Reason::GrowsUnmounted:
    case Reason::NotMounted:
    case Reason::NotHandedOut:
    case Reason::MountVanished:
    case Reason::StaleMount:
    case Reason::OptionsDrifted:
    case Reason::OptionsChanged:
    case Reason::MountFound:
    case Reason::TargetChanged:
    case Reason::AttachmentDeleted:
    case Reason::VolumeDeleted:
    case Reason::ClaimsEnded:
    case Reason::RemovalComplete:
    case Reason::AdoptDeclared:
    case Reason::FilesystemFound:
    case Reason::FormatPermitted:
    case Reason::Preempted:
    case Reason::Undeleted:
    case Reason::Draining:
    case Reason::SnapshotDeclared:
    case Reason::SnapshotDeleted:
    case Reason::Converged:
      return Phase::Pending;
    case Reason::BackendUnknown:
    case Reason::HostUnknown:
    case Reason::BackendBusy:
    case Reason::ConsistencyWindow:
    case Reason::OperationRunning:
    case Reason::Lingering:
    case Reason::Contested:
    case Reason::ParentNotMounted:
    case Reason::ChildMounted:
    case Reason::DeviceInUse:
    case Reason::ShuttingDown:
    case Reason::WaitsForRelease:
    case Reason::AttachBusy:
    case Reason::SnapshotPending:
    case Reason::SnapshotWaits:
    case Reason::SourcePending:
      return Phase::Waiting;
    case Reason::BackingOff:
      return Phase::Failed;
    case Reason::Quarantined:
      return Phase::Quarantined;
    case Reason::Paused:
      return Phase::Paused;
    case Reason::Drained:
      return Phase::Drained;
    case Reason::Held:
    case Reason::FormatRefused:
    case Reason::FilesystemMismatch:
    case Reason::IdentityMismatch:
    case Reason::TargetNotEmpty:
    case Reason::TargetNotDirectory:
    case Reason::TargetMounted:
    case Reason::FolderUnusable:
    case Reason::AttachedElsewhere:
    case Reason::AccessModeConflict:
    case Reason::NoFreeSlot:
    case Reason::DeletedElsewhere:
    case Reason::AdoptMissing:
    case Reason::BackendMissing:
    case Reason::BackendFailed:
    case Reason::NameTaken:
    case Reason::AmbiguousName:
    case Reason::NoDevice:
    case Reason::NoOwner:
    case Reason::NoService:
    case Reason::StateDamaged:
    case Reason::FilesystemReadOnly:
    case Reason::NeedsRepair:
    case Reason::GrowRefused:
    case Reason::DriftReported:
    case Reason::ReclaimDenied:
    case Reason::NoSnapshots:
    case Reason::SourceUnusable:
    case Reason::SnapshotFailed:
    case Reason::InvalidInput:
      return Phase::Blocked;
    case Reason::NotThisNode:
      return Phase::Elsewhere;
    case Reason::Orphaned:
      return Phase::Orphaned;
    case Reason::Forgotten:
      return Phase::Removing;
  }
  return Phase::Pending;
}

bool Runs(const std::optional<Operation>& operation) {
  return operation && operation->outcome == OperationOutcome::Running;
}

bool IsCurrent(const VolumeState& stored) {
  return stored.record.observedRevision >= stored.revision;
}

// A removal goes on by itself unless it is held up.
Phase OfRemoval(Phase phase) {
  const bool told =
      phase == Phase::Blocked || phase == Phase::Failed || phase == Phase::Quarantined;
  return told ? phase : Phase::Removing;
}

Phase OfCondition(const VolumeState& stored) {
  const Condition* ready = FindReady(stored);
  if (ready == nullptr || !IsCurrent(stored)) return Phase::Pending;
  if (ready->status) return Phase::Ready;
  const std::optional<Reason> reason = ParseReason(ready->reason);
  return reason ? WhileIdle(*reason) : Phase::Failed;
}

}  // namespace

std::string_view ToString(Phase phase) {
  switch (phase) {
    case Phase::Ready:
      return "Ready";
    case Phase::Pending:
      return "Pending";
    case Phase::Creating:
      return "Creating";
    case Phase::Attaching:
      return "Attaching";
    case Phase::Formatting:
      return "Formatting";
    case Phase::Resizing:
      return "Resizing";
    case Phase::Snapshotting:
      return "Snapshotting";
    case Phase::Mounting:
      return "Mounting";
    case Phase::Unmounting:
      return "Unmounting";
    case Phase::Detaching:
      return "Detaching";
    case Phase::Deleting:
      return "Deleting";
    case Phase::Waiting:
      return "Waiting";
    case Phase::Blocked:
      return "Blocked";
    case Phase::Failed:
      return "Failed";
    case Phase::Removing:
      return "Removing";
    case Phase::Quarantined:
      return "Quarantined";
    case Phase::Orphaned:
      return "Orphaned";
    case Phase::Paused:
      return "Paused";
    case Phase::Drained:
      return "Drained";
    case Phase::Elsewhere:
      return "Elsewhere";
  }
  return "";
}

const Condition* FindReady(const VolumeState& stored) {
  const auto found = stored.record.conditions.find(kReady);
  return found == stored.record.conditions.end() ? nullptr : &found->second;
}

bool IsReady(const VolumeState& stored) {
  const Condition* ready = FindReady(stored);
  return ready != nullptr && ready->status && stored.volume && !stored.damaged && IsCurrent(stored);
}

bool IsServed(const VolumeState& stored) {
  if (IsReady(stored)) return true;
  const Condition* ready = FindReady(stored);
  if (ready == nullptr || !stored.volume || stored.damaged || !IsCurrent(stored)) return false;
  const std::string& reason = ready->reason;
  const std::optional<Reason> known = ParseReason(reason);
  const bool ofSnapshot = known == Reason::SnapshotDeclared || known == Reason::SnapshotDeleted ||
                          known == Reason::SnapshotWaits || reason == kSnapshotNotTaken;
  return ofSnapshot || reason == kGrowFailed || reason == ToString(Reason::GrowRefused) ||
         reason == ToString(Reason::SizeChanged) || reason == ToString(Reason::TypeChanged) ||
         reason == ToString(Reason::FilesystemSmaller);
}

Phase PhaseOf(const VolumeState& stored) {
  if (Runs(stored.openOperation)) return WhileRunning(stored.openOperation->action);
  if (stored.paused) return Phase::Paused;
  if (stored.damaged) return Phase::Blocked;
  if (stored.tombstone) return OfRemoval(OfCondition(stored));
  if (stored.record.orphaned && !stored.volume) return Phase::Orphaned;
  return OfCondition(stored);
}

bool IsLetGo(const VolumeState& stored) {
  return PhaseOf(stored) == Phase::Quarantined && !stored.record.mount;
}

}  // namespace rexray
