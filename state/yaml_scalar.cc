#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "state/yaml.h"
#include "state/yaml_text.h"

namespace rexray {
namespace {

constexpr std::array<std::string_view, 5> kNulls = {"", "~", "null", "Null", "NULL"};
constexpr std::string_view kDecimal = "0123456789";

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

void SkipDigits(std::string_view& text, std::string_view digits = kDecimal) {
  text.remove_prefix(std::min(text.find_first_not_of(digits), text.size()));
}

bool IsRadixInteger(std::string_view text) {
  const std::string_view digits = text.starts_with("0x")   ? "0123456789abcdefABCDEF"
                                  : text.starts_with("0o") ? "01234567"
                                                           : "";
  if (digits.empty() || text.size() == 2) return false;
  text.remove_prefix(2);
  SkipDigits(text, digits);
  return text.empty();
}

void SkipSign(std::string_view& text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool IsDecimal(std::string_view text) {
  SkipSign(text);
  const std::size_t start = text.size();
  SkipDigits(text);
  std::size_t digits = start - text.size();
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::size_t fraction = text.size();
    SkipDigits(text);
    digits += fraction - text.size();
  }
  if (digits == 0) return false;
  if (!text.starts_with('e') && !text.starts_with('E')) return text.empty();
  text.remove_prefix(1);
  SkipSign(text);
  if (text.empty()) return false;
  SkipDigits(text);
  return text.empty();
}

bool IsSpecialFloat(std::string_view text) {
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return true;
  SkipSign(text);
  return text == ".inf" || text == ".Inf" || text == ".INF";
}

// Words that some YAML reader takes for a boolean or null, in lower case.
bool IsReservedWord(std::string_view text) {
  constexpr std::array<std::string_view, 9> kWords = {"true", "false", "yes", "no",  "on",
                                                      "off",  "y",     "n",   "null"};
  return std::ranges::find(kWords, Lower(text)) != kWords.end();
}

// Starts like a word or a path and holds no character with a meaning in YAML; so it is no number,
// date or syntax either.
bool IsPlainSafe(std::string_view text) {
  const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || !(isLetter(text.front()) || text.front() == '/')) return false;
  return std::ranges::all_of(text, [&](char c) {
    return isLetter(c) || kDecimal.find(c) != kDecimal.npos || c == '_' || c == '-' || c == '.' ||
           c == '/';
  });
}

std::string Escape(std::uint32_t character) {
  switch (character) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    default:
      return fmt::format("\\U{:08X}", character);
  }
}

}  // namespace

PlainType TypeOfPlain(std::string_view text) {
  if (std::ranges::find(kNulls, text) != kNulls.end()) return PlainType::Null;
  const std::string lower = Lower(text);
  if (lower == "true" || lower == "false") return PlainType::Boolean;
  if (IsDecimal(text) || IsRadixInteger(text) || IsSpecialFloat(text)) return PlainType::Number;
  return PlainType::Text;
}

std::string YamlQuote(std::string_view text) {
  if (IsPlainSafe(text) && !IsReservedWord(text)) return std::string(text);
  std::string quoted = "\"";
  while (!text.empty()) {
    const CodePoint next = ReadCodePoint(text.substr(0, 4));
    const std::size_t bytes = std::max<std::size_t>(next.bytes, 1);
    const bool plain = next.bytes > 0 && IsPrintable(next.value) && next.value >= 0x20 &&
                       next.value != '"' && next.value != '\\';
    quoted +=
        plain ? std::string(text.substr(0, bytes)) : Escape(next.bytes > 0 ? next.value : 0xfffd);
    text.remove_prefix(bytes);
  }
  return quoted + '"';
}

}  // namespace rexray
