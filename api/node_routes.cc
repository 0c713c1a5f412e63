#include <nlohmann/json.hpp>
#include <set>

#include "api/control_requests.h"
#include "api/control_routes.h"
#include "api/json_body.h"
#include "api/views.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;
using Answer = ApiResult<HttpResponse>;

// This node, and those that Attachments name.
Answer Nodes(const ControlApi& api) {
  REXRAY_ASSIGN(const auto desired, api.store.Desired());
  std::set<NodeName> names{api.identity.node};
  for (const auto& attachment : desired->attachments) {
    if (!attachment->spec.node.empty()) names.insert(attachment->spec.node);
  }
  REXRAY_ASSIGN(const auto drained, api.service.DrainedSince());
  const NodeDetails here{api.service.config().labels, drained};
  json items = json::array();
  for (const NodeName& name : names) {
    items.push_back(RenderNode(name, {api.identity.node, api.identity.boot}, here));
  }
  return ListResponse(std::move(items));
}

Answer RemoveNode(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const NodeName name, ParseNodeName(request.capture("name")));
  REXRAY_ASSIGN(const json text, ParseJson(request.http.body));
  JsonBody body(text);
  const bool dryRun = body.Flag("dryRun");
  REXRAY_TRY(body.Finish());
  REXRAY_ASSIGN(const NodeRemoval removal, api.service.RemoveNode(name, dryRun));
  json answer{{"objects", json::array()}, {"references", json::array()}};
  for (const ObjectChange& each : removal.changes) answer["objects"].push_back(RenderChange(each));
  for (const NodeReference& each : removal.references) {
    answer["references"].push_back(
        {{"kind", each.kind}, {"name", each.name}, {"message", each.why}});
  }
  return JsonResponse(answer);
}

HttpResponse DrainResponse(const DrainState& state) {
  json answer{{"draining", state.since.has_value()}, {"left", json::array()}};
  if (state.since) answer["since"] = ToRfc3339(*state.since);
  for (const NotDetached& each : state.left) {
    answer["left"].push_back({{"volume", each.volume.value}, {"message", each.what}});
  }
  return JsonResponse(answer);
}

Answer SetDraining(const ControlApi& api, const RoutedRequest& request, bool draining) {
  REXRAY_ASSIGN(const DrainState state, api.service.SetDraining(draining, request.caller.name));
  return DrainResponse(state);
}

Answer Draining(const ControlApi& api) {
  REXRAY_ASSIGN(const DrainState state, api.service.Draining());
  return DrainResponse(state);
}

Answer Resume(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const Resumed resumed, api.service.Resume(request.caller.name));
  json answer{{"held", resumed.held}, {"paused", json::array()}};
  for (const VolumeName& each : resumed.paused) answer["paused"].push_back(each.value);
  return JsonResponse(answer);
}

Answer Discovered(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const std::optional<ServiceName> service, ReadService(request, "service"));
  REXRAY_ASSIGN(const DiscoveryOutcome outcome, api.service.Discover(service));
  json items = json::array();
  for (const DiscoveredVolume& each : outcome.volumes) items.push_back(RenderDiscovered(each));
  json services = json::array();
  for (const auto& [name, listing] : outcome.services) {
    services.push_back(RenderListing(name, listing));
  }
  return JsonResponse({{"items", std::move(items)}, {"services", std::move(services)}});
}

Answer Snapshots(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const std::optional<ServiceName> service, ReadService(request, "service"));
  REXRAY_ASSIGN(const SnapshotsOutcome outcome, api.service.Snapshots(service));
  REXRAY_ASSIGN(const auto desired, api.store.Desired());
  json items = json::array();
  std::set<VolumeUid> declared;
  for (const auto& each : desired->snapshots) {
    if (service && each->status.service != *service) continue;
    items.push_back(RenderSnapshot(*each));
    declared.insert(each->status.token);
  }
  json services = json::array();
  for (const auto& [name, listing] : outcome) {
    services.push_back(RenderListing(name, listing));
    for (const BackendSnapshot& each : listing.value.snapshots) {
      if (!declared.contains(each.token)) items.push_back(RenderSnapshot(name, each));
    }
  }
  return JsonResponse({{"items", std::move(items)}, {"services", std::move(services)}});
}

Answer OneSnapshot(const ControlApi& api, const RoutedRequest& request) {
  REXRAY_ASSIGN(const SnapshotName name, ParseSnapshotName(request.capture("name")));
  REXRAY_ASSIGN(const auto desired, api.store.Desired());
  if (const auto* found = FindDeclared(desired->snapshots, name)) {
    return JsonResponse(RenderSnapshot(*found));
  }
  return Fail(Code::NotFound, fmt::format("there is no Snapshot {}", name.value));
}

}  // namespace

void AddNodeRoutes(Router& router, const SharedApi& api) {
  router.Add("GET", "/v1/nodes", {}, [api](const RoutedRequest&) { return Nodes(*api); });
  router.Add("POST", "/v1/nodes/{name}/remove", {},
             [api](const RoutedRequest& request) { return RemoveNode(*api, request); });
  router.Add("GET", "/v1/drain", {}, [api](const RoutedRequest&) { return Draining(*api); });
  router.Add("POST", "/v1/drain", {},
             [api](const RoutedRequest& request) { return SetDraining(*api, request, true); });
  router.Add("POST", "/v1/undrain", {},
             [api](const RoutedRequest& request) { return SetDraining(*api, request, false); });
  router.Add("POST", "/v1/resume", {},
             [api](const RoutedRequest& request) { return Resume(*api, request); });
  router.Add("GET", "/v1/discovered", {"service"},
             [api](const RoutedRequest& request) { return Discovered(*api, request); });
  router.Add("GET", "/v1/snapshots", {"service"},
             [api](const RoutedRequest& request) { return Snapshots(*api, request); });
  router.Add("GET", "/v1/snapshots/{name}", {},
             [api](const RoutedRequest& request) { return OneSnapshot(*api, request); });
}

}  // namespace rexray
