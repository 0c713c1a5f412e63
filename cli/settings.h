#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/config.h"

namespace rexray {

// One setting with a single value: the one table that file, environment and flags are read by.
struct Setting {
  std::string_view path;         // in the file: "log.level"
  std::string_view environment;  // "REXRAY_LOG_LEVEL"
  // Takes the text into the configuration; InvalidArgument says what it should be.
  Result<void> (*apply)(std::string_view text, Config& config);
};

std::span<const Setting> Settings();
const Setting* FindSetting(std::string_view path);

// One label of the node; InvalidArgument: it could not stand in a selector.
Result<void> AddLabel(std::string_view key, std::string_view value, Config& config);

// Whether `path` holds settings: "log".
bool IsSection(std::string_view path);

// What may stand directly in a section ("" for the top), for suggestions.
std::vector<std::string_view> KeysOf(std::string_view section);

}  // namespace rexray
