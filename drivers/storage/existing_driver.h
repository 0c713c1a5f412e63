#pragma once

#include <memory>
#include <vector>

#include "drivers/driver.h"
#include "drivers/os/helper.h"

namespace rexray {

// Drivers of what is there on this host anyway. They make nothing, delete nothing, format nothing
// and keep nothing beside it: each volume must be adopted, and is attached to its node for ever.

// Block devices. One has one id, whatever it is called at the moment: "UUID=…" of its filesystem;
// of one without, "PARTUUID=…" of its partition, else "ID=…", the kernel's own identity of it. A
// UUID that two devices carry is never picked from.
std::unique_ptr<Driver> MakeDeviceDriver(Helpers& helpers, const NodeName& node);

// Folders, by their absolute paths. A listing shows none: any folder could be named.
std::unique_ptr<Driver> MakeHostFolderDriver(Helpers& helpers, const NodeName& node);

std::vector<HelperFunction> ExistingHelperFunctions();

}  // namespace rexray
