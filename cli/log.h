#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/log_level.h"
#include "state/time.h"

namespace rexray {

class RecentLog;

enum class LogFormat { Text, Json };

using LogField = std::pair<std::string_view, std::string>;

// One line, without the newline. Values are quoted and control characters escaped: whatever a
// backend or user says cannot forge a line or reach a terminal. "2026-11-20T19:16:13.123Z INFO
// mounted at /srv/pg volume=pgdata operation=12"
std::string FormatText(TimePoint time, LogLevel level, std::string_view message,
                       const std::vector<LogField>& fields);
// {"time": …, "level": "info", "message": …, "volume": …}
std::string FormatJson(TimePoint time, LogLevel level, std::string_view message,
                       const std::vector<LogField>& fields);

// Lines on standard error, written when Write returns, so that none is lost whatever happens next.
// Fields without a value are left out. Any thread.
class Log {
 public:
  // `node` is a field of every line.
  Log(LogLevel least, LogFormat format, std::string node);
  ~Log();

  void Write(LogLevel level, std::string_view message, std::vector<LogField> fields = {});
  const RecentLog& recent() const;  // of what was written

 private:
  struct Internals;
  std::unique_ptr<Internals> internals_;
};

}  // namespace rexray
