#pragma once

#include <string>

#include "state/result.h"

namespace rexray {

// Removes the folder `name` of the open directory `parent`, with everything in it, however deep.
// Never enters a mount, a bind mount or a symlink: one found inside ends it with
// FailedPrecondition, and what is mounted there is untouched. Can be cut off and repeated, and run
// by several at once; succeeds if the folder is gone. May block: only in helpers.
Result<void> RemoveTree(int parent, const std::string& name);

// Removes what is in the open directory, but for the file `kept`, in the same way.
Result<void> EmptyTree(int directory, const std::string& kept);

}  // namespace rexray
