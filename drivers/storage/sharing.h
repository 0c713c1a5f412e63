#pragma once

#include "state/capabilities.h"
#include "state/ids.h"
#include "state/result.h"

namespace rexray {

// InvalidArgument: the service has no such access mode; the message says which it has.
Result<void> CheckAccessMode(const Capabilities& capabilities, const BackendId& id,
                             AccessMode mode);

// The answer where capabilities().forceDetach is false.
std::unexpected<Error> NoForceDetach(const BackendId& id);

}  // namespace rexray
