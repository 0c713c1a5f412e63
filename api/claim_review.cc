#include "api/claim_review.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>

namespace rexray {

void ClaimReview::Start() {
  thread_ = std::jthread([this](std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock(mutex);
    const auto never = [] { return false; };
    while (!ended.wait_for(lock, stop, config_.every, never) && !stop.stop_requested()) Look();
  });
}

std::map<VolumeName, std::vector<Claim>> ClaimReview::ClaimsOfDoor() {
  std::map<VolumeName, std::vector<Claim>> claims;
  const auto all = seams_.store.AllClaims();
  if (!all) return claims;
  for (const Claim& each : *all) {
    if (each.door != config_.door || each.node != config_.node || each.boot != config_.boot)
      continue;
    claims[each.volume].push_back(each);
  }
  return claims;
}

std::optional<std::map<VolumeName, ContainerUses>> ClaimReview::InContainers() {
  std::map<VolumeName, ContainerUses> used;
  for (const Engine& engine : seams_.engines) {
    const auto volumes = engine();
    if (!volumes) return std::nullopt;
    for (const auto& [volume, uses] : *volumes) {
      used[volume].live += uses.live;
      used[volume].stopped += uses.stopped;
    }
  }
  return used;
}

bool ClaimReview::IsDeniedByNamespaces(const VolumeName& volume) {
  const auto stored = seams_.store.Load(volume);
  if (!stored) return false;
  const auto beyond = seams_.reconcile.isMountedBeyond(*stored);
  return beyond && !*beyond;
}

void ClaimReview::Look() {
  const auto claims = ClaimsOfDoor();
  const auto used = claims.empty() ? std::nullopt : InContainers();
  std::vector<Doubt> doubts;
  for (const auto& [volume, of] : claims) {
    if (!used) break;
    const auto uses = used->find(volume);
    const auto more = DoubtsOf(of, uses != used->end() ? uses->second : ContainerUses());
    doubts.insert(doubts.end(), more.begin(), more.end());
  }
  std::erase_if(suspicions_, [&](const auto& item) {
    return std::ranges::find(doubts, item.second.claim, &Doubt::claim) == doubts.end();
  });
  for (const Doubt& doubt : doubts) Suspect(doubt);
}

bool ClaimReview::MayBeStarting(const Claim& claim) {
  return seams_.clock.Now() - claim.asked < config_.apart * config_.doubt;
}

std::vector<ClaimReview::Doubt> ClaimReview::DoubtsOf(std::vector<Claim> claims,
                                                      const ContainerUses& uses) {
  std::erase_if(claims, [&](const Claim& each) {
    return seams_.claims.IsAwaited(each) || (uses.stopped > 0 && MayBeStarting(each));
  });
  if (claims.empty()) return {};
  if (uses.live > 0) return Surplus(claims, uses);
  if (!IsDeniedByNamespaces(claims.front().volume)) return {};
  std::vector<Doubt> doubts;
  for (const Claim& claim : claims) doubts.push_back({claim, config_.apart});
  return doubts;
}

// Which of them is whose is not known. What is dropped wrongly is harmless: another claim, or the
// container's own namespace, keeps the mount, and an Unmount of an unknown id is a success.
std::vector<ClaimReview::Doubt> ClaimReview::Surplus(const std::vector<Claim>& claims,
                                                     const ContainerUses& uses) {
  std::vector<Doubt> doubts;
  for (const Claim& claim : claims) {
    if (claims.size() - doubts.size() <= uses.live) break;
    if (claim.state != ClaimState::Pending) continue;
    doubts.push_back({claim, config_.apart * config_.doubt});
  }
  return doubts;
}

void ClaimReview::Suspect(const Doubt& doubt) {
  const Claim& claim = doubt.claim;
  const TimePoint now = seams_.clock.Now();
  const auto [at, first] = suspicions_.try_emplace({claim.volume, claim.consumer}, claim, now);
  if (!first && now - at->second.since >= doubt.patience) Leaked(at->second);
}

void ClaimReview::Leaked(Suspicion& suspicion) {
  // Told first: no claim ends without a trace.
  if (!suspicion.told) suspicion.told = Tell(suspicion.claim);
  if (!suspicion.told || !config_.release) return;
  const auto dropped = seams_.claims.Drop(suspicion.claim);
  if (dropped && *dropped) seams_.reconcile.enqueue(suspicion.claim.volume);
}

bool ClaimReview::Tell(const Claim& claim) {
  Event event;
  event.at = seams_.clock.Now();
  event.volume = claim.volume;
  event.type = EventType::Warning;
  event.reason = "ClaimLeaked";
  event.message = fmt::format(
      "{} {} ({}) has it no more, by the containers of the engines and the mount namespaces; {}",
      claim.door, claim.consumer, claim.count,
      config_.release ? "the claim is released"
                      : fmt::format("rexray release {} --all releases it", claim.volume.value));
  if (!seams_.store.AppendEvents({event})) return false;
  seams_.observer.OnEvent(event);
  seams_.observer.OnClaimLeaked(claim);
  return true;
}

}  // namespace rexray
