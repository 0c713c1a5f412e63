#pragma once

#include "state/plan.h"
#include "state/result.h"

namespace rexray {

// What Host::Mount, Remount and Unmount promise. Only in helpers.
Result<MountEntry> MountAtTarget(const step::Mount& mount);
Result<MountEntry> RemountTarget(const step::Remount& remount);
Result<void> UnmountTarget(const std::string& target);

}  // namespace rexray
