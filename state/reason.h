#pragma once

#include <optional>
#include <string_view>

namespace rexray {

// Why something is done, waited for or refused: one closed vocabulary for plans, conditions,
// events, `why` and metric labels. state/reason.cc holds, for each, the explanation and the command
// that ends a non-terminal state.
enum class Reason {
  // Why an action is taken.
  NotCreated,
  NotAttached,
  NeverFormatted,
  FormatInterrupted,
  FormatComplete,
  SizeChanged,
  TypeChanged,
  FilesystemSmaller,
  GrowsUnmounted,
  NotMounted,
  NotHandedOut,
  MountVanished,
  StaleMount,
  OptionsDrifted,
  OptionsChanged,
  MountFound,
  TargetChanged,
  AttachmentDeleted,
  VolumeDeleted,
  ClaimsEnded,
  RemovalComplete,
  AdoptDeclared,
  FilesystemFound,
  FormatPermitted,
  Preempted,
  Undeleted,
  Draining,
  SnapshotDeclared,
  SnapshotDeleted,
  // Why nothing is done yet; passes by itself.
  BackendUnknown,
  HostUnknown,
  BackendBusy,
  ConsistencyWindow,
  OperationRunning,
  Lingering,
  Contested,
  ParentNotMounted,
  ChildMounted,
  DeviceInUse,
  Quarantined,
  SnapshotPending,
  SnapshotWaits,
  SourcePending,
  WaitsForRelease,
  AttachBusy,
  BackingOff,
  ShuttingDown,
  // Why nothing is done until somebody acts.
  Held,
  Paused,
  FormatRefused,
  FilesystemMismatch,
  IdentityMismatch,
  TargetNotEmpty,
  TargetNotDirectory,
  TargetMounted,
  FolderUnusable,
  AttachedElsewhere,
  AccessModeConflict,
  NoFreeSlot,
  DeletedElsewhere,
  Drained,
  BackendMissing,
  BackendFailed,
  AdoptMissing,
  NameTaken,
  AmbiguousName,
  NoDevice,
  NoOwner,
  NotThisNode,
  NoService,
  StateDamaged,
  FilesystemReadOnly,
  NeedsRepair,
  GrowRefused,
  DriftReported,
  ReclaimDenied,
  NoSnapshots,
  SourceUnusable,
  SnapshotFailed,
  InvalidInput,
  // Final.
  Converged,
  Orphaned,
  Forgotten,
};

std::string_view ToString(Reason reason);
std::optional<Reason> ParseReason(std::string_view text);

// One sentence for people, without the object's name.
std::string_view Explain(Reason reason);

// The command that ends the state, with "NAME" for the volume; empty where it passes by itself or
// is final.
std::string_view ExitCommand(Reason reason);

}  // namespace rexray
