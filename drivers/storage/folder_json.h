#pragma once

#include <nlohmann/json_fwd.hpp>

#include "state/observation.h"

namespace rexray {

// A volume on its way from a helper process. Both ends are of one program: what does not fit is a
// bug, and throws.
nlohmann::json VolumeToJson(const BackendVolume& volume);
Result<BackendVolume> VolumeFromJson(const nlohmann::json& value);

}  // namespace rexray
