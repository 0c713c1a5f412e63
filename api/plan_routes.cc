#include <nlohmann/json.hpp>

#include "api/control_requests.h"
#include "api/control_routes.h"
#include "api/views.h"

namespace rexray {
namespace {

using nlohmann::json;
using Answer = ApiResult<HttpResponse>;

Answer Plans(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const std::optional<VolumeName> name, ReadVolume(request, "volume"));
  REXRAY_ASSIGN(const std::vector<PlanReport> plans, api.service.Plan(name));
  json views = json::array();
  for (const PlanReport& plan : plans) views.push_back(RenderPlan(plan));
  return JsonResponse({{"plans", std::move(views)}});
}

Answer Why(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const VolumeName name, ReadName(request));
  REXRAY_ASSIGN(const std::vector<PlanReport> plans, api.service.Plan(name));
  REXRAY_ASSIGN(const VolumeState stored, api.store.Load(name));
  return JsonResponse(RenderWhy(stored, api.reconcile.nextTry(name), plans.front()));
}

}  // namespace

void AddPlanRoutes(Router& router, const SharedApi& api) {
  router.Add("GET", "/v1/plan", {"volume"},
             [api](const RoutedRequest& request) { return Plans(*api, request); });
  router.Add("GET", "/v1/why/{name}", {},
             [api](const RoutedRequest& request) { return Why(*api, request); });
}

}  // namespace rexray
