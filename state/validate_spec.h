#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "state/spec.h"

namespace rexray {

// A mistake within one spec.
struct SpecProblem {
  std::string path;  // "spec.mount.options[1]"
  std::string message;
};

// What a spec's values must keep to by themselves, wherever they come from: labels, the arguments
// of mkfs, mount options, fields that exclude each other. Pure. Empty: valid.
std::vector<SpecProblem> CheckSpec(const VolumeSpec& spec);
std::vector<SpecProblem> CheckSpec(const AttachmentSpec& spec);
std::vector<SpecProblem> CheckSpec(const SnapshotSpec& spec);

// What can only be judged of a spec as somebody wrote it: once it is completed, the node that a
// selector chose stands beside it.
std::vector<SpecProblem> CheckWritten(const VolumeSpec& spec);
std::vector<SpecProblem> CheckWritten(const AttachmentSpec& spec);
std::vector<SpecProblem> CheckWritten(const SnapshotSpec& spec);

// Labels must be able to stand in a selector such as app=pg,tier!=x. Empty: they can.
std::string WhyNoLabelKey(std::string_view key);
std::string WhyNoLabelValue(std::string_view value);

}  // namespace rexray
