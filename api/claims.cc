#include "api/claims.h"

#include <fmt/format.h>

#include <algorithm>

namespace rexray {

// With count 0 where there is none.
Claim Claims::In(const std::vector<Claim>& claims, const VolumeName& volume,
                 const Claimant& claimant) const {
  const auto found = std::ranges::find_if(claims, [&](const Claim& each) {
    return each.node == node_ && each.boot == boot_ && each.door == claimant.door &&
           each.consumer == claimant.consumer;
  });
  if (found != claims.end()) return *found;
  return Claim{volume, node_, claimant.door, claimant.consumer, 0, boot_, ClaimState::Held};
}

Result<Claim> Claims::Find(const VolumeName& volume, const Claimant& claimant) {
  REXRAY_ASSIGN(const std::vector<Claim> claims, seams_.store.Claims(volume));
  return In(claims, volume, claimant);
}

int Claims::Waiting(const Key& key, int Unanswered::*kind) const {
  const auto found = unanswered_.find(key);
  return found == unanswered_.end() ? 0 : found->second.*kind;
}

int Claims::Answered(const Key& key, int Unanswered::*kind) {
  const auto found = unanswered_.find(key);
  if (found == unanswered_.end()) return 0;
  int& waiting = found->second.*kind;
  const int left = waiting = std::max(waiting - 1, 0);
  if (found->second == Unanswered()) unanswered_.erase(found);
  return left;
}

Result<void> Claims::Take(const VolumeName& volume, const Claimant& claimant) {
  const std::lock_guard lock(mutex_);
  REXRAY_ASSIGN(const VolumeState stored, seams_.store.Load(volume));
  if (!stored.volume) {
    return Fail(Code::FailedPrecondition,
                fmt::format("volume {} is not declared any more", volume.value), "NotDeclared");
  }
  REXRAY_ASSIGN(Claim claim, Find(volume, claimant));
  const Key key{volume, claimant};
  const bool repeats = claim.count > 0 && claim.state == ClaimState::Pending &&
                       Waiting(key, &Unanswered::takes) == 0;
  if (!repeats) ++claim.count;
  claim.state = ClaimState::Pending;
  claim.linger = claimant.linger;
  claim.asked = seams_.clock.Now();
  REXRAY_TRY(seams_.store.PutClaim(claim, claim.asked));
  ++unanswered_[key].takes;
  return {};
}

Result<void> Claims::Settle(const VolumeName& volume, const Claimant& claimant,
                            ClaimAnswer answer) {
  const std::lock_guard lock(mutex_);
  const int waiting = Answered({volume, claimant}, &Unanswered::takes);
  if (answer == ClaimAnswer::Lost) return {};
  REXRAY_ASSIGN(Claim claim, Find(volume, claimant));
  if (claim.count == 0) return {};  // released meanwhile
  if (answer == ClaimAnswer::Failed) --claim.count;
  if (waiting == 0) claim.state = ClaimState::Held;
  return seams_.store.PutClaim(claim, seams_.clock.Now());
}

Result<bool> Claims::Release(const VolumeName& volume, const Claimant& claimant) {
  const std::lock_guard lock(mutex_);
  REXRAY_ASSIGN(const std::vector<Claim> all, Of(volume));
  Claim claim = In(all, volume, claimant);
  const Key key{volume, claimant};
  const bool repeats =
      claim.state == ClaimState::Releasing && Waiting(key, &Unanswered::releases) == 0;
  const bool changes = claim.count > 0 && !repeats;
  if (changes) {
    --claim.count;
    // Who releases has had the answers that he got: what he asks for next is one use more. The
    // daemon may have ended after an answer, before it could note that.
    if (Waiting(key, &Unanswered::takes) == 0) claim.state = ClaimState::Releasing;
    REXRAY_TRY(seams_.store.PutClaim(claim, seams_.clock.Now()));
  }
  ++unanswered_[key].releases;
  return changes && claim.count == 0 && all.size() == 1;
}

Result<void> Claims::SettleRelease(const VolumeName& volume, const Claimant& claimant,
                                   bool delivered) {
  const std::lock_guard lock(mutex_);
  const int waiting = Answered({volume, claimant}, &Unanswered::releases);
  if (!delivered || waiting > 0) return {};
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
