#include <unistd.h>

#include <map>
#include <nlohmann/json.hpp>

#include "api/control_routes.h"
#include "api/phase.h"
#include "api/source_view.h"
#include "api/views.h"

namespace rexray {
namespace {

using nlohmann::json;
using Answer = ApiResult<HttpResponse>;

json Identity(const DaemonIdentity& identity) {
  return {{"version", identity.version},
          {"node", identity.node.value},
          {"domain", identity.domain.value},
          {"pid", getpid()}};
}

HttpResponse Version(const ControlApi& api) {
  json view = Identity(api.identity);
  view["apiVersions"] = {"v1"};
  return JsonResponse(view);
}

json CountPhases(const std::vector<VolumeState>& volumes) {
  std::map<std::string_view, std::size_t> counts;
  for (const VolumeState& stored : volumes) ++counts[ToString(PhaseOf(stored))];
  json view = json::object();
  for (const auto& [phase, count] : counts) view[std::string(phase)] = count;
  return view;
}

Answer Status(const ControlApi& api) {
  REXRAY_ASSIGN(const std::vector<VolumeState> volumes, api.store.LoadAll());
  REXRAY_ASSIGN(const std::vector<QuarantinedRow> rows, api.store.Quarantine());
  json view = Identity(api.identity);
  view["uptimeSeconds"] =
      std::chrono::duration<double>(api.clock.Now() - api.identity.started).count();
  REXRAY_ASSIGN(const auto drained, api.service.DrainedSince());
  view["draining"] = drained.has_value();
  if (drained) view["drainedSince"] = ToRfc3339(*drained);
  REXRAY_ASSIGN(const auto hold, api.service.Held());
  view["held"] = hold.has_value();
  if (hold) {
    view["heldSince"] = ToRfc3339(hold->since);
    view["heldWhy"] = hold->why;
  }
  view["volumes"] = CountPhases(volumes);
  view["queue"] = RenderQueue(api.reconcile.stats());
  view["database"] = RenderDatabase(api.store.Stats());
  view["quarantine"] = json::array();
  for (const QuarantinedRow& row : rows) view["quarantine"].push_back(RenderQuarantine(row));
  view["services"] = RenderServices(api.service.config().services);
  REXRAY_ASSIGN(const std::vector<SourceView> sources, api.sources.List());
  view["sources"] = RenderSources(sources);
  return JsonResponse(view);
}

}  // namespace

void AddDaemonRoutes(Router& router, const SharedApi& api) {
  router.Add("GET", "/v1/version", {}, [api](const RoutedRequest&) { return Version(*api); });
  router.Add("GET", "/v1/status", {}, [api](const RoutedRequest&) { return Status(*api); });
}

}  // namespace rexray
