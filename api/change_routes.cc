#include <nlohmann/json.hpp>

#include "api/control_requests.h"
#include "api/control_routes.h"
#include "api/views.h"

namespace rexray {
namespace {

using Answer = ApiResult<HttpResponse>;

// Who may look may also ask what would be done.
Role RoleFor(bool dryRun) { return dryRun ? Role::Viewer : Role::Operator; }

Answer Apply(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const ApplyRequest wish, ReadApplyRequest(request.http.body));
  REXRAY_TRY(Require(request.caller, RoleFor(wish.dryRun)));
  REXRAY_ASSIGN(const ChangeOutcome outcome, api.service.Apply(wish));
  return OutcomeResponse(outcome);
}

Answer Delete(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const DeleteRequest wish, ReadDeleteRequest(request.http.body));
  REXRAY_TRY(Require(request.caller, RoleFor(wish.dryRun)));
  REXRAY_ASSIGN(const ChangeOutcome outcome, api.service.Delete(wish));
  return OutcomeResponse(outcome);
}

Answer Undelete(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const UndeleteRequest wish, ReadUndeleteRequest(request));
  REXRAY_ASSIGN(const ChangeOutcome outcome, api.service.Undelete(wish));
  return OutcomeResponse(outcome);
}

Answer Adopt(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const AdoptRequest wish, ReadAdoptRequest(request.http.body));
  REXRAY_ASSIGN(const ChangeOutcome outcome, api.service.Adopt(wish));
  return OutcomeResponse(outcome);
}

Answer SetPaused(const ControlApi& api, const RoutedRequest& request, bool paused) {
  REXRAY_ASSIGN(const VolumeName name, ReadName(request));
  REXRAY_ASSIGN(const VolumeState stored, api.service.SetPaused(name, paused));
  return VolumeResponse(stored, api);
}

Answer Retry(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const VolumeName name, ReadName(request));
  REXRAY_ASSIGN(const VolumeState stored, api.service.Retry(name));
  return VolumeResponse(stored, api);
}

}  // namespace

HttpResponse OutcomeResponse(const ChangeOutcome& outcome) {
  using nlohmann::json;
  json objects = json::array();
  for (const ObjectChange& change : outcome.changes) objects.push_back(RenderChange(change));
  json plans = json::array();
  for (const PlanReport& plan : outcome.plans) plans.push_back(RenderPlan(plan));
  json answer{{"objects", std::move(objects)}, {"plans", std::move(plans)}};
  for (const LeftOut& each : outcome.leftOut) {
    answer["leftOut"].push_back(
        {{"kind", "Attachment"}, {"name", each.name.value}, {"message", each.why}});
  }
  for (const auto& [volume, hash] : outcome.fingerprint) {
    answer["fingerprint"].push_back({{"volume", volume.value}, {"hash", hash}});
  }
  return JsonResponse(answer);
}

void AddChangeRoutes(Router& router, const SharedApi& api) {
  router.Add(
      "POST", "/v1/apply", {}, [api](const RoutedRequest& request) { return Apply(*api, request); },
      Role::Viewer);
  router.Add(
      "POST", "/v1/delete", {},
      [api](const RoutedRequest& request) { return Delete(*api, request); }, Role::Viewer);
  router.Add("POST", "/v1/adopt", {},
             [api](const RoutedRequest& request) { return Adopt(*api, request); });
  router.Add("POST", "/v1/volumes/{name}/undelete", {},
             [api](const RoutedRequest& request) { return Undelete(*api, request); });
  router.Add("POST", "/v1/volumes/{name}/pause", {},
             [api](const RoutedRequest& request) { return SetPaused(*api, request, true); });
  router.Add("POST", "/v1/volumes/{name}/resume", {},
             [api](const RoutedRequest& request) { return SetPaused(*api, request, false); });
  router.Add("POST", "/v1/volumes/{name}/retry", {},
             [api](const RoutedRequest& request) { return Retry(*api, request); });
}

}  // namespace rexray
