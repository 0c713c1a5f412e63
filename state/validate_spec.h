#pragma once

#include <string>
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

}  // namespace rexray
