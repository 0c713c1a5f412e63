#include "api/source_view.h"

#include <nlohmann/json.hpp>

#include "api/json_put.h"
#include "state/fields.h"

namespace rexray {
namespace {

using nlohmann::json;

void PutMoment(json& view, const char* key, const std::optional<TimePoint>& time) {
  if (time) PutTime(view, key, *time);
}

json ObjectsOf(const std::vector<ObjectRef>& objects) {
  json list = json::array();
  for (const ObjectRef& each : objects) list.push_back({{"kind", each.kind}, {"name", each.name}});
  return list;
}

json StatusOf(const SourceStatus& status, std::size_t objects) {
  json view{{"phase", ToString(status.phase)}, {"objects", objects}};
  PutText(view, "message", status.message);
  PutText(view, "fingerprint", status.fingerprint);
  PutText(view, "exit", status.exit);
  PutText(view, "content", status.content);
  PutText(view, "following", status.following);
  PutMoment(view, "since", status.since);
  PutMoment(view, "lastSuccess", status.lastSuccess);
  PutMoment(view, "lastChange", status.lastChange);
  for (const Problem& each : status.problems) view["problems"].push_back(RenderProblem(each));
  if (!status.removals.empty()) view["removals"] = ObjectsOf(status.removals);
  return view;
}

}  // namespace

nlohmann::json RenderSource(const SourceView& source) {
  json spec = json::object();
  if (source.status.phase != SourcePhase::Removed) {
    spec = {{"path", source.config.path},
            {"prune", source.config.prune},
            {"maxRemovals", ToString(source.config.maxRemovals)}};
  }
  return {{"apiVersion", kApiVersion},
          {"kind", "Source"},
          {"metadata", {{"name", source.config.name}}},
          {"spec", std::move(spec)},
          {"status", StatusOf(source.status, source.objects)}};
}

nlohmann::json RenderSources(const std::vector<SourceView>& sources) {
  json list = json::array();
  for (const SourceView& each : sources) list.push_back(RenderSource(each));
  return list;
}

}  // namespace rexray
