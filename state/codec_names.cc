#include "state/codec_names.h"

namespace rexray {

std::string_view ToString(FilesystemType type) {
  switch (type) {
    case FilesystemType::None:
      return "none";
    case FilesystemType::Ext4:
      return "ext4";
    case FilesystemType::Xfs:
      return "xfs";
    case FilesystemType::Btrfs:
      return "btrfs";
  }
  return "";
}

std::string_view ToString(SnapshotReclaim policy) {
  switch (policy) {
    case SnapshotReclaim::Retain:
      return "Retain";
    case SnapshotReclaim::Delete:
      return "Delete";
  }
  return "";
}

std::string_view ToString(ReclaimPolicy policy) {
  switch (policy) {
    case ReclaimPolicy::Retain:
      return "Retain";
    case ReclaimPolicy::Delete:
      return "Delete";
    case ReclaimPolicy::Snapshot:
      return "Snapshot";
  }
  return "";
}

std::string_view ToString(DriftPolicy policy) {
  switch (policy) {
    case DriftPolicy::Repair:
      return "Repair";
    case DriftPolicy::Report:
      return "Report";
  }
  return "";
}

std::string_view ToString(FormatPhase phase) {
  switch (phase) {
    case FormatPhase::NotFormatted:
      return "NotFormatted";
    case FormatPhase::Formatting:
      return "Formatting";
    case FormatPhase::Formatted:
      return "Formatted";
  }
  return "";
}

std::string_view ToString(OperationOutcome outcome) {
  switch (outcome) {
    case OperationOutcome::Running:
      return "Running";
    case OperationOutcome::Succeeded:
      return "Succeeded";
    case OperationOutcome::Failed:
      return "Failed";
    case OperationOutcome::Interrupted:
      return "Interrupted";
  }
  return "";
}

std::string_view ToString(EventType type) {
  switch (type) {
    case EventType::Normal:
      return "Normal";
    case EventType::Warning:
      return "Warning";
  }
  return "";
}

std::string_view ToString(ClaimState state) {
  switch (state) {
    case ClaimState::Pending:
      return "Pending";
    case ClaimState::Held:
      return "Held";
    case ClaimState::Releasing:
      return "Releasing";
  }
  return "";
}

std::string_view ToString(BackendState state) {
  switch (state) {
    case BackendState::Creating:
      return "Creating";
    case BackendState::Available:
      return "Available";
    case BackendState::Deleting:
      return "Deleting";
    case BackendState::Failed:
      return "Failed";
    case BackendState::Unreadable:
      return "Unreadable";
  }
  return "";
}

std::string_view ToString(SnapshotState state) {
  switch (state) {
    case SnapshotState::Creating:
      return "Creating";
    case SnapshotState::Available:
      return "Available";
    case SnapshotState::Failed:
      return "Failed";
    case SnapshotState::Unreadable:
      return "Unreadable";
  }
  return "";
}

std::string_view ToString(AttachState state) {
  switch (state) {
    case AttachState::Attaching:
      return "Attaching";
    case AttachState::Attached:
      return "Attached";
    case AttachState::Detaching:
      return "Detaching";
  }
  return "";
}

std::string_view ToString(HolderState value) {
  switch (value) {
    case HolderState::Unknown:
      return "Unknown";
    case HolderState::Running:
      return "Running";
    case HolderState::Dead:
      return "Dead";
    case HolderState::Fenced:
      return "Fenced";
  }
  return "";
}

std::string_view ToString(AccessMode value) {
  switch (value) {
    case AccessMode::ReadWriteOnce:
      return "ReadWriteOnce";
    case AccessMode::ReadOnlyMany:
      return "ReadOnlyMany";
    case AccessMode::ReadWriteMany:
      return "ReadWriteMany";
  }
  return "";
}

std::string_view ToString(Preemption value) {
  switch (value) {
    case Preemption::Never:
      return "Never";
    case Preemption::WhenReleased:
      return "WhenReleased";
    case Preemption::WhenDead:
      return "WhenDead";
    case Preemption::WhenFenced:
      return "WhenFenced";
    case Preemption::Always:
      return "Always";
  }
  return "";
}

std::string_view ToString(ForeignAttachments value) {
  switch (value) {
    case ForeignAttachments::Ignore:
      return "Ignore";
    case ForeignAttachments::Report:
      return "Report";
    case ForeignAttachments::Detach:
      return "Detach";
  }
  return "";
}

std::string_view ToString(OnExisting value) {
  switch (value) {
    case OnExisting::Fail:
      return "fail";
    case OnExisting::Adopt:
      return "adopt";
  }
  return "";
}

std::string_view ToString(PermitKind value) {
  switch (value) {
    case PermitKind::Preempt:
      return "Preempt";
    case PermitKind::Format:
      return "Format";
  }
  return "";
}

}  // namespace rexray
