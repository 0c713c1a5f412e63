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

std::vector<Claim> ClaimReview::ClaimsOfDoor() {
  auto claims = seams_.store.AllClaims();
  if (!claims) return {};
  std::erase_if(*claims, [&](const Claim& each) {
    return each.door != config_.door || each.node != config_.node || each.boot != config_.boot;
  });
  return std::move(*claims);
}

std::optional<std::set<VolumeName>> ClaimReview::InContainers() {
  std::set<VolumeName> used;
  for (const Engine& engine : seams_.engines) {
    auto volumes = engine();
    if (!volumes) return std::nullopt;
    used.merge(*volumes);
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
  std::vector<Claim> denied = ClaimsOfDoor();
  std::map<VolumeName, bool> looked;
  std::erase_if(denied, [&](const Claim& each) {
    const auto [at, first] = looked.try_emplace(each.volume, false);
    if (first) at->second = IsDeniedByNamespaces(each.volume);
    return !at->second;
  });
  const auto used = denied.empty() ? std::set<VolumeName>() : InContainers();
  if (!used) denied.clear();
  std::erase_if(denied, [&](const Claim& each) { return used->contains(each.volume); });
  std::erase_if(suspicions_, [&](const auto& item) {
    return std::ranges::find(denied, item.second.claim) == denied.end();
  });
  for (const Claim& claim : denied) Suspect(claim);
}

void ClaimReview::Suspect(const Claim& claim) {
  const TimePoint now = seams_.clock.Now();
  const auto [at, first] = suspicions_.try_emplace({claim.volume, claim.consumer}, claim, now);
  if (!first && now - at->second.since >= config_.apart) Leaked(at->second);
}

void ClaimReview::Leaked(Suspicion& suspicion) {
  if (suspicion.told) return;
  const Claim& claim = suspicion.claim;
  Event event;
  event.at = seams_.clock.Now();
  event.volume = claim.volume;
  event.type = EventType::Warning;
  event.reason = "ClaimLeaked";
  event.message = fmt::format(
      "{} {} ({}) has it no more: no container of an engine and no mount namespace does; {}",
      claim.door, claim.consumer, claim.count,
      config_.release ? "the claim is released"
                      : fmt::format("rexray release {} --all releases it", claim.volume.value));
  // Told first: no claim ends without a trace.
  if (!seams_.store.AppendEvents({event})) return;
  suspicion.told = true;
  seams_.observer.OnEvent(event);
  seams_.observer.OnClaimLeaked(claim);
  if (!config_.release) return;
  const auto dropped = seams_.claims.Drop(claim);
  if (dropped && *dropped) seams_.reconcile.enqueue(claim.volume);
}

}  // namespace rexray
