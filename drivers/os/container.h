#pragma once

#include <string>
#include <string_view>

namespace rexray {

// The container that a process runs in, by the text of its /proc/<pid>/cgroup: the first 12 digits
// of its id, as engines show it. Empty: in none.
std::string ContainerIn(std::string_view cgroups);

}  // namespace rexray
