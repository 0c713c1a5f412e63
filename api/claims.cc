#include "api/claims.h"

#include <fmt/format.h>

#include <algorithm>

namespace rexray {

// With count 0 where there is none.
Result<Claim> Claims::Find(const VolumeName& volume, const Claimant& claimant) {
  REXRAY_ASSIGN(const std::vector<Claim> claims, seams_.store.Claims(volume));
  const auto found = std::ranges::find_if(claims, [&](const Claim& each) {
    return each.node == node_ && each.boot == boot_ && each.door == claimant.door &&
           each.consumer == claimant.consumer;
  });
  if (found != claims.end()) return *found;
  return Claim{volume, node_, claimant.door, claimant.consumer, 0, boot_, ClaimState::Held};
}

Claims::Unanswered Claims::UnansweredOf(const Key& key) const {
  const auto found = unanswered_.find(key);
  return found == unanswered_.end() ? Unanswered() : found->second;
}

void Claims::SetUnanswered(const Key& key, const Unanswered& unanswered) {
  if (unanswered == Unanswered()) {
    unanswered_.erase(key);
  } else {
    unanswered_[key] = unanswered;
  }
}

Result<void> Claims::Take(const VolumeName& volume, const Claimant& claimant) {
  const std::lock_guard lock(mutex_);
  REXRAY_ASSIGN(const VolumeState stored, seams_.store.Load(volume));
  if (!stored.volume) {
    return Fail(Code::FailedPrecondition,
                fmt::format("volume {} is not declared any more", volume.value), "NotDeclared");
  }
  REXRAY_ASSIGN(Claim claim, Find(volume, claimant));
  Unanswered unanswered = UnansweredOf({volume, claimant});
  const bool repeats =
      claim.count > 0 && claim.state == ClaimState::Pending && unanswered.takes == 0;
  if (!repeats) ++claim.count;
  claim.state = ClaimState::Pending;
  claim.linger = claimant.linger;
  REXRAY_TRY(seams_.store.PutClaim(claim, seams_.clock.Now()));
  ++unanswered.takes;
  SetUnanswered({volume, claimant}, unanswered);
  return {};
}

Result<void> Claims::Settle(const VolumeName& volume, const Claimant& claimant,
                            ClaimAnswer answer) {
  const std::lock_guard lock(mutex_);
  Unanswered unanswered = UnansweredOf({volume, claimant});
  if (unanswered.takes > 0) --unanswered.takes;
  SetUnanswered({volume, claimant}, unanswered);
  if (answer == ClaimAnswer::Lost) return {};
  REXRAY_ASSIGN(Claim claim, Find(volume, claimant));
  if (claim.count == 0) return {};  // released meanwhile
  if (answer == ClaimAnswer::Failed) --claim.count;
  if (unanswered.takes == 0) claim.state = ClaimState::Held;
  return seams_.store.PutClaim(claim, seams_.clock.Now());
}

Result<bool> Claims::Release(const VolumeName& volume, const Claimant& claimant) {
  const std::lock_guard lock(mutex_);
  REXRAY_ASSIGN(const std::vector<Claim> all, Of(volume));
  REXRAY_ASSIGN(Claim claim, Find(volume, claimant));
  Unanswered unanswered = UnansweredOf({volume, claimant});
  const bool repeats = claim.state == ClaimState::Releasing && unanswered.releases == 0;
  const bool changes = claim.count > 0 && !repeats;
  if (changes) {
    --claim.count;
    // Who releases has had the answers that he got: what he asks for next is one use more. The
    // daemon may have ended after an answer, before it could note that.
    if (unanswered.takes == 0) claim.state = ClaimState::Releasing;
    REXRAY_TRY(seams_.store.PutClaim(claim, seams_.clock.Now()));
  }
  ++unanswered.releases;
  SetUnanswered({volume, claimant}, unanswered);
  return changes && claim.count == 0 && all.size() == 1;
}

Result<void> Claims::SettleRelease(const VolumeName& volume, const Claimant& claimant,
                                   bool delivered) {
  const std::lock_guard lock(mutex_);
  Unanswered unanswered = UnansweredOf({volume, claimant});
  if (unanswered.releases > 0) --unanswered.releases;
  SetUnanswered({volume, claimant}, unanswered);
  if (!delivered || unanswered.releases > 0) return {};
  REXRAY_ASSIGN(Claim claim, Find(volume, claimant));
  if (claim.count == 0 || claim.state != ClaimState::Releasing) return {};
  claim.state = ClaimState::Held;
  return seams_.store.PutClaim(claim, seams_.clock.Now());
}

Result<std::vector<Claim>> Claims::Of(const VolumeName& volume) {
  REXRAY_ASSIGN(std::vector<Claim> claims, seams_.store.Claims(volume));
  std::erase_if(claims, [&](const Claim& each) { return each.node != node_; });
  return claims;
}

bool Claims::IsAwaited(const Claim& claim) {
  const std::lock_guard lock(mutex_);
  return unanswered_.contains({claim.volume, {claim.door, claim.consumer}});
}

Result<bool> Claims::Drop(const Claim& claim) {
  const std::lock_guard lock(mutex_);
  if (unanswered_.contains({claim.volume, {claim.door, claim.consumer}})) return false;
  REXRAY_ASSIGN(Claim current, Find(claim.volume, {claim.door, claim.consumer}));
  if (current != claim) return false;
  current.count = 0;
  REXRAY_TRY(seams_.store.PutClaim(current, seams_.clock.Now()));
  return true;
}

}  // namespace rexray
