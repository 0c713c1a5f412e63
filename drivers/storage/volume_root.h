#pragma once

#include <string>

#include "drivers/driver.h"
#include "drivers/os/helper.h"

namespace rexray {

// Makes the root folder of a service ready, in a helper process: made if missing, for root only.
// With `bind` it is also bind-mounted on itself, privately, unless something is mounted there
// already: binds whose source lies in a shared mount cost as much as there are mounts. Idempotent;
// never undone.
Result<void> PrepareRoot(Helpers& helpers, const std::string& root, bool bind,
                         const CallContext& context);

HelperFunction PrepareRootFunction();

}  // namespace rexray
