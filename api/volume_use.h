#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "api/claims.h"
#include "api/volume_service.h"

namespace rexray {

// How front doors use volumes on this node: claim, let the reconciler make it true, wait for it. No
// path is given out that is not, at this moment, a live mount of the right device. Any thread.
class VolumeUse {
 public:
  // References outlive it.
  struct Seams {
    VolumeService& volumes;
    ReconcileHandle reconcile;
    Claims& claims;
    // How long a failure that is tried again may last before it is told.
    Milliseconds failurePatience{std::chrono::seconds(10)};
  };
  explicit VolumeUse(Seams seams) : seams_(std::move(seams)) {}

  // Claims the volume and waits until it is mounted; gives where. The claim is pending until
  // Begun; on an error there is none. Errors: what blocks the volume, with the command that ends
  // it; DeadlineExceeded: the work goes on, and who asks again joins it.
  ApiResult<std::string> Begin(const VolumeName& volume, const Claimant& claimant,
                               Changes::Deadline deadline, std::stop_token stop);
  // What became of the answer to a Begin that succeeded.
  void Begun(const VolumeName& volume, const Claimant& claimant, bool delivered);
  // One use less; the mount goes later, once nobody came back for `linger`. Who asks again before
  // Ended, as he had no answer, takes none away.
  Result<void> End(const VolumeName& volume, const Claimant& claimant);
  // What became of the answer to an End that succeeded.
  void Ended(const VolumeName& volume, const Claimant& claimant, bool delivered);

  // Where the volume may be used now; nullopt: it is not mounted.
  std::optional<std::string> Mountpoint(const VolumeState& stored) const;
  // The same object as long as Mountpoint gives the same for the same states; null: that is
  // unknown.
  std::shared_ptr<const Host::MountTable> Mounts() const;

 private:
  ApiResult<std::string> AwaitMount(const VolumeName& volume, Changes::Deadline deadline,
                                    std::stop_token stop);

  Seams seams_;
};

// Why a volume will not become ready by itself: it is blocked, paused, drained, removed, another
// node's, or its last failure stands. nullopt: it may.
std::optional<Error> WhyStuck(const VolumeState& stored);

}  // namespace rexray
