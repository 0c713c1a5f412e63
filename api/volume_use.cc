#include "api/volume_use.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/phase.h"

namespace rexray {
namespace {

std::string WithExit(const VolumeState& stored, const Condition& ready) {
  std::string message = fmt::format("volume {}: {}", stored.name.value, ready.message);
  if (!ready.exit.empty()) message += fmt::format("; {}", ready.exit);
  return message;
}

std::optional<Error> FromCondition(const VolumeState& stored) {
  const Condition* ready = FindReady(stored);
  if (ready == nullptr) return std::nullopt;
  return Error{Code::FailedPrecondition, WithExit(stored, *ready), ready->reason};
}

Error NotYet(const VolumeState& stored) {
  const Condition* ready = FindReady(stored);
  const std::string where = stored.openOperation ? stored.openOperation->detail
                            : ready              ? ready->message
                                                 : "not begun";
  return {Code::DeadlineExceeded,
          fmt::format("volume {} is still being prepared ({}); the work goes on: try again",
                      stored.name.value, where),
          ready ? ready->reason : ""};
}

}  // namespace

std::optional<Error> WhyStuck(const VolumeState& stored) {
  switch (PhaseOf(stored)) {
    case Phase::Blocked:
    case Phase::Drained:
    case Phase::Elsewhere:
      return FromCondition(stored);
    case Phase::Failed:
      return FindReady(stored)->stands ? FromCondition(stored) : std::nullopt;
    case Phase::Paused:
      return Error{Code::FailedPrecondition,
                   fmt::format("volume {0} is paused; rexray resume {0}", stored.name.value),
                   std::string(ToString(Reason::Paused))};
    case Phase::Removing:
    case Phase::Quarantined:
    case Phase::Orphaned:
    case Phase::Deleting:
      return Error{Code::NotFound, fmt::format("volume {} was removed", stored.name.value), {}};
    case Phase::Ready:
    case Phase::Pending:
    case Phase::Creating:
    case Phase::Attaching:
    case Phase::Formatting:
    case Phase::Resizing:
    case Phase::Snapshotting:
    case Phase::Mounting:
    case Phase::Unmounting:
    case Phase::Detaching:
    case Phase::Waiting:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::string> VolumeUse::Mountpoint(const VolumeState& stored) const {
  return seams_.reconcile.liveMount(stored);
}

std::shared_ptr<const Host::MountTable> VolumeUse::Mounts() const {
  return seams_.reconcile.mounts();
}

ApiResult<std::string> VolumeUse::Begin(const VolumeName& volume, const Claimant& claimant,
                                        Changes::Deadline deadline, std::stop_token stop) {
  REXRAY_TRY(seams_.claims.Take(volume, claimant));
  auto mounted = AwaitMount(volume, deadline, stop);
  if (mounted) return mounted;
  if (!seams_.claims.Settle(volume, claimant, ClaimAnswer::Failed)) {
    // The store does not answer: the claim stays pending, and is found to be leaked later.
    return mounted;
  }
  seams_.reconcile.enqueue(volume);
  return mounted;
}

ApiResult<std::string> VolumeUse::AwaitMount(const VolumeName& volume, Changes::Deadline deadline,
                                             std::stop_token stop) {
  std::optional<std::string> path;
  std::optional<Error> stuck;
  VolumeState last;
  bool asked = false;
  const auto done = [&](const VolumeState& stored) {
    last = stored;
    if (IsServed(stored)) path = Mountpoint(stored);
    if (!path) stuck = WhyStuck(stored);
    if (!path && !asked) seams_.reconcile.enqueue(volume);
    asked = true;
    return path || stuck;
  };
  const auto patience =
      std::min(deadline, Changes::Deadline::clock::now() + seams_.failurePatience);
  auto awaited = seams_.volumes.Await(volume, done, patience, stop);
  const bool late = !awaited && awaited.error().error.code == Code::DeadlineExceeded;
  if (late && PhaseOf(last) == Phase::Failed) stuck = FromCondition(last);
  if (late && !stuck) awaited = seams_.volumes.Await(volume, done, deadline, stop);
  if (path) return *path;
  if (stuck) return std::unexpected(ApiError(std::move(*stuck)));
  if (awaited.error().error.code == Code::DeadlineExceeded) return std::unexpected(NotYet(last));
  return std::unexpected(awaited.error());
}

void VolumeUse::Begun(const VolumeName& volume, const Claimant& claimant, bool delivered) {
  // Where the store does not answer, the claim stays pending: it counts all the same.
  (void)seams_.claims.Settle(volume, claimant,
                             delivered ? ClaimAnswer::Delivered : ClaimAnswer::Lost);
}

Result<void> VolumeUse::End(const VolumeName& volume, const Claimant& claimant) {
  REXRAY_ASSIGN(const bool last, seams_.claims.Release(volume, claimant));
  if (last) seams_.reconcile.enqueue(volume);
  return {};
}

void VolumeUse::Ended(const VolumeName& volume, const Claimant& claimant, bool delivered) {
  // Where the store does not answer, the next release of that id may be taken for a repeat: the
  // mount stays longer then, never shorter.
  (void)seams_.claims.SettleRelease(volume, claimant, delivered);
}

}  // namespace rexray
