#include "state/mount_path.h"

#include <fmt/format.h>

#include <algorithm>

namespace rexray {
namespace {

constexpr std::size_t kMaxPath = 4000;      // below PATH_MAX, with room for suffixes
constexpr std::size_t kMaxComponent = 255;  // NAME_MAX

std::unexpected<Error> RefusePath(std::string_view text, std::string_view why) {
  return Fail(Code::InvalidArgument, fmt::format("\"{}\" is no path to use: {}", text, why));
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// Appends the next component, if it is one.
Result<void> Append(std::string& path, std::string_view text, std::string_view component) {
  if (component == "..") return RefusePath(text, "it holds \"..\"; write the path without it");
  if (component.size() > kMaxComponent) return RefusePath(text, "a part is longer than 255 bytes");
  if (component.empty() || component == ".") return {};
  path += '/';
  path += component;
  return {};
}

Result<void> CheckCharacters(std::string_view text) {
  if (text.size() > kMaxPath) return RefusePath(text.substr(0, 40), "it is longer than 4000 bytes");
  if (std::ranges::none_of(text, IsControl)) return {};
  return Fail(Code::InvalidArgument, "the path holds a control character or line break; remove it");
}

// "a//./b/" and "/a/b" → "/a/b"; "" and "/" → "".
Result<std::string> Normalise(std::string_view text) {
  REXRAY_TRY(CheckCharacters(text));
  std::string path;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view component = rest.substr(0, rest.find('/'));
    REXRAY_TRY(Append(path, text, component));
    rest.remove_prefix(std::min(component.size() + 1, rest.size()));
  }
  return path;
}

}  // namespace

Result<std::string> ParseMountPath(std::string_view text) {
  REXRAY_TRY(CheckCharacters(text));
  if (!text.starts_with('/')) {
    return RefusePath(text, "it is not absolute; start it with \"/\"");
  }
  REXRAY_ASSIGN(std::string path, Normalise(text));
  return path.empty() ? "/" : path;
}

Result<std::string> ParseSubPath(std::string_view text) { return Normalise(text); }

bool IsAtOrBelow(std::string_view path, std::string_view folder) {
  if (folder == "/") return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace rexray
