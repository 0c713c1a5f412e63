#include "api/plan_fingerprint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "api/views.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

json Remembered(const VolumeState& volume) {
  json view{{"uid", volume.uid.value}, {"paused", volume.paused}, {"damaged", volume.damaged}};
  if (volume.volume) view["spec"] = ToJson(volume.volume->spec);
  if (volume.tombstone) view["removed"] = ToString(volume.tombstone->reclaimPolicy);
  for (const auto& attachment : volume.attachments) {
    view["attachments"].push_back(ToJson(attachment.spec));
  }
  for (const auto& snapshot : volume.snapshots) {
    view["snapshots"].push_back(ToJson(snapshot.spec));
  }
  if (volume.record.backendId) view["backendId"] = volume.record.backendId->value;
  if (volume.record.facts) view["facts"] = ToJson(*volume.record.facts);
  return view;
}

// Without what tells times, and processes that come and go.
json WouldBeDone(const PlanReport& report) {
  json view = RenderPlan(report);
  for (const char* passing : {"message", "until", "blocker", "exit", "objection"}) {
    view.erase(passing);
  }
  return view;
}

std::string NowNeeds(const PlanReport& report) {
  if (const auto* wait = std::get_if<Wait>(&report.plan)) {
    return fmt::format("waits for {}", ToString(wait->reason));
  }
  if (const auto* blocked = std::get_if<Blocked>(&report.plan)) {
    return fmt::format("is blocked by {}", ToString(blocked->reason));
  }
  std::vector<std::string_view> steps;
  for (const Action& action : std::get<Actions>(report.plan)) {
    steps.push_back(ToString(action.kind()));
  }
  return steps.empty() ? "needs no step" : fmt::format("needs {}", fmt::join(steps, ", "));
}

std::string HowMoved(const VolumeName& name, const std::vector<PlanReport>& plans) {
  for (const PlanReport& report : plans) {
    if (report.volume == name) return fmt::format("{} now {}", name.value, NowNeeds(report));
  }
  return fmt::format("{} is no longer concerned", name.value);
}

}  // namespace

PlanFingerprint FingerprintOf(const CommitPreview& preview, const std::vector<PlanReport>& plans) {
  std::map<VolumeName, json> bases;
  for (std::size_t i = 0; i < preview.volumes.size(); ++i) {
    const VolumeState& volume = preview.volumes[i];
    bases[volume.name] = {{"volume", Remembered(volume)}, {"plan", WouldBeDone(plans.at(i))}};
  }
  for (const ObjectChange& change : preview.changes) {
    json view = RenderChange(change);
    view.erase("generation");
    bases[change.volume]["changes"].push_back(std::move(view));
  }
  PlanFingerprint fingerprint;
  for (const auto& [name, basis] : bases) fingerprint[name] = UuidV5(Dump(basis));
  return fingerprint;
}

ApiResult<void> CheckUnmoved(const PlanFingerprint& planned, const PlanFingerprint& now,
                             const std::vector<PlanReport>& plans) {
  std::vector<std::string> moved;
  for (const auto& [name, hash] : planned) {
    const auto at = now.find(name);
    if (at == now.end() || at->second != hash) moved.push_back(HowMoved(name, plans));
  }
  for (const auto& [name, hash] : now) {
    if (!planned.contains(name))
      moved.push_back(HowMoved(name, plans) + ", and was not in the plan");
  }
  if (moved.empty()) return {};
  return Fail(
      Code::FailedPrecondition,
      fmt::format("what was planned is no longer what would be done: {}; make the plan anew",
                  fmt::join(moved, "; ")),
      "PlanOutdated");
}

}  // namespace rexray
