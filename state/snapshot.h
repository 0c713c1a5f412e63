#pragma once

#include <optional>

#include "state/observation.h"
#include "state/spec.h"

namespace rexray {

// What this host knows of a Snapshot; persisted with it, so that it outlives its volume.
struct SnapshotStatus {
  ServiceName service;           // whose backend has it
  VolumeUid token;               // what it is asked for with
  std::optional<SnapshotId> id;  // once it was taken, for ever: it is never taken anew
  SnapshotState state = SnapshotState::Creating;
  Bytes size = {};
  TimePoint created = {};
  friend bool operator==(const SnapshotStatus&, const SnapshotStatus&) = default;
};

struct StoredSnapshot : Declared<SnapshotSpec> {
  SnapshotStatus status;
  // When its object was deleted, and with it what the backend has: the row is there until that is
  // gone.
  std::optional<TimePoint> removed;
  friend bool operator==(const StoredSnapshot&, const StoredSnapshot&) = default;
};

// The Snapshot that a Volume is to be made from, by its name: the declared one, or the passing one
// that a copy of a Volume is made by. nullopt: it is made from none, or one that only its backend
// knows.
std::optional<SnapshotName> SourceOf(const VolumeSpec& spec);

// Whose such passing Snapshots are: they come and go with the copy.
inline constexpr const char* kCopySet = "copy";

}  // namespace rexray
