#include "state/snapshot.h"

namespace rexray {

std::optional<SnapshotName> SourceOf(const VolumeSpec& spec) {
  if (!spec.source) return std::nullopt;
  if (!spec.source->volume.empty()) return SnapshotName{spec.name.value + ".source"};
  return SnapshotName{spec.source->snapshot.value};
}

}  // namespace rexray
