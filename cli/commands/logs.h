#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace rexray {

// A line of /v1/logs as the daemon writes it on standard error, but for its fields being in the
// order of their names.
std::string LogLineText(const nlohmann::json& line);

}  // namespace rexray
