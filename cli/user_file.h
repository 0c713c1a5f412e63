#pragma once

#include <string>

#include "state/result.h"

namespace rexray {

// Makes or replaces a file of the user's, whole or not at all, readable by its owner only.
// InvalidArgument: its folder cannot be opened.
Result<void> ReplaceUserFile(const std::string& file, const std::string& content);

}  // namespace rexray
