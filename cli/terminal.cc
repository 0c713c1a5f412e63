#include "cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>

namespace rexray {
namespace {

std::string_view Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::size_t EnvironmentNumber(const char* name) {
  const std::string_view text = Environment(name);
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string_view Sequence(Style style) {
  switch (style) {
    case Style::Plain:
      return "";
    case Style::Good:
      return "\x1b[32m";
    case Style::Caution:
      return "\x1b[33m";
    case Style::Bad:
      return "\x1b[31m";
    case Style::Dim:
      return "\x1b[2m";
    case Style::Bold:
      return "\x1b[1m";
  }
  return "";
}

}  // namespace

Terminal DetectTerminal(int descriptor) {
  if (isatty(descriptor) == 0) return {};
  Terminal terminal{.interactive = Environment("TERM") != "dumb", .width = 80, .height = 24};
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    terminal.width = size.ws_col;
    terminal.height = size.ws_row;
  }
  if (const std::size_t columns = EnvironmentNumber("COLUMNS"); columns > 0)
    terminal.width = columns;
  terminal.colour = terminal.interactive && Environment("NO_COLOR").empty();
  return terminal;
}

std::string Paint(std::string_view text, Style style, const Terminal& terminal) {
  if (!terminal.colour || style == Style::Plain) return std::string(text);
  return fmt::format("{}{}\x1b[0m", Sequence(style), text);
}

}  // namespace rexray
