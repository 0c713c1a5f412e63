#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "api/control_requests.h"
#include "api/control_routes.h"
#include "api/watch.h"
#include "api/watch_line.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostLines = 10'000;
constexpr std::int64_t kUsualLines = 1'000;

json RenderLine(const LogLine& line) {
  json view{{"id", line.id},
            {"time", ToRfc3339(line.at)},
            {"level", ToString(line.level)},
            {"message", line.message},
            {"fields", json::object()}};
  for (const auto& [name, value] : line.fields) view["fields"][name] = value;
  return view;
}

ApiResult<LogLevel> ReadLevel(const RoutedRequest& request) {
  const auto text = request.parameter("level");
  if (!text) return LogLevel::Debug;
  if (const auto level = ParseLogLevel(*text)) return *level;
  return Fail(
      Code::InvalidArgument,
      fmt::format("query parameter \"level\": \"{}\" is none of {}", *text,
                  fmt::join(kLogLevels, ", ")),
      "InvalidRequest");
}

ApiResult<LogFilter> ReadLogFilter(const RoutedRequest& request) {
  LogFilter filter;
  REXRAY_ASSIGN(filter.volume, ReadVolume(request, "volume"));
  REXRAY_ASSIGN(const std::int64_t operation, ReadNumber(request, "operation", 1, INT64_MAX, 0));
  if (operation > 0) filter.operation = operation;
  REXRAY_ASSIGN(filter.least, ReadLevel(request));
  REXRAY_ASSIGN(const std::int64_t limit, ReadNumber(request, "limit", 1, kMostLines, kUsualLines));
  filter.limit = static_cast<std::size_t>(limit);
  if (const auto since = request.parameter("since")) {
    REXRAY_ASSIGN(filter.since, ParseRfc3339(*since));
  }
  return filter;
}

class LogWatch {
 public:
  LogWatch(SharedApi api, LogFilter filter) : api_(std::move(api)), filter_(std::move(filter)) {}

  std::optional<std::string> Next(const std::stop_token& stop) {
    const auto deadline = std::chrono::steady_clock::now() + kHeartbeat;
    while (!stop.stop_requested()) {
      if (lines_.empty()) Read();
      if (!lines_.empty()) return lines_.Take();
      if (!std::exchange(bookmarked_, true)) return BookmarkLine();
      const bool news = api_->log.AwaitAfter(filter_.afterId, deadline, stop);
      if (!news && !stop.stop_requested()) return "\n";
    }
    return std::nullopt;
  }

 private:
  void Read() {
    const RecentLog::Found found = api_->log.Find(filter_);
    for (const LogLine& each : found.lines) lines_.Add(WatchLine("ADDED", RenderLine(each)));
    filter_.afterId = found.newest;
    filter_.limit = SIZE_MAX;  // it was for what is old
  }

  const SharedApi api_;
  LogFilter filter_;
  LineQueue lines_;
  bool bookmarked_ = false;
};

ApiResult<HttpResponse> Logs(const SharedApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const LogFilter filter, ReadLogFilter(request));
  REXRAY_ASSIGN(const bool follow, ReadFlag(request, "follow"));
  if (follow) {
    const auto watch = std::make_shared<LogWatch>(api, filter);
    return StreamResponse([watch](const std::stop_token& stop) { return watch->Next(stop); });
  }
  json items = json::array();
  for (const LogLine& each : api->log.Find(filter).lines) items.push_back(RenderLine(each));
  return ListResponse(std::move(items));
}

}  // namespace

void AddLogRoutes(Router& router, const SharedApi& api) {
  router.Add("GET", "/v1/logs", {"volume", "operation", "level", "since", "limit", "follow"},
             [api](const RoutedRequest& request) { return Logs(api, request); });
}

}  // namespace rexray
