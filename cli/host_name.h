#pragma once

#include <string>

namespace rexray {

// What the kernel calls this host: the default name of a node.
std::string HostName();

}  // namespace rexray
