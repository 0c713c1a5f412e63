#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/field.h"
#include "state/reason.h"

namespace rexray {
namespace {

using nlohmann::json;

// What a status says about a volume that shall be usable.
Standing ReadyStanding(const json& status) {
  const std::string phase = TextField(status, "phase");
  if (phase == "Elsewhere") return Standing::Elsewhere;
  if (phase == "Blocked" || phase == "Paused" || phase == "Drained") return Standing::Blocked;
  return FlagField(status, "ready") ? Standing::Met : Standing::Pending;
}

// The same of a volume that shall go: kept as orphaned, or only waiting for the end of its
// quarantine, is as far as it gets now. By the phase: a reason may stem from before the change.
Standing GoneStanding(const json& status) {
  const std::string phase = TextField(status, "phase");
  if (phase == "Orphaned" || phase == "Quarantined") return Standing::Met;
  return phase == "Blocked" || phase == "Paused" ? Standing::Blocked : Standing::Pending;
}

// The same of a volume that shall leave this node.
Standing DetachedStanding(const json& status) {
  const bool here = !TextField(status, "device").empty() || !ListField(status, "mounts").empty();
  if (!here && FindField(status, "operation") == nullptr) return Standing::Met;
  const std::string phase = TextField(status, "phase");
  return phase == "Blocked" || phase == "Paused" ? Standing::Blocked : Standing::Pending;
}

Standing StandingOf(Goal goal, const json& status) {
  switch (goal) {
    case Goal::Ready:
      return ReadyStanding(status);
    case Goal::Gone:
      return GoneStanding(status);
    case Goal::Detached:
      return DetachedStanding(status);
  }
  return Standing::Pending;
}

bool IsFailedForGood(const json& status) {
  return TextField(status, "phase") == "Failed" && TextField(status, "nextTry").empty();
}

std::string Join(const std::string& reason, const std::string& message) {
  if (reason.empty() || message.empty()) return reason + message;
  return fmt::format("{}: {}", reason, message);
}

// Nothing where the reason is only that all was well before the change.
std::string DetailOf(const json& status) {
  const std::string running = TextField(status, "operation.detail");
  if (!running.empty()) return running;
  const std::string reason = TextField(status, "reason");
  return reason == ToString(Reason::Converged) ? "" : Join(reason, TextField(status, "message"));
}

}  // namespace

Progress::Progress(const std::map<std::string, Goal>& goals, TimePoint start) : start_(start) {
  for (const auto& [name, goal] : goals) {
    VolumeProgress& volume = volumes_.emplace_back();
    volume.name = name;
    volume.goal = goal;
  }
}

VolumeProgress* Progress::Find(const std::string& name) {
  const auto found = std::ranges::lower_bound(volumes_, name, {}, &VolumeProgress::name);
  return found == volumes_.end() || found->name != name ? nullptr : &*found;
}

void Progress::Settle(VolumeProgress& volume, Standing standing, TimePoint now) {
  if (volume.standing != Standing::Pending) return;
  ++volume.news;
  volume.standing = standing;
  volume.settledAfter = now - start_;
}

void Progress::TakeAbsence(VolumeProgress& volume, TimePoint now) {
  const bool wanted = volume.goal != Goal::Ready;
  volume.phase = wanted ? "Deleted" : "Gone";
  volume.detail = wanted ? "" : "somebody deleted it meanwhile";
  Settle(volume, wanted ? Standing::Met : Standing::Failed, now);
}

void Progress::TakeObject(const json& object, TimePoint now) {
  VolumeProgress* volume = Find(TextField(object, "metadata.name"));
  const json* status = FindField(object, "status");
  if (volume == nullptr || status == nullptr) return;
  volume->seen = true;
  if (volume->standing != Standing::Pending) return;
  volume->phase = TextField(*status, "phase");
  volume->detail = DetailOf(*status);
  volume->blocker = TextField(*status, "blocker");
  volume->exit = TextField(*status, "exit");
  volume->doubted = IsFailedForGood(*status);
  Settle(*volume, StandingOf(volume->goal, *status), now);
}

void Progress::Take(const json& line, TimePoint now) {
  const std::string type = TextField(line, "type");
  if (type == "BOOKMARK") {
    for (VolumeProgress& volume : volumes_) {
      if (!volume.seen) TakeAbsence(volume, now);
    }
    return;
  }
  const json* object = FindField(line, "object");
  if (object == nullptr) return;
  VolumeProgress* volume = Find(TextField(*object, "metadata.name"));
  if (volume != nullptr && type == "DELETED") {
    TakeAbsence(*volume, now);
  } else {
    TakeObject(*object, now);
  }
}

void Progress::Restart() {
  for (VolumeProgress& volume : volumes_) volume.seen = false;
}

std::vector<std::string> Progress::Doubted() const {
  std::vector<std::string> names;
  for (const VolumeProgress& volume : volumes_) {
    if (volume.doubted && volume.standing == Standing::Pending) names.push_back(volume.name);
  }
  return names;
}

void Progress::TakeSecondLook(const json& object, TimePoint now) {
  TakeObject(object, now);
  VolumeProgress* volume = Find(TextField(object, "metadata.name"));
  if (volume != nullptr && volume->doubted) Settle(*volume, Standing::Blocked, now);
}

bool Progress::Finished() const {
  return std::ranges::none_of(
      volumes_, [](const VolumeProgress& volume) { return volume.standing == Standing::Pending; });
}

ExitCode Progress::Outcome() const {
  const auto any = [this](Standing standing) {
    return std::ranges::count(volumes_, standing, &VolumeProgress::standing) > 0;
  };
  if (any(Standing::Failed)) return ExitCode::Failed;
  if (any(Standing::Blocked)) return ExitCode::Blocked;
  return any(Standing::Pending) ? ExitCode::TimedOut : ExitCode::Done;
}

}  // namespace rexray
