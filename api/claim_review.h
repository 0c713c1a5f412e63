#pragma once

#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <thread>
#include <vector>

#include "api/claims.h"
#include "api/reconcile_handle.h"
#include "reconciler/observer.h"

namespace rexray {

struct ClaimReviewConfig {
  std::string door;
  NodeName node;
  BootId boot;
  bool release = true;  // claims that leaked; false: they are only reported
  Milliseconds every{std::chrono::seconds(30)};
  Milliseconds apart{std::chrono::minutes(1)};  // both looks that find no user
};

// Finds claims whose users are gone although nobody said so: an engine that is started anew under
// live containers never asks for their Unmounts. A claim has leaked when neither an engine has a
// container for the volume nor any mount namespace shows it, seen twice; who does not answer denies
// nothing.
class ClaimReview {
 public:
  // The volumes that containers of one engine have, or may be about to have.
  using Engine = std::function<Result<std::set<VolumeName>>()>;

  // References outlive it.
  struct Seams {
    Store& store;
    Claims& claims;
    ReconcileHandle reconcile;
    const Clock& clock;
    Observer& observer;
    std::vector<Engine> engines;
  };
  ClaimReview(Seams seams, ClaimReviewConfig config)
      : seams_(std::move(seams)), config_(std::move(config)) {}

  // Looks every so often, on a thread of its own, until the review ends.
  void Start();

  // One look at all claims of the door. Not concurrently.
  void Look();

 private:
  struct Suspicion {
    Claim claim;
    TimePoint since;
    bool told = false;
  };
  using Key = std::pair<VolumeName, std::string>;

  std::vector<Claim> ClaimsOfDoor();
  // nullopt: an engine does not answer.
  std::optional<std::set<VolumeName>> InContainers();
  bool IsDeniedByNamespaces(const VolumeName& volume);
  void Suspect(const Claim& claim);
  void Leaked(Suspicion& suspicion);

  Seams seams_;
  const ClaimReviewConfig config_;
  std::map<Key, Suspicion> suspicions_;
  std::jthread thread_;  // last: it uses the rest
};

}  // namespace rexray
