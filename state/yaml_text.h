#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "state/yaml.h"

namespace rexray {

// One character of UTF-8.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes =
      0;  // 0: not UTF-8 (overlong forms, surrogates and values past U+10FFFF included)
};
CodePoint ReadCodePoint(std::string_view text);

// Tab, line breaks, and whatever is no control character or byte order mark.
bool IsPrintable(std::uint32_t character);

// The first byte that YAML text cannot hold: no UTF-8, NUL, control characters.
std::optional<YamlError> FindBadCharacter(std::string_view text);

Mark MarkAt(std::string_view text, std::size_t offset);

}  // namespace rexray
