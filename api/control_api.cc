#include "api/control_api.h"

#include <nlohmann/json.hpp>

#include "api/control_routes.h"
#include "api/views.h"
#include "state/codec.h"

namespace rexray {
namespace {

HttpResponse NotKnown(const Error& error) {
  HttpResponse response = ErrorResponse(401, error);
  response.headers["WWW-Authenticate"] = "Bearer";
  return response;
}

}  // namespace

HttpResponse JsonResponse(const nlohmann::json& value) {
  HttpResponse response;
  response.body = Dump(value) + "\n";
  return response;
}

HttpResponse StreamResponse(StreamSource source) {
  HttpResponse response;
  response.contentType = "application/x-ndjson";
  response.stream = std::move(source);
  return response;
}

HttpResponse ListResponse(nlohmann::json items) {
  return JsonResponse({{"items", std::move(items)}});
}

HttpResponse VolumeResponse(const VolumeState& stored, const ControlApi& api) {
  const ViewContext context{api.identity.node, api.identity.boot};
  return JsonResponse(RenderVolume(stored, api.reconcile.nextTry(stored.name), context));
}

HttpHandler ControlHandler(std::shared_ptr<const ControlApi> api,
                           std::shared_ptr<const Access> access) {
  Router router;
  AddHealthRoutes(router, api);
  AddChangeRoutes(router, api);
  AddOperatorRoutes(router, api);
  AddNodeRoutes(router, api);
  AddSourceRoutes(router, api);
  AddPlanRoutes(router, api);
  AddObjectRoutes(router, api);
  AddJournalRoutes(router, api);
  AddLogRoutes(router, api);
  AddWatchRoutes(router, api);
  AddDaemonRoutes(router, api);
  return [router = std::make_shared<const Router>(std::move(router)),
          access = std::move(access)](const HttpRequest& request) {
    const auto caller = access->Identify(request);
    return caller ? router->Handle(request, *caller) : NotKnown(caller.error());
  };
}

HttpHandler MetricsHandler(std::shared_ptr<const ControlApi> api) {
  Router router;
  AddHealthRoutes(router, api);
  return [router = std::make_shared<const Router>(std::move(router))](const HttpRequest& request) {
    return router->Handle(request, Caller{"anybody", Role::Viewer});
  };
}

}  // namespace rexray
