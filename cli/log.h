#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "state/time.h"

namespace rexray {

enum class LogLevel { Debug, Info, Warn, Error };
enum class LogFormat { Text, Json };

std::string_view ToString(LogLevel level);
std::optional<LogLevel> ParseLogLevel(std::string_view text);

using LogField = std::pair<std::string_view, std::string>;

// One line, without the newline. Values are quoted and control characters escaped: whatever a
// backend or user says cannot forge a line or reach a terminal. "2026-11-20T19:16:13.123Z INFO
// mounted at /srv/pg volume=pgdata operation=12"
std::string FormatText(TimePoint time, LogLevel level, std::string_view message,
                       std::initializer_list<LogField> fields);
// {"time": …, "level": "info", "message": …, "volume": …}
std::string FormatJson(TimePoint time, LogLevel level, std::string_view message,
                       std::initializer_list<LogField> fields);

// Lines on standard error, written when Write returns, so that none is lost whatever happens next.
// Fields without a value are left out. Any thread.
class Log {
 public:
  Log(LogLevel least, LogFormat format);
  ~Log();

  void Write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

 private:
  struct Internals;
  std::unique_ptr<Internals> internals_;
};

}  // namespace rexray
