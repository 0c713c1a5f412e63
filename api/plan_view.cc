#include <nlohmann/json.hpp>

#include "api/json_put.h"
#include "api/phase.h"
#include "api/views.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

json RenderAction(const Action& action) {
  return {{"action", ToString(action.kind())},
          {"description", Describe(action)},
          {"reason", ToString(action.reason)},
          {"risk", ToString(action.risk)},
          {"touches", action.touches}};
}

struct FillPlan {
  json& view;

  void operator()(const Actions& actions) const {
    view["verdict"] = actions.empty() ? "converged" : "actions";
    for (const Action& action : actions) view["actions"].push_back(RenderAction(action));
  }
  void operator()(const Wait& wait) const {
    view["verdict"] = "waiting";
    view["reason"] = ToString(wait.reason);
    PutText(view, "message", wait.message);
    PutTime(view, "until", wait.until);
  }
  void operator()(const Blocked& blocked) const {
    view["verdict"] = "blocked";
    view["reason"] = ToString(blocked.reason);
    PutText(view, "message", blocked.message);
    PutText(view, "blocker", blocked.blocker);
    PutText(view, "exit", blocked.exit);
  }
};

json RenderObjection(const Verdict& verdict) {
  json view{{"policy", verdict.policy},
            {"reason", ToString(verdict.reason)},
            {"message", verdict.message}};
  PutTime(view, "until", verdict.until);
  return view;
}

std::string_view Word(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::Created:
      return "created";
    case ChangeKind::Configured:
      return "configured";
    case ChangeKind::Unchanged:
      return "unchanged";
    case ChangeKind::Deleted:
      return "deleted";
  }
  return "";
}

}  // namespace

json RenderPlan(const PlanReport& report) {
  json view{{"volume", report.volume.value}, {"actions", json::array()}};
  std::visit(FillPlan{view}, report.plan);
  if (report.objection) view["objection"] = RenderObjection(*report.objection);
  return view;
}

json RenderChange(const ObjectChange& change) {
  return {{"kind", change.kind},
          {"name", change.name},
          {"volume", change.volume.value},
          {"change", Word(change.change)},
          {"generation", change.generation}};
}

json RenderWhy(const VolumeState& stored, std::optional<TimePoint> nextTry,
               const PlanReport& fresh) {
  json view{{"volume", stored.name.value},
            {"state", ToString(PhaseOf(stored))},
            {"plan", RenderPlan(fresh)}};
  PutReason(view, stored);
  if (stored.volume) {
    view["managedBy"] = {{"set", stored.volume->managedBy.set},
                         {"source", stored.volume->managedBy.source}};
  }
  const Condition* ready = FindReady(stored);
  const std::optional<Reason> reason = ready ? ParseReason(ready->reason) : std::nullopt;
  if (reason) view["explanation"] = Explain(*reason);
  if (ready == nullptr) view["explanation"] = "the daemon has not looked at it yet";
  if (nextTry) PutTime(view, "nextTry", *nextTry);
  PutDeletionAndPermits(view, stored);
  if (stored.openOperation) view["operation"] = ToJson(*stored.openOperation);
  return view;
}

}  // namespace rexray
