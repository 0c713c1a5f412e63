#pragma once

#include <functional>
#include <map>
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
  int doubt = 10;  // so many times as long a container may take from its claim to its start
};

// The uses of one volume by containers.
struct ContainerUses {
  std::size_t live = 0;     // of those that run, are paused, or start anew
  std::size_t stopped = 0;  // of those that may be about to start
};

// Finds claims whose users are gone although nobody said so: an engine that is started anew under
// live containers never asks for their Unmounts, and one whose Mount lost its answer forgets the
// id. A claim has leaked when neither a live container has the volume nor any mount namespace shows
// it, or when it is pending and there are fewer live containers than claims; seen twice. Who does
// not answer denies nothing, a claim whose answer is being made has a user, and one that was asked
// for of late may be that of a container that is about to start: its other volumes may take
// minutes.
class ClaimReview {
 public:
  // What the containers of one engine use.
  using Engine = std::function<Result<std::map<VolumeName, ContainerUses>>()>;

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
  // A claim that seems to have no user, and for how long that must last.
  struct Doubt {
    Claim claim;
    Milliseconds patience;
  };
  using Key = std::pair<VolumeName, std::string>;

  std::map<VolumeName, std::vector<Claim>> ClaimsOfDoor();
  // nullopt: an engine does not answer.
  std::optional<std::map<VolumeName, ContainerUses>> InContainers();
  bool IsDeniedByNamespaces(const VolumeName& volume);
  bool MayBeStarting(const Claim& claim);
  std::vector<Doubt> DoubtsOf(std::vector<Claim> claims, const ContainerUses& uses);
  std::vector<Doubt> Surplus(const std::vector<Claim>& claims, const ContainerUses& uses);
  void Suspect(const Doubt& doubt);
  void Leaked(Suspicion& suspicion);
  bool Tell(const Claim& claim);

  Seams seams_;
  const ClaimReviewConfig config_;
  std::map<Key, Suspicion> suspicions_;
  std::jthread thread_;  // last: it uses the rest
};

}  // namespace rexray
