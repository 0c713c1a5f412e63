#include "cli/services.h"

#include "cli/service_defaults.h"
#include "drivers/observed_driver.h"

namespace rexray {
namespace {

constexpr std::size_t kMostHelpers = 64;

}  // namespace

Result<std::unique_ptr<Helpers>> StartAllHelpers() {
  std::vector<HelperFunction> functions = HostHelperFunctions();
  for (const HelperFunction& each : DriverHelperFunctions()) functions.push_back(each);
  return StartHelpers(std::move(functions), kMostHelpers);
}

Result<ConfiguredServices> MakeServices(const Config& config, Helpers& helpers, const BootId& boot,
                                        const DriverReport& report) {
  ConfiguredServices services;
  for (const ServiceConfig& service : config.services) {
    REXRAY_ASSIGN(auto driver, MakeDriver(service, {helpers, config.node, boot}));
    services.catalogue[service.name] = {service.driver, driver->capabilities(), {}};
    if (const auto given = config.defaults.find(service.name); given != config.defaults.end()) {
      REXRAY_TRY(CheckDefaults(service.name, given->second, driver->capabilities()));
      services.catalogue[service.name].defaults = given->second;
    }
    const auto observed = [report, name = service.driver](std::string_view method,
                                                          std::string_view code,
                                                          std::chrono::nanoseconds duration) {
      report(name, method, code, duration);
    };
    services.drivers[service.name] = {service.driver, ObserveDriver(std::move(driver), observed)};
  }
  return services;
}

std::vector<std::string> ProtectedPaths(const Config& config) {
  std::vector<std::string> paths{config.state};
  for (const ServiceConfig& service : config.services) {
    const auto root = service.options.find("root");
    if (root != service.options.end()) paths.push_back(root->second);
  }
  for (const SourceConfig& source : config.sources) paths.push_back(source.path);
  return paths;
}

std::map<std::string, std::string> PathsOfSources(const Config& config) {
  std::map<std::string, std::string> paths;
  for (const SourceConfig& source : config.sources) paths[source.name] = source.path;
  return paths;
}

}  // namespace rexray
