#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "reconciler/clock.h"
#include "state/store.h"

namespace rexray {

// Who claims: a front door, and the one it does it for, by the door's own id.
struct Claimant {
  std::string door;
  std::string consumer;
  std::optional<Milliseconds> linger =
      {};  // how long the mount stays when nobody claims it any more

  friend auto operator<=>(const Claimant& a, const Claimant& b) {
    return std::tie(a.door, a.consumer) <=> std::tie(b.door, b.consumer);
  }
};

// What became of the answer to a claim.
enum class ClaimAnswer {
  Delivered,
  Lost,    // perhaps the client has it, perhaps it asks again: the claim stays pending
  Failed,  // the client was told that it does not have the volume
};

// The claims of this node, as front doors count them: each id as often as it asked (Docker's
// arithmetic). A claim is pending until its answer is delivered; who asks again then, because the
// answer was lost, or the daemon ended before it, confirms that claim and adds none. Where a
// release leaves uses of the same id, the same holds of it: who asks again takes none away. Any
// thread.
class Claims {
 public:
  // References outlive it.
  struct Seams {
    Store& store;
    const Clock& clock;
  };
  Claims(Seams seams, NodeName node, BootId boot)
      : seams_(seams), node_(std::move(node)), boot_(std::move(boot)) {}

  // One use more, pending; Settle must follow. NotFound: there is no such volume.
  // FailedPrecondition: it is not declared (any more).
  Result<void> Take(const VolumeName& volume, const Claimant& claimant);
  Result<void> Settle(const VolumeName& volume, const Claimant& claimant, ClaimAnswer answer);
  // One use less; of an unknown claim a success that changes nothing. Gives whether it was the last
  // of the volume. SettleRelease must follow.
  Result<bool> Release(const VolumeName& volume, const Claimant& claimant);
  Result<void> SettleRelease(const VolumeName& volume, const Claimant& claimant, bool delivered);

  // Of this node.
  Result<std::vector<Claim>> Of(const VolumeName& volume);

  // Whether the answer to it is still being made, or on its way.
  bool IsAwaited(const Claim& claim);

  // Drops the claim if it still is as given, and nobody waits for the answer to it.
  Result<bool> Drop(const Claim& claim);

  // While it is held nobody takes or releases a claim: for what must not be done to a volume in
  // use.
  [[nodiscard]] std::unique_lock<std::mutex> Hold() { return std::unique_lock(mutex_); }

 private:
  using Key = std::tuple<VolumeName, Claimant>;

  // Requests of this process whose answers are still being made, or on their way.
  struct Unanswered {
    int takes = 0;
    int releases = 0;
    friend bool operator==(const Unanswered&, const Unanswered&) = default;
  };

  Claim In(const std::vector<Claim>& claims, const VolumeName& volume,
           const Claimant& claimant) const;
  Result<Claim> Find(const VolumeName& volume, const Claimant& claimant);
  int Waiting(const Key& key, int Unanswered::*kind) const;
  // One answer less on its way; gives how many are left.
  int Answered(const Key& key, int Unanswered::*kind);

  Seams seams_;
  const NodeName node_;
  const BootId boot_;
  std::mutex mutex_;
  std::map<Key, Unanswered> unanswered_;
};

}  // namespace rexray
