#pragma once

#include <optional>
#include <string>

#include "state/ids.h"

namespace rexray {

// Where a front door's volume is mounted: <mountRoot>/<name>.
std::string DoorTarget(const std::string& mountRoot, const VolumeName& name);

// The name that a volume mounted there has; nullopt: no door mounts there.
std::optional<VolumeName> NameOfDoorTarget(const std::string& mountRoot, const std::string& target);

}  // namespace rexray
