#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/log_level.h"
#include "state/ids.h"
#include "state/time.h"

namespace rexray {

struct LogLine {
  std::uint64_t id = 0;  // in the order in which they were written, from 1
  TimePoint at{};
  LogLevel level = LogLevel::Info;
  std::string message;
  std::vector<std::pair<std::string, std::string>> fields;  // {"volume", "pg"}, …; none is empty
};

// Which lines; what is left out leaves nothing out.
struct LogFilter {
  std::optional<VolumeName> volume = {};
  std::optional<std::int64_t> operation = {};
  LogLevel least = LogLevel::Debug;
  std::optional<TimePoint> since = {};
  std::uint64_t afterId = 0;
  std::size_t limit = 1000;  // the newest of them
};

// The newest lines that this process logged, for those who ask later or wait for more. Bounded by
// its bytes: nothing is said of what was dropped but that ids begin later. Any thread.
class RecentLog {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  struct Found {
    std::vector<LogLine> lines;  // the oldest first
    std::uint64_t newest = 0;    // id of all, found or not
  };

  explicit RecentLog(std::size_t mostBytes = std::size_t{256} << 10) : mostBytes_(mostBytes) {}

  void Add(LogLine line);  // its id is given here
  Found Find(const LogFilter& filter) const;
  // Waits for a line after `id`; false: deadline or stop came first.
  bool AwaitAfter(std::uint64_t id, Deadline deadline, std::stop_token stop) const;

 private:
  const std::size_t mostBytes_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any told_;
  std::deque<LogLine> lines_;
  std::size_t bytes_ = 0;
  std::uint64_t newest_ = 0;
};

}  // namespace rexray
