#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "api/service_catalogue.h"
#include "cli/config.h"
#include "drivers/os/helper.h"
#include "reconciler/reconciler.h"

namespace rexray {

// What every process of ours that reaches storage is built from.

// Helpers for all that the host and the drivers ask of them. Before any thread, lock or database.
Result<std::unique_ptr<Helpers>> StartAllHelpers();

// Told of each call of a driver: its name, the method, the outcome, the duration.
using DriverReport = std::function<void(const std::string&, std::string_view, std::string_view,
                                        std::chrono::nanoseconds)>;

struct ConfiguredServices {
  Services drivers;
  ServiceCatalogue catalogue;
};
Result<ConfiguredServices> MakeServices(const Config& config, Helpers& helpers, const BootId& boot,
                                        const DriverReport& report);

// Folders that no volume may be mounted over.
std::vector<std::string> ProtectedPaths(const Config& config);

// The folder of each source, by its name.
std::map<std::string, std::string> PathsOfSources(const Config& config);

}  // namespace rexray
