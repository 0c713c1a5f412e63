#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "state/time.h"

namespace rexray {

// Reading answers of the daemon for people: a field that is absent, null or of another type is
// empty text, never an error, so that an older CLI shows what a newer daemon says.

// The value at "status.mounts"; null if there is none.
const nlohmann::json* FindField(const nlohmann::json& object, std::string_view path);

// Text, numbers and booleans as text.
std::string TextField(const nlohmann::json& object, std::string_view path);
bool FlagField(const nlohmann::json& object, std::string_view path);
std::optional<TimePoint> TimeField(const nlohmann::json& object, std::string_view path);

// The list at `path`, or an empty one.
const nlohmann::json& ListField(const nlohmann::json& object, std::string_view path);

}  // namespace rexray
