#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "api/docker/protocol.h"
#include "api/service_catalogue.h"
#include "state/store.h"

namespace rexray {

// How an engine is shown a volume that is mounted at `mount` now. Pure.
DockerVolume ShowToDocker(const VolumeState& stored, const std::optional<std::string>& mount);

// `docker volume inspect`'s Status: REX-Ray's keys, and ours.
nlohmann::json RenderDockerStatus(const VolumeState& stored);

// FailedPrecondition: a raw device, of which no folder can be given.
Result<void> CheckMountable(const VolumeState& stored, const ServiceCatalogue& services);

}  // namespace rexray
