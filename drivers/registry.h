#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "drivers/driver.h"
#include "drivers/os/helper.h"

namespace rexray {

// One entry of `services:` in the configuration.
struct ServiceConfig {
  ServiceName name;
  std::string driver;                          // "loop", "dir" ("vfs"), "device", "folder", "sim"
  std::map<std::string, std::string> options;  // the driver's own keys, as text
};

// Drivers of what a host has anyway; a daemon serves them without being told to.
inline constexpr const char* kDeviceDriver = "device";
inline constexpr const char* kFolderDriver = "folder";

// What drivers are built from.
struct DriverEnvironment {
  Helpers& helpers;
  NodeName node;
  BootId boot;
};

// Builds the driver of a service. InvalidArgument names the unknown driver or option, and the valid
// ones.
Result<std::unique_ptr<Driver>> MakeDriver(const ServiceConfig& service,
                                           const DriverEnvironment& environment);

// Names as a user may write them, aliases included, for messages and validation.
std::vector<std::string> DriverNames();

// What the helper processes must be able to do for all drivers.
std::vector<HelperFunction> DriverHelperFunctions();

}  // namespace rexray
