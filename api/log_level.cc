#include "api/log_level.h"

#include <algorithm>

namespace rexray {

std::string_view ToString(LogLevel level) {
  return kLogLevels.at(static_cast<std::size_t>(level));
}

std::optional<LogLevel> ParseLogLevel(std::string_view text) {
  const auto* found = std::ranges::find(kLogLevels, text);
  if (found == kLogLevels.end()) return std::nullopt;
  return static_cast<LogLevel>(found - kLogLevels.begin());
}

}  // namespace rexray
