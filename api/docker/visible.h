#pragma once

#include "api/discovered.h"
#include "api/docker/config.h"

namespace rexray {

// Which volumes an engine sees at a door. Pure.

// Of those in the database.
bool IsOfDoor(const VolumeState& stored, const DockerDoorConfig& config);
// Of those that a backend shows; `domain`: ours.
bool IsVisible(const DiscoveredVolume& found, const DockerDoorConfig& config,
               const DomainName& domain);

}  // namespace rexray
