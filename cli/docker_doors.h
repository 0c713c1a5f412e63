#pragma once

#include <memory>

#include "api/claim_review.h"
#include "api/docker/door.h"
#include "cli/config.h"

namespace rexray {

// Docker's plugin sockets, and what they share: claims, and their review against the engines.
class DockerDoors {
 public:
  // References outlive it.
  struct Seams {
    Store& store;
    VolumeService& volumes;
    ReconcileHandle reconcile;
    const Clock& clock;
    Observer& observer;
    DockerReport report;
  };
  DockerDoors(Seams seams, const Config& config);

  // Of one socket; the doors outlive it.
  HttpHandler HandlerOf(const DockerConfig& docker);

  // From now on, if an engine is configured.
  Result<void> ReviewClaims();

 private:
  Seams seams_;
  const Config& config_;
  Claims claims_;
  VolumeUse use_;
  std::unique_ptr<ClaimReview> review_;
};

}  // namespace rexray
