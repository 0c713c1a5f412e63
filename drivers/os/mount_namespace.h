#pragma once

#include <string>

#include "state/result.h"

namespace rexray {

// The mount table of a mount namespace, as mountinfo's text, seen from the root of the namespace:
// what a process in it that has changed its root would not show. `space` is an open file of it,
// such as /proc/1/ns/mnt. Only in helpers.
Result<std::string> MountInfoOf(int space);

}  // namespace rexray
