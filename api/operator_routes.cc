#include <nlohmann/json.hpp>

#include "api/control_requests.h"
#include "api/control_routes.h"
#include "api/views.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;
using Answer = ApiResult<HttpResponse>;

Answer Preempt(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const PreemptRequest wish, ReadPreemptRequest(request));
  REXRAY_ASSIGN(const VolumeState stored, api.service.PermitPreemption(wish));
  return VolumeResponse(stored, api);
}

Answer Format(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const FormatRequest wish, ReadFormatRequest(request));
  REXRAY_ASSIGN(const VolumeState stored, api.service.PermitFormat(wish));
  return VolumeResponse(stored, api);
}

json RenderClaims(const std::vector<Claim>& claims) {
  json views = json::array();
  for (const Claim& claim : claims) views.push_back(ToJson(claim));
  return views;
}

Answer Release(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const ReleaseRequest wish, ReadReleaseRequest(request));
  REXRAY_ASSIGN(const ReleaseOutcome outcome, api.service.Release(wish));
  return JsonResponse(
      {{"released", RenderClaims(outcome.released)}, {"kept", RenderClaims(outcome.kept)}});
}

}  // namespace

void AddOperatorRoutes(Router& router, const SharedApi& api) {
  router.Add(
      "POST", "/v1/volumes/{name}/preempt", {},
      [api](const RoutedRequest& request) { return Preempt(*api, request); }, Role::Admin);
  router.Add(
      "POST", "/v1/volumes/{name}/format", {},
      [api](const RoutedRequest& request) { return Format(*api, request); }, Role::Admin);
  router.Add("POST", "/v1/volumes/{name}/release", {},
             [api](const RoutedRequest& request) { return Release(*api, request); });
}

}  // namespace rexray
