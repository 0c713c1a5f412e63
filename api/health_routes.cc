#include "api/control_routes.h"

namespace rexray {
namespace {

HttpResponse Text(unsigned status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.contentType = "text/plain; charset=utf-8";
  response.body = std::move(body);
  return response;
}

// Healthy: the database answers. Nothing else makes a restart worth it.
HttpResponse Health(const ControlApi& api) {
  const auto answer = api.store.Meta("domain");
  return answer ? Text(200, "ok\n") : Text(503, "the database: " + answer.error().message + "\n");
}

HttpResponse Readiness(const ControlApi& api) {
  if (api.reconcile.stats().caughtUp) return Health(api);
  return Text(503, "not every volume was looked at since the daemon's start\n");
}

HttpResponse Exposition(const ControlApi& api) {
  HttpResponse response = Text(200, api.metrics());
  response.contentType = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

}  // namespace

void AddHealthRoutes(Router& router, const SharedApi& api) {
  router.Add("GET", "/healthz", {}, [api](const RoutedRequest&) { return Health(*api); });
  router.Add("GET", "/readyz", {}, [api](const RoutedRequest&) { return Readiness(*api); });
  router.Add("GET", "/metrics", {}, [api](const RoutedRequest&) { return Exposition(*api); });
}

}  // namespace rexray
