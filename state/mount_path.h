#pragma once

#include <string>
#include <string_view>

#include "state/result.h"

namespace rexray {

// An absolute path without "..", made canonical in words: no "//", "/./" or "/" at the end. Does
// not look at the file system, so symbolic links are not followed.
Result<std::string> ParseMountPath(std::string_view text);

// A folder within a volume, without "..", made canonical in the same way: empty for the volume's
// root, else begun with "/" whether the text was or not.
Result<std::string> ParseSubPath(std::string_view text);

// Whether `path` is `folder` or lies below it; both canonical.
bool IsAtOrBelow(std::string_view path, std::string_view folder);

}  // namespace rexray
