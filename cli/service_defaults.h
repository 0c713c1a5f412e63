#pragma once

#include "state/capabilities.h"
#include "state/volume_defaults.h"

namespace rexray {

// Whether a new Volume of the service could be what its defaults say. InvalidArgument names each
// key that it could not, and why.
Result<void> CheckDefaults(const ServiceName& service, const VolumeDefaults& defaults,
                           const Capabilities& capabilities);

}  // namespace rexray
