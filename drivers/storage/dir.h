#pragma once

#include <memory>
#include <string>

#include "drivers/driver.h"
#include "drivers/os/helper.h"
#include "drivers/storage/folder_kind.h"

namespace rexray {

// Volumes that are directories: <root>/<id>/data, bind-mounted where they are wanted. No block
// device, no size, no filesystem of their own. Several nodes may share one root, on a filesystem
// whose flock reaches all of them.
std::unique_ptr<Driver> MakeDirDriver(Helpers& helpers, const std::string& root,
                                      const NodeName& node, const BootId& boot);

// What its helper functions need to know.
const FolderKind& DirKind();

}  // namespace rexray
