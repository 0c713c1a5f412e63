#include "cli/docker_doors.h"

#include <set>

#include "cli/docker_engine.h"

namespace rexray {

DockerDoors::DockerDoors(Seams seams, const Config& config)
    : seams_(std::move(seams)),
      config_(config),
      claims_({seams_.store, seams_.clock}, config.node, seams_.volumes.config().boot),
      use_({seams_.volumes, seams_.reconcile, claims_}) {}

HttpHandler DockerDoors::HandlerOf(const DockerConfig& docker) {
  return DockerHandler({seams_.store, seams_.volumes, use_, claims_, seams_.report}, docker.door);
}

Result<void> DockerDoors::ReviewClaims() {
  ClaimReview::Seams seams{seams_.store, claims_,         seams_.reconcile,
                           seams_.clock, seams_.observer, {}};
  std::set<std::string> engines;
  for (const DockerConfig& docker : config_.docker) {
    if (docker.engine.empty() || !engines.insert(docker.engine).second) continue;
    REXRAY_ASSIGN(const ListenAddress address, ParseListenAddress(docker.engine));
    seams.engines.push_back(MakeDockerEngine(address));
  }
  if (seams.engines.empty()) return {};
  review_ = std::make_unique<ClaimReview>(std::move(seams),
                                          ClaimReviewConfig{.door = kDockerDoor,
                                                            .node = config_.node,
                                                            .boot = seams_.volumes.config().boot,
                                                            .release = config_.releaseLeakedClaims,
                                                            .every = config_.claimReview / 2,
                                                            .apart = config_.claimReview});
  review_->Start();
  return {};
}

}  // namespace rexray
