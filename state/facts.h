#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "state/ids.h"
#include "state/quantity.h"
#include "state/spec.h"

namespace rexray {

enum class FormatPhase {
  NotFormatted,  // nobody of ours ever started a mkfs on it
  Formatting,    // MarkFormatting was written; a mkfs may or may not have run, or be cut off
  Formatted,     // complete and proven; never formatted again
};

struct FormatState {
  FormatPhase phase = FormatPhase::NotFormatted;
  FilesystemType type = FilesystemType::None;  // from Formatting on
  std::string uuid;                            // of the filesystem, from Formatting on
  Bytes size = {};  // of the device when the filesystem was made or last grown; 0: not known
  friend bool operator==(const FormatState&, const FormatState&) = default;
};

// What is true of a volume on every host. Their truth travels with the volume (backend tags, sidecar
// file); the database caches them. Unreadable facts are unknown, never "blank".
struct VolumeFacts {
  VolumeUid uid;
  VolumeName name;
  DomainName domain;
  NodeName owner;
  bool createdBlank = false;  // created by us, from no source
  FormatState format;
  std::optional<TimePoint> deletedAt;  // its owner deleted it: nobody may begin to use it, until restored
  std::uint64_t fencingToken = 0;  // grows with each write; a write names the one it read
  friend bool operator==(const VolumeFacts&, const VolumeFacts&) = default;
};

}  // namespace rexray
