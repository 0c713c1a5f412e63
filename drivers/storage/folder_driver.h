#pragma once

#include <memory>
#include <string>

#include "drivers/driver.h"
#include "drivers/os/helper.h"

namespace rexray {

// One kind of volume folders below one root, for one node.
struct FolderService {
  std::string kind;  // "loop", "dir"
  std::string root;  // absolute
  Capabilities capabilities;
  NodeName node;
  BootId boot;
};

// Its driver: every call is one of FolderHelperFunctions().
std::unique_ptr<Driver> MakeFolderDriver(Helpers& helpers, FolderService service);

}  // namespace rexray
