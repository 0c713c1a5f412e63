#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "state/result.h"

namespace rexray {

// Wall-clock time enters as data (reconciler/clock.h is the seam); milliseconds everywhere.
using Milliseconds = std::chrono::milliseconds;
using TimePoint = std::chrono::sys_time<Milliseconds>;

std::string ToRfc3339(TimePoint time);  // "2026-11-20T19:16:13.123Z"
Result<TimePoint> ParseRfc3339(std::string_view text);

// "90s", "5m", "24h", "250ms", "7d" and sums such as "1h30m"; no sign, no bare number.
Result<Milliseconds> ParseDuration(std::string_view text);
std::string ToString(Milliseconds duration);  // "1h30m", "250ms", "0s"

}  // namespace rexray
