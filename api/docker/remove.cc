#include <fmt/format.h>

#include <algorithm>

#include "api/docker/visible.h"
#include "api/docker/volumes.h"
#include "api/phase.h"

// `docker volume rm`, by who made the volume.

namespace rexray {
namespace {

bool IsAnonymous(const VolumeState& stored) {
  return stored.volume->managedBy.set == kDockerSet &&
         stored.volume->spec.metadata.annotations.contains(kAnonymous);
}

bool IsAdopted(const VolumeState& stored) {
  return stored.volume->spec.adopt || stored.volume->managedBy.set == kDiscoveredSet;
}

std::unexpected<ApiError> Refuse(std::string message, std::string reason) {
  return std::unexpected(
      ApiError(Error{Code::FailedPrecondition, std::move(message), std::move(reason)}));
}

const Blocked* BlockedIn(const std::vector<PlanReport>& plans) {
  for (const PlanReport& report : plans) {
    if (const auto* blocked = std::get_if<Blocked>(&report.plan)) return blocked;
  }
  return nullptr;
}

}  // namespace

ApiResult<void> DockerVolumes::Remove(const VolumeName& name, Deadline deadline,
                                      std::stop_token stop) {
  const auto stored = seams_.store.Load(name);
  if (!stored && stored.error().code == Code::NotFound) return {};  // an engine may ask twice
  if (!stored) return std::unexpected(stored.error());
  if (stored->volume && !IsOfDoor(*stored, config_)) return {};
  if (stored->volume) {
    REXRAY_TRY(CheckRemovable(*stored));
    REXRAY_TRY(DeleteUnused(*stored));
  }
  return AwaitRemoved(name, deadline, stop);
}

ApiResult<void> DockerVolumes::CheckRemovable(const VolumeState& stored) {
  const std::string& name = stored.name.value;
  const ManagedBy& by = stored.volume->managedBy;
  if (by.set != kDockerSet && by.set != kDiscoveredSet) {
    const std::string where =
        by.source.empty() ? "in the set " + by.set : fmt::format("in {}:{}", by.set, by.source);
    return Refuse(fmt::format("volume {} is declared {}; remove it there", name, where),
                  "DeclaredElsewhere");
  }
  if (IsAdopted(stored) && !config_.removeAdopted) {
    return Refuse(fmt::format("volume {0} was not made by Docker here, so it is not removed here; "
                              "`rexray delete volume {0}` lets go of it and keeps its data",
                              name),
                  "NotMadeHere");
  }
  if (stored.attachments.empty()) return CheckHeldByNobodyElse(stored);
  return Refuse(fmt::format("volume {} is used by the Attachment {}; delete that first", name,
                            stored.attachments.front().spec.name.value),
                "InUse");
}

ApiResult<void> DockerVolumes::CheckHeldByNobodyElse(const VolumeState& stored) {
  if (seams_.volumes.config().domainOfOne) return {};
  REXRAY_ASSIGN(const std::vector<std::string> holders, seams_.volumes.HoldersElsewhere(stored));
  if (holders.empty()) return {};
  return Refuse(fmt::format("volume {}: node {} has it attached; stop its containers there first",
                            stored.name.value, holders.front()),
                std::string(ToString(Reason::AttachedElsewhere)));
}

ApiResult<void> DockerVolumes::CheckUnused(const VolumeState& stored) {
  REXRAY_ASSIGN(const std::vector<Claim> claims, seams_.claims.Of(stored.name));
  if (claims.empty()) return {};
  return Refuse(fmt::format("volume {0} is in use by {1} {2}; `rexray release {0} --all` ends "
                            "claims that nobody has any more",
                            stored.name.value, claims.front().door, claims.front().consumer),
                "InUse");
}

ApiResult<void> DockerVolumes::DeleteUnused(const VolumeState& stored) {
  DeleteRequest request;
  request.objects.push_back({"Volume", stored.name.value});
  request.grace = IsAnonymous(stored) ? Milliseconds{0} : config_.deleteGrace;
  request.dryRun = true;
  REXRAY_ASSIGN(const ChangeOutcome preview, seams_.volumes.Delete(request));
  if (const Blocked* blocked = BlockedIn(preview.plans)) {
    return Refuse(
        fmt::format("volume {} cannot be removed: {}", stored.name.value, blocked->message),
        std::string(ToString(blocked->reason)));
  }
  request.dryRun = false;
  const auto held = seams_.claims.Hold();
  REXRAY_TRY(CheckUnused(stored));
  REXRAY_TRY(seams_.volumes.Delete(request));
  return {};
}

ApiResult<void> DockerVolumes::AwaitRemoved(const VolumeName& name, Deadline deadline,
                                            std::stop_token stop) {
  std::optional<Error> stuck;
  const auto removed = [&](const VolumeState& stored) {
    const Phase phase = PhaseOf(stored);
    if (phase == Phase::Blocked) stuck = WhyStuck(stored);
    return stuck || phase == Phase::Orphaned || IsLetGo(stored);
  };
  const auto awaited = seams_.volumes.Await(name, removed, deadline, stop);
  if (stuck) return std::unexpected(ApiError(std::move(*stuck)));
  if (awaited || awaited.error().error.code == Code::NotFound) return {};
  return std::unexpected(awaited.error());
}

}  // namespace rexray
