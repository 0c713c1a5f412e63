#include "api/target.h"

#include <fmt/format.h>

#include <optional>

namespace rexray {
namespace {

std::optional<unsigned> HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<char> EncodedByte(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const auto high = HexDigit(text[1]);
  const auto low = HexDigit(text[2]);
  if (!high || !low || (*high == 0 && *low == 0)) return std::nullopt;
  return static_cast<char>(*high * 16 + *low);
}

enum class Part { Path, Query };

Result<std::string> Decode(std::string_view text, Part part) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+' && part == Part::Query) {
      decoded += ' ';  // as HTML forms and most client libraries encode it
    } else if (text[at] != '%') {
      decoded += text[at];
    } else {
      const auto byte = EncodedByte(text.substr(at));
      if (!byte) {
        return Fail(Code::InvalidArgument,
                    fmt::format("the request's address has a bad percent-encoding at \"{}\"",
                                text.substr(at, 3)));
      }
      decoded += *byte;
      at += 2;
    }
  }
  return decoded;
}

// The text up to the separator, which is taken off `rest` with it.
std::string_view TakeUntil(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

Result<void> ParseQuery(std::string_view text, std::map<std::string, std::string>& query) {
  while (!text.empty()) {
    std::string_view value = TakeUntil(text, '&');
    const std::string_view name = TakeUntil(value, '=');
    if (name.empty()) continue;
    REXRAY_ASSIGN(std::string key, Decode(name, Part::Query));
    REXRAY_ASSIGN(std::string decoded, Decode(value, Part::Query));
    if (!query.emplace(key, std::move(decoded)).second) {
      return Fail(Code::InvalidArgument, fmt::format("query parameter \"{}\" is given twice", key));
    }
  }
  return {};
}

// Proxies send the whole URL: "http://host/path" means "/path".
std::string_view WithoutAuthority(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (text.starts_with('/') || scheme == std::string_view::npos) return text;
  const std::size_t path = text.find('/', scheme + 3);
  return path == std::string_view::npos ? "/" : text.substr(path);
}

}  // namespace

Result<Target> ParseTarget(std::string_view text) {
  std::string_view query = WithoutAuthority(text);
  std::string_view path = TakeUntil(query, '?');
  if (!path.starts_with('/')) {
    return Fail(Code::InvalidArgument, "the request's address must begin with \"/\"");
  }
  path.remove_prefix(1);
  Target target;
  bool more = true;
  while (more) {
    more = path.find('/') != std::string_view::npos;
    REXRAY_ASSIGN(std::string segment, Decode(TakeUntil(path, '/'), Part::Path));
    target.segments.push_back(std::move(segment));
  }
  REXRAY_TRY(ParseQuery(query, target.query));
  return target;
}

}  // namespace rexray
