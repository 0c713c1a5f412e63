#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rexray {

// What an output can show.
struct Terminal {
  bool interactive = false;  // lines may be redrawn
  bool colour = false;
  std::size_t width = 0;   // columns; 0: unlimited, nothing is ever cut
  std::size_t height = 0;  // lines; 0: unlimited
};

// Of an open descriptor, with NO_COLOR, TERM and COLUMNS of the environment.
Terminal DetectTerminal(int descriptor);

enum class Style { Plain, Good, Caution, Bad, Dim, Bold };

// `text` in the style where the terminal has colour, else unchanged.
std::string Paint(std::string_view text, Style style, const Terminal& terminal);

}  // namespace rexray
