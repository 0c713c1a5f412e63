#include <fmt/format.h>

#include <cctype>

#include "cli/client.h"

namespace rexray {

std::string EncodeSegment(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) != 0 || std::string_view("-_.~").contains(c);
    encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return encoded;
}

std::string RequestTarget(std::string_view path,
                          std::initializer_list<std::pair<std::string_view, std::string>> query) {
  std::string target(path);
  char separator = '?';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    target += fmt::format("{}{}={}", separator, name, EncodeSegment(value));
    separator = '&';
  }
  return target;
}

}  // namespace rexray
