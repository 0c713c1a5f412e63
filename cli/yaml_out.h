#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace rexray {

// The value as block YAML that any YAML 1.1 or 1.2 reader gives back with the same types: strings
// that would be read as something else ("yes", "010", "2026-11-20") are quoted.
std::string ToYaml(const nlohmann::json& value);

}  // namespace rexray
