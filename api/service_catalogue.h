#pragma once

#include <map>
#include <string>

#include "state/capabilities.h"
#include "state/ids.h"

namespace rexray {

// What front doors know of the configured drivers.
struct ServiceEntry {
  std::string driver;  // "loop"
  Capabilities capabilities;
};
using ServiceCatalogue = std::map<ServiceName, ServiceEntry>;

}  // namespace rexray
