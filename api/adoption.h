#pragma once

#include <optional>

#include "api/discovered.h"
#include "state/capabilities.h"

namespace rexray {

// The one volume of a service that a user names. NotFound; Unavailable: the listing does not tell;
// FailedPrecondition, reason AmbiguousName: several fit. Pure.
Result<DiscoveredVolume> FindToAdopt(const std::vector<DiscoveredVolume>& discovered,
                                     const ServiceName& service, const ShownListing& listing,
                                     const AdoptSpec& which);

// How it is declared: by its id, with Retain, and with the filesystem that its facts tell. `name`
// left out: the backend's. InvalidArgument: that cannot be a Volume's. Pure.
Result<VolumeSpec> SpecToAdopt(const DiscoveredVolume& found, const std::optional<VolumeName>& name,
                               const Capabilities& capabilities);

}  // namespace rexray
