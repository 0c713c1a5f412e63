#pragma once

#include <vector>

#include "state/fields.h"

namespace rexray {

// The part of a Volume's fields that says what its backend volume is like when it is made. Private
// to fields*.cc.
std::vector<SpecField<VolumeSpec>> CreationFields();

}  // namespace rexray
