#pragma once

#include <string>
#include <string_view>

#include "state/time.h"

namespace rexray {

// One line that is safe to show: control characters (a backend's message may hold escape sequences)
// become spaces or "?".
std::string Printable(std::string_view text);

// Columns that UTF-8 text takes on a terminal; wide and combining characters count as one.
std::size_t DisplayWidth(std::string_view text);

// At most `width` columns; what is cut off is shown as "…".
std::string Shorten(std::string_view text, std::size_t width);

// Filled with spaces up to `width` columns.
std::string Pad(std::string_view text, std::size_t width);

// How old something is, in at most two units: "5s", "3m12s", "4h", "2d5h".
std::string Age(Milliseconds age);

// How long something takes, while people watch: "0.4s", "12.3s", "3m12s".
std::string Elapsed(Milliseconds elapsed);

}  // namespace rexray
