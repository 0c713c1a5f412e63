#pragma once

#include <algorithm>

#include "state/plan.h"
#include "state/plan_input.h"

namespace rexray {

// The difference between what is wanted and what is seen, as the steps that end it. Total, pure and
// deterministic: no clock, no I/O, same input, same plan. The order of decisions:
//
//   removed?  ── tombstone ──▶ Unmount ▶ Detach ▶ (quarantine) ▶ Delete ▶ Forget
//   wanted?   ── spec ───────▶ Create ▶ Attach ▶ MarkFormatting ▶ Format ▶ MarkFormatted ▶ Mount ▶ MakeSubPath
//                            ▶ Expand ▶ ResizeDevice ▶ GrowFilesystem
//   neither   ──▶ no opinion: nothing
//
// An unknown observation that the next step depends on is a Wait, never a step. See
// docs/architecture.md, "One pass".
Plan MakePlan(const PlanInput& input);

// Where this node mounts the volume: the declared path, else <mountRoot>/<name> for claims; nullopt if
// nobody wants it mounted here.
struct DesiredMount {
  std::string target;
  std::vector<std::string> options;
  std::string subPath = {};  // what is handed out is target + subPath

  bool IsReadOnly() const { return std::ranges::find(options, "ro") != options.end(); }
};
std::optional<DesiredMount> WantedMount(const VolumeState& stored, const NodeView& node);

// Whether its filesystem is smaller than its device, and stays so until those who have claimed the
// volume let it be unmounted.
bool WaitsForUnmountToGrow(const PlanInput& input);

// The filesystem a volume shall have: as declared, else the driver's default.
FilesystemSpec WantedFilesystem(const VolumeSpec& spec, const Capabilities& capabilities);

}  // namespace rexray
