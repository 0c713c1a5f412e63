#pragma once

#include <string>

#include "drivers/storage/volume_folder.h"

namespace rexray {

// The end of a volume folder. Several hosts may be at it at once: each does what is left to do. All
// functions may block: only in helpers.

// Removes a locked folder and all that it holds.
Result<void> RemoveFolder(const std::string& root, const VolumeFolder& folder);

// Ends a removal that was cut off, if there is one; waits for one that still runs.
Result<void> FinishRemoval(const std::string& root, const BackendId& id);

enum class Removal {
  None,
  Running,
  CutOff,  // nobody goes on with it by himself
};
Result<Removal> LookForRemoval(const std::string& root, const BackendId& id);

}  // namespace rexray
