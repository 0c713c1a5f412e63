#pragma once

#include <string>

#include "state/result.h"

namespace rexray {

// Removes the folder `name` of the open directory `parent`, with everything in it, however deep.
// Never enters a mount, a bind mount or a symlink: one found inside ends it with
// FailedPrecondition, and what is mounted there is untouched. Can be cut off and repeated; succeeds
// if the folder is gone. May block: only in helpers.
Result<void> RemoveTree(int parent, const std::string& name);

}  // namespace rexray
