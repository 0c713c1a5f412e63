#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "state/facts.h"
#include "state/ids.h"
#include "state/plan.h"
#include "state/time.h"

namespace rexray {

struct AttachRecord {
  std::string device;
  DeviceIdentity identity;
  BootId boot;
  friend bool operator==(const AttachRecord&, const AttachRecord&) = default;
};

struct MountRecord {
  std::string target;
  std::vector<std::string> declaredOptions;
  std::string
      liveOptions;  // mountinfo's own words right after our mount: what drift is measured by
  std::string liveFsOptions;
  BootId boot;
  std::string subPath = {};     // the folder that was last made sure of, since this mount was made
  std::string liveDevice = {};  // which device that line showed; MountedDevice
  friend bool operator==(const MountRecord&, const MountRecord&) = default;
};

// A filesystem that could not be made as large as its device: not tried again with a device of that
// size, unless an operator asks for it, so that the volume can be used as it is.
struct GrowthFailure {
  Bytes device;
  std::string message;
  friend bool operator==(const GrowthFailure&, const GrowthFailure&) = default;
};

// Directories that we made for a target; the last is the target itself. Written before they are
// made.
struct TargetRecord {
  std::string path;
  std::vector<std::string> created;  // outermost first; empty: the user's own directory
  bool protectedUnderlay = false;    // immutable, so that nobody writes under the mount
  friend bool operator==(const TargetRecord&, const TargetRecord&) = default;
};

// A state in words, with its history: for status, `why`, metrics.
struct Condition {
  bool status = false;
  std::string reason;  // CamelCase; a Reason or an Error's reason
  std::string message;
  std::string blocker;
  std::string exit;     // the command that ends it
  TimePoint since;      // of the last change of status or reason
  bool stands = false;  // a failure that is not tried again until something changes, or `retry`
  friend bool operator==(const Condition&, const Condition&) = default;
};

inline constexpr const char* kReady = "Ready";
inline constexpr const char* kForeignAttachment = "ForeignAttachment";
inline constexpr const char* kUnderlayUnprotected = "UnderlayUnprotected";
// A mount that others made was taken over with other options than are declared.
inline constexpr const char* kMountOptionsDiffer = "MountOptionsDiffer";
// The reason of an error that keeps a volume from growing, and nobody from using it.
inline constexpr const char* kGrowFailed = "GrowFailed";
// The reason of an error that keeps a Snapshot from being taken, or deleted, and nobody from using
// the volume.
inline constexpr const char* kSnapshotNotTaken = "SnapshotNotTaken";
inline constexpr const char* kFilesystemResizePending = "FilesystemResizePending";

// What this host did to a volume and must remember. Each save is one transaction.
struct Record {
  VolumeName volume;
  VolumeUid uid;
  ServiceName service;
  std::uint64_t fencingToken = 0;  // only grows; the store refuses a save with an older one
  std::uint64_t observedGeneration = 0;
  std::uint64_t observedRevision = 0;  // VolumeState.revision that the conditions were judged from
  bool createStarted = false;          // set before the first Create call
  std::optional<TimePoint> lastCreateAt;  // start of the last Create call
  std::optional<BackendId> backendId;
  std::optional<VolumeFacts> facts;  // a cache of what travels with the volume
  std::optional<AttachRecord> attach;
  std::optional<MountRecord> mount;
  std::optional<TargetRecord> target;
  std::vector<TimePoint> repairs;  // of strangers' unmounts, recent only
  std::optional<TimePoint> lastClaimEnded;
  BootId lastClaimBoot;
  std::optional<Milliseconds> lastClaimLinger;  // as that claim said
  std::optional<GrowthFailure> growthFailure;
  TimePoint lastEffectAt;  // end of our last mutating backend call
  bool orphaned = false;   // removed with Retain; the backend volume is kept
  std::map<std::string, Condition> conditions;
  friend bool operator==(const Record&, const Record&) = default;
};

enum class OperationOutcome { Running, Succeeded, Failed, Interrupted };

// One persisted attempt of one action: intent first, outcome after. Also the volume's lease: the
// holder's process and boot tell whether it still lives.
struct Operation {
  OperationId id = 0;
  VolumeName volume;
  ActionKind action = ActionKind::Create;
  std::string detail;  // Describe(action)
  std::uint64_t fencingToken = 0;
  std::string process;  // "pid/start time" of the daemon
  BootId boot;
  TimePoint started;
  std::optional<TimePoint> finished;
  OperationOutcome outcome = OperationOutcome::Running;
  std::string evidence;              // of a ForceDetach
  std::optional<PermitKind> permit;  // the operator's leave that it uses up
  std::optional<Error> error;
  friend bool operator==(const Operation&, const Operation&) = default;
};

enum class EventType { Normal, Warning };

struct Event {
  std::int64_t id = 0;  // given by the store, only grows
  TimePoint at;
  VolumeName volume;  // empty: of the daemon itself
  EventType type = EventType::Normal;
  std::string reason;  // "Created", "Mounted", "DriftDetected", a Reason, an Error's reason
  std::string message;
  std::optional<OperationId> operation;
};

}  // namespace rexray
