#include <nlohmann/json.hpp>

#include "api/control_requests.h"
#include "api/control_routes.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;
using Answer = ApiResult<HttpResponse>;

constexpr std::int64_t kMostItems = 10'000;
constexpr std::int64_t kUsualItems = 1'000;

template <class Value>
HttpResponse ItemsResponse(const std::vector<Value>& values) {
  json items = json::array();
  for (const Value& value : values) items.push_back(ToJson(value));
  return ListResponse(std::move(items));
}

ApiResult<std::size_t> ReadLimit(const RoutedRequest& request) {
  REXRAY_ASSIGN(const std::int64_t limit, ReadNumber(request, "limit", 1, kMostItems, kUsualItems));
  return static_cast<std::size_t>(limit);
}

Answer Operations(const ControlApi& api, const RoutedRequest& request) {
  OperationFilter filter;
  REXRAY_ASSIGN(filter.volume, ReadVolume(request, "volume"));
  REXRAY_ASSIGN(filter.openOnly, ReadFlag(request, "open"));
  REXRAY_ASSIGN(filter.limit, ReadLimit(request));
  REXRAY_ASSIGN(const std::vector<Operation> operations, api.store.Operations(filter));
  return ItemsResponse(operations);
}

Answer Events(const ControlApi& api, const RoutedRequest& request) {
  EventFilter filter;
  REXRAY_ASSIGN(filter.volume, ReadVolume(request, "volume"));
  REXRAY_ASSIGN(filter.afterId, ReadNumber(request, "after", 0, INT64_MAX, 0));
  REXRAY_ASSIGN(filter.limit, ReadLimit(request));
  REXRAY_ASSIGN(const std::vector<Event> events, api.store.Events(filter));
  return ItemsResponse(events);
}

}  // namespace

void AddJournalRoutes(Router& router, const SharedApi& api) {
  router.Add("GET", "/v1/operations", {"volume", "open", "limit"},
             [api](const RoutedRequest& request) { return Operations(*api, request); });
  router.Add("GET", "/v1/events", {"volume", "after", "limit"},
             [api](const RoutedRequest& request) { return Events(*api, request); });
}

}  // namespace rexray
