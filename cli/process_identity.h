#pragma once

#include <string>

namespace rexray {

// "pid/start time": names this process for as long as this boot lasts, even when its pid is used
// again.
std::string ProcessIdentity();

}  // namespace rexray
