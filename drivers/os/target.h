#pragma once

#include <string>
#include <vector>

#include "state/observation.h"
#include "state/result.h"

namespace rexray {

// What Host promises of targets. Only in helpers.
Result<std::vector<std::string>> MissingTargetDirectories(const std::string& target);
Result<bool> MakeTargetDirectories(const std::vector<std::string>& directories);
Result<void> RemoveTargetDirectories(const std::vector<std::string>& directories);
Result<TargetState> InspectTargetDirectory(const std::string& target);

}  // namespace rexray
