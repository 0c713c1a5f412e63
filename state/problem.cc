#include "state/problem.h"

#include <fmt/format.h>

#include <algorithm>

#include "state/yaml_text.h"

namespace rexray {
namespace {

constexpr std::size_t kMaxLine = 1000;

}  // namespace

std::string ToString(const Problem& problem) {
  std::string text = problem.file;
  if (problem.line > 0) text += fmt::format(":{}", problem.line);
  if (problem.line > 0 && problem.column > 0) text += fmt::format(":{}", problem.column);
  for (const std::string& part : {problem.path, problem.message}) {
    if (!text.empty() && !part.empty()) text += ": ";
    text += part;
  }
  return text;
}

std::string OneLine(std::string_view text) {
  std::string line;
  while (!text.empty() && line.size() < kMaxLine) {
    const CodePoint next = ReadCodePoint(text.substr(0, 4));
    const std::size_t bytes = std::max<std::size_t>(next.bytes, 1);
    const bool fit = next.bytes > 0 && next.value >= 0x20 && IsPrintable(next.value);
    line += fit ? std::string(text.substr(0, bytes))
                : fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    text.remove_prefix(bytes);
  }
  return text.empty() ? line : line + "…";
}

}  // namespace rexray
