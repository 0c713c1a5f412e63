#include "api/control_api.h"

#include <nlohmann/json.hpp>

#include "api/control_routes.h"
#include "api/views.h"
#include "state/codec.h"

namespace rexray {
namespace {

HttpHandler HandlerOf(Router router) {
  auto shared = std::make_shared<const Router>(std::move(router));
  return [shared](const HttpRequest& request) { return shared->Handle(request); };
}

}  // namespace

HttpResponse JsonResponse(const nlohmann::json& value) {
  HttpResponse response;
  response.body = Dump(value) + "\n";
  return response;
}

HttpResponse ListResponse(nlohmann::json items) {
  return JsonResponse({{"items", std::move(items)}});
}

HttpResponse VolumeResponse(const VolumeState& stored, const ControlApi& api) {
  const ViewContext context{api.identity.node, api.identity.boot};
  return JsonResponse(RenderVolume(stored, api.reconcile.nextTry(stored.name), context));
}

HttpHandler ControlHandler(std::shared_ptr<const ControlApi> api) {
  Router router;
  AddHealthRoutes(router, api);
  AddChangeRoutes(router, api);
  AddOperatorRoutes(router, api);
  AddNodeRoutes(router, api);
  AddSourceRoutes(router, api);
  AddPlanRoutes(router, api);
  AddObjectRoutes(router, api);
  AddJournalRoutes(router, api);
  AddWatchRoutes(router, api);
  AddDaemonRoutes(router, api);
  return HandlerOf(std::move(router));
}

HttpHandler MetricsHandler(std::shared_ptr<const ControlApi> api) {
  Router router;
  AddHealthRoutes(router, api);
  return HandlerOf(std::move(router));
}

}  // namespace rexray
