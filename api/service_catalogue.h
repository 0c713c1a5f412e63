#pragma once

#include <map>
#include <string>

#include "state/capabilities.h"
#include "state/ids.h"
#include "state/volume_defaults.h"

namespace rexray {

// What front doors know of the configured drivers.
struct ServiceEntry {
  std::string driver;  // "loop"
  Capabilities capabilities;
  VolumeDefaults defaults = {};
};
using ServiceCatalogue = std::map<ServiceName, ServiceEntry>;

// What leaving a service out means; nullptr: nothing, it must be named.
inline const ServiceName* OnlyCreator(const ServiceCatalogue& services) {
  return OnlyCreator(services, [](const ServiceEntry& each) { return each.capabilities; });
}

}  // namespace rexray
