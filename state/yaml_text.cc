#include "state/yaml_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace rexray {
namespace {

unsigned char Byte(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

std::size_t LengthByLead(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

bool IsValid(std::uint32_t value, std::size_t bytes) {
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  return value >= kLeast[bytes] && value <= 0x10ffff && !surrogate;
}

YamlError BadCharacter(std::string_view text, std::size_t offset, const CodePoint& found) {
  const Mark mark = MarkAt(text, offset);
  if (found.bytes == 0) {
    return {mark, fmt::format("the byte 0x{:02x} is not UTF-8; save the file as UTF-8 text",
                              Byte(text, offset))};
  }
  return {mark,
          fmt::format("the control character U+{:04X} is not allowed; remove it, or write it as an "
                      "escape in double quotes",
                      found.value)};
}

}  // namespace

CodePoint ReadCodePoint(std::string_view text) {
  if (text.empty()) return {};
  const unsigned char lead = Byte(text, 0);
  const std::size_t length = LengthByLead(lead);
  if (length == 0 || length > text.size()) return {};
  if (length == 1) return {lead, 1};
  std::uint32_t value = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((Byte(text, i) & 0xc0) != 0x80) return {};
    value = (value << 6) | (Byte(text, i) & 0x3fU);
  }
  return IsValid(value, length) ? CodePoint{value, length} : CodePoint{};
}

bool IsPrintable(std::uint32_t character) {
  if (character < 0x20) return character == '\t' || character == '\n' || character == '\r';
  if (character < 0x7f) return true;
  if (character < 0xa0) return false;
  return character != 0xfeff && character != 0xfffe && character != 0xffff;
}

std::optional<YamlError> FindBadCharacter(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint found = ReadCodePoint(text.substr(offset, 4));
    if (found.bytes == 0 || !IsPrintable(found.value)) return BadCharacter(text, offset, found);
    offset += found.bytes;
  }
  return std::nullopt;
}

Mark MarkAt(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n');
  const std::size_t lineStart = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<int>(line) + 1, static_cast<int>(offset - lineStart) + 1};
}

}  // namespace rexray
