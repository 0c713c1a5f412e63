#include "cli/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace rexray {
namespace {

bool StartsCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

char Shown(char c) {
  if (c == '\n' || c == '\t' || c == '\r') return ' ';
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F ? '?' : c;
}

// "3m12s"; the smaller unit is left out where it is zero.
std::string TwoUnits(long long big, char bigUnit, long long small, char smallUnit) {
  return small == 0 ? fmt::format("{}{}", big, bigUnit)
                    : fmt::format("{}{}{}{}", big, bigUnit, small, smallUnit);
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string shown(text);
  std::ranges::transform(shown, shown.begin(), Shown);
  return shown;
}

std::size_t DisplayWidth(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, StartsCharacter));
}

std::string Shorten(std::string_view text, std::size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t characters = 0;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (StartsCharacter(text[end]) && ++characters == width) break;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string Pad(std::string_view text, std::size_t width) {
  const std::size_t taken = DisplayWidth(text);
  return std::string(text) + std::string(width > taken ? width - taken : 0, ' ');
}

std::string Age(Milliseconds age) {
  const long long seconds = std::max<long long>(0, age.count() / 1000);
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 600) return TwoUnits(seconds / 60, 'm', seconds % 60, 's');
  if (seconds < 3600) return fmt::format("{}m", seconds / 60);
  const long long minutes = seconds / 60;
  if (minutes < 24 * 60) return TwoUnits(minutes / 60, 'h', minutes % 60, 'm');
  const long long hours = minutes / 60;
  if (hours < 10 * 24) return TwoUnits(hours / 24, 'd', hours % 24, 'h');
  return fmt::format("{}d", hours / 24);
}

std::string Elapsed(Milliseconds elapsed) {
  const auto milliseconds = std::max<long long>(0, elapsed.count());
  if (milliseconds >= 60'000) return Age(elapsed);
  return fmt::format("{:.1f}s", static_cast<double>(milliseconds) / 1000);
}

}  // namespace rexray
