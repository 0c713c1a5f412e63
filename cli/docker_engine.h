#pragma once

#include "api/claim_review.h"
#include "api/listen_socket.h"

namespace rexray {

// What an engine's own API (GET /containers/json) tells of volumes in use. Unavailable: it does not
// answer. Any thread.
ClaimReview::Engine MakeDockerEngine(const ListenAddress& address);

// What is in such an answer. Internal: it is none. Pure.
Result<std::map<VolumeName, ContainerUses>> VolumesOfContainers(const nlohmann::json& containers);

}  // namespace rexray
