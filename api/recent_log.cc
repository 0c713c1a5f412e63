#include "api/recent_log.h"

#include <algorithm>

namespace rexray {
namespace {

std::size_t BytesOf(const LogLine& line) {
  std::size_t bytes = sizeof(LogLine) + line.message.size();
  for (const auto& field : line.fields) {
    bytes += sizeof(field) + field.first.size() + field.second.size();
  }
  return bytes;
}

bool HasField(const LogLine& line, std::string_view name, std::string_view value) {
  return std::ranges::any_of(
      line.fields, [&](const auto& field) { return field.first == name && field.second == value; });
}

// Ids and the number of lines aside, which need no look at each.
bool Lets(const LogFilter& filter, const LogLine& line) {
  if (line.level < filter.least) return false;
  if (filter.since && line.at < *filter.since) return false;
  if (filter.volume && !HasField(line, "volume", filter.volume->value)) return false;
  return !filter.operation || HasField(line, "operation", std::to_string(*filter.operation));
}

}  // namespace

void RecentLog::Add(LogLine line) {
  const std::lock_guard lock(mutex_);
  line.id = ++newest_;
  bytes_ += BytesOf(line);
  lines_.push_back(std::move(line));
  while (bytes_ > mostBytes_ && !lines_.empty()) {
    bytes_ -= BytesOf(lines_.front());
    lines_.pop_front();
  }
  told_.notify_all();
}

RecentLog::Found RecentLog::Find(const LogFilter& filter) const {
  Found found;
  const std::lock_guard lock(mutex_);
  found.newest = newest_;
  for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
    if (found.lines.size() == filter.limit || line->id <= filter.afterId) break;
    if (Lets(filter, *line)) found.lines.push_back(*line);
  }
  std::ranges::reverse(found.lines);
  return found;
}

bool RecentLog::AwaitAfter(std::uint64_t id, Deadline deadline, std::stop_token stop) const {
  std::unique_lock lock(mutex_);
  return told_.wait_until(lock, stop, deadline, [&] { return newest_ > id; });
}

}  // namespace rexray
