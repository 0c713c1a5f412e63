#pragma once

#include <string>

namespace rexray {

// The least that a plugin in C++ can do: Beast on a unix socket, one thread, the request's JSON
// read and an answer of a Get's size written. Serves until the process is ended.
[[noreturn]] void ServeEcho(const std::string& socket);

}  // namespace rexray
