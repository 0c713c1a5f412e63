#pragma once

#include <string_view>
#include <vector>

#include "drivers/os/helper.h"

namespace rexray {

// What helpers do for existing_driver.cc. Arguments: {"id", "node"}; answers: a BackendVolume, or a
// Listing.
inline constexpr std::string_view kInspectDevice = "existing.inspectDevice";
inline constexpr std::string_view kListDevices = "existing.listDevices";
inline constexpr std::string_view kInspectFolder = "existing.inspectFolder";

}  // namespace rexray
