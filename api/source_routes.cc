#include <nlohmann/json.hpp>

#include "api/control_requests.h"
#include "api/control_routes.h"
#include "api/json_body.h"
#include "api/source_view.h"
#include "state/codec.h"

namespace rexray {
namespace {

using Answer = ApiResult<HttpResponse>;

Answer SyncOne(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const nlohmann::json parsed, ParseJson(request.http.body));
  JsonBody body(parsed);
  REXRAY_TRY(body.Finish());
  REXRAY_ASSIGN(const ChangeOutcome outcome, api.sources.Sync(request.capture("name")));
  return OutcomeResponse(outcome);
}

Answer Approve(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const nlohmann::json parsed, ParseJson(request.http.body));
  JsonBody body(parsed);
  const std::string fingerprint = body.Text("fingerprint");
  REXRAY_TRY(body.Finish());
  if (fingerprint.empty()) {
    return Fail(Code::InvalidArgument,
                "fingerprint: give the one that the source's status shows, for what was looked at",
                "InvalidRequest");
  }
  REXRAY_ASSIGN(const ChangeOutcome outcome,
                api.sources.Sync(request.capture("name"), fingerprint));
  return OutcomeResponse(outcome);
}

Answer ListSources(const ControlApi& api) {
  REXRAY_ASSIGN(const std::vector<SourceView> sources, api.sources.List());
  return ListResponse(RenderSources(sources));
}

}  // namespace

void AddSourceRoutes(Router& router, const SharedApi& api) {
  router.Add("GET", "/v1/sources", {}, [api](const RoutedRequest&) { return ListSources(*api); });
  router.Add("POST", "/v1/sources/{name}/sync", {},
             [api](const RoutedRequest& request) { return SyncOne(*api, request); });
  router.Add("POST", "/v1/sources/{name}/approve", {},
             [api](const RoutedRequest& request) { return Approve(*api, request); });
}

}  // namespace rexray
