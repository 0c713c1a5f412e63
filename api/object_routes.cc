#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/control_requests.h"
#include "api/control_routes.h"
#include "api/object_filter.h"
#include "api/views.h"

namespace rexray {
namespace {

using nlohmann::json;
using Answer = ApiResult<HttpResponse>;

Answer List(const ControlApi& api, const RoutedRequest& request, ObjectKind kind) {
  REXRAY_ASSIGN(const Selector selector, ReadSelector(request));
  REXRAY_ASSIGN(const std::vector<VolumeState> volumes, api.store.LoadAll());
  const ObjectFilter filter{.kind = kind, .selector = selector, .name = {}};
  json items = json::array();
  for (const VolumeState& stored : volumes) {
    for (json& object : RenderObjects(stored, filter, api)) items.push_back(std::move(object));
  }
  return ListResponse(std::move(items));
}

Answer OneVolume(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const VolumeName name, ReadName(request));
  REXRAY_ASSIGN(const VolumeState stored, api.store.Load(name));
  return JsonResponse(RenderObjects(stored, {.kind = ObjectKind::Volume}, api).front());
}

Answer OneAttachment(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const AttachmentName name, ParseAttachmentName(request.capture("name")));
  REXRAY_ASSIGN(const VolumeName volume, VolumeOf(name, api.store));
  REXRAY_ASSIGN(const VolumeState stored, api.store.Load(volume));
  const ObjectFilter filter{.kind = ObjectKind::Attachment, .selector = {}, .name = name.value};
  std::vector<json> found = RenderObjects(stored, filter, api);
  if (found.empty())
    return Fail(Code::NotFound, fmt::format("there is no Attachment {}", name.value));
  return JsonResponse(found.front());
}

}  // namespace

void AddObjectRoutes(Router& router, const SharedApi& api) {
  router.Add("GET", "/v1/volumes", {"selector"}, [api](const RoutedRequest& request) {
    return List(*api, request, ObjectKind::Volume);
  });
  router.Add("GET", "/v1/attachments", {"selector"}, [api](const RoutedRequest& request) {
    return List(*api, request, ObjectKind::Attachment);
  });
  router.Add("GET", "/v1/volumes/{name}", {},
             [api](const RoutedRequest& request) { return OneVolume(*api, request); });
  router.Add("GET", "/v1/attachments/{name}", {},
             [api](const RoutedRequest& request) { return OneAttachment(*api, request); });
  router.Add("GET", "/v1/services", {}, [api](const RoutedRequest&) {
    return ListResponse(RenderServices(api->service.config().services));
  });
}

}  // namespace rexray
