#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/docker/config.h"
#include "api/docker/protocol.h"
#include "api/volume_use.h"

namespace rexray {

// Told of each answer, for metrics: the call, "OK" or an error's code, and how long it took.
using DockerReport = std::function<void(std::string_view call, std::string_view code,
                                        std::chrono::nanoseconds duration)>;

// What the door is made of; outlives it.
struct DockerSeams {
  Store& store;
  VolumeService& volumes;
  VolumeUse& use;
  Claims& claims;
  DockerReport report;
};

// Docker's VolumeDriver. Only changes what is wanted and waits; any thread.
HttpHandler DockerHandler(DockerSeams seams, DockerDoorConfig config);

}  // namespace rexray
