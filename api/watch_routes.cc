#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/control_requests.h"
#include "api/control_routes.h"
#include "api/object_filter.h"
#include "api/watch.h"

namespace rexray {
namespace {

using Answer = ApiResult<HttpResponse>;

Answer WatchKind(const SharedApi& api, const RoutedRequest& request, ObjectKind kind) {
  REXRAY_ASSIGN(const Selector selector, ReadSelector(request));
  const ObjectFilter filter{
      .kind = kind, .selector = selector, .name = request.parameter("name").value_or("")};
  WatchedObjects objects{.kind = std::string(ToString(kind)), .volume = {}, .render = {}};
  if (kind == ObjectKind::Volume) {
    REXRAY_ASSIGN(objects.volume, ReadVolume(request, "name"));
  }
  objects.render = [api, filter](const VolumeState& stored) {
    return RenderObjects(stored, filter, *api);
  };
  return StreamResponse(WatchObjects(api->store, api->changes, std::move(objects)));
}

Answer WatchEventsOf(const SharedApi& api, const RoutedRequest& request) {
  EventFilter filter;
  REXRAY_ASSIGN(filter.volume, ReadVolume(request, "volume"));
  REXRAY_ASSIGN(filter.afterId, ReadNumber(request, "after", 0, INT64_MAX, 0));
  return StreamResponse(WatchEvents(api->store, api->changes, std::move(filter)));
}

Answer Watch(const SharedApi& api, const RoutedRequest& request) {
  const std::string kind = request.parameter("kind").value_or("");
  if (kind == "volumes") return WatchKind(api, request, ObjectKind::Volume);
  if (kind == "attachments") return WatchKind(api, request, ObjectKind::Attachment);
  if (kind == "events") return WatchEventsOf(api, request);
  return Fail(
      Code::InvalidArgument,
      fmt::format("query parameter \"kind\": \"{}\" is none of volumes, attachments, events", kind),
      "InvalidRequest");
}

}  // namespace

void AddWatchRoutes(Router& router, const SharedApi& api) {
  router.Add("GET", "/v1/watch", {"kind", "name", "selector", "volume", "after"},
             [api](const RoutedRequest& request) { return Watch(api, request); });
}

}  // namespace rexray
