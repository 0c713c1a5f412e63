#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "cli/log.h"
#include "state/codec.h"

namespace rexray {
namespace {

std::string_view Label(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return "DEBUG";
    case LogLevel::Info:
      return "INFO ";
    case LogLevel::Warn:
      return "WARN ";
    case LogLevel::Error:
      return "ERROR";
  }
  return "";
}

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n') {
      escaped += "\\n";
    } else if (IsControl(c)) {
      escaped += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

bool NeedsQuotes(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return c == '"' || c == '=' || c == '\\' || c == ' ' || IsControl(c); });
}

std::string Value(std::string_view text) {
  if (!NeedsQuotes(text)) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += IsControl(c) ? Escaped({&c, 1}) : std::string(1, c);
  }
  return quoted + '"';
}

}  // namespace

std::string FormatText(TimePoint time, LogLevel level, std::string_view message,
                       const std::vector<LogField>& fields) {
  std::string line = fmt::format("{} {} {}", ToRfc3339(time), Label(level), Escaped(message));
  for (const auto& [name, value] : fields) {
    if (!value.empty()) line += fmt::format(" {}={}", name, Value(value));
  }
  return line;
}

std::string FormatJson(TimePoint time, LogLevel level, std::string_view message,
                       const std::vector<LogField>& fields) {
  nlohmann::json line{{"time", ToRfc3339(time)}, {"level", ToString(level)}, {"message", message}};
  for (const auto& [name, value] : fields) {
    if (!value.empty()) line[std::string(name)] = value;
  }
  return Dump(line);
}

}  // namespace rexray
