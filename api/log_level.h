#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace rexray {

enum class LogLevel { Debug, Info, Warn, Error };

// In the order of the enumeration.
inline constexpr std::array<std::string_view, 4> kLogLevels{"debug", "info", "warn", "error"};

std::string_view ToString(LogLevel level);
std::optional<LogLevel> ParseLogLevel(std::string_view text);

}  // namespace rexray
