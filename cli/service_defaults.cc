#include "cli/service_defaults.h"

#include <fmt/format.h>

#include "state/validate.h"

namespace rexray {

Result<void> CheckDefaults(const ServiceName& service, const VolumeDefaults& defaults,
                           const Capabilities& capabilities) {
  if (!capabilities.creates) {
    return Fail(
        Code::InvalidArgument,
        fmt::format("services.{}.defaults: the service makes no volumes, and what is adopted "
                    "is as it is; remove them",
                    service.value),
        "InvalidConfiguration");
  }
  Sourced<VolumeSpec> volume{defaults.spec, {}, defaults.given};
  volume.spec.service = service;
  SpecChange change;
  change.volumes.push_back(std::move(volume));
  ValidationContext context;
  context.services[service] = capabilities;
  std::string message;
  for (const Problem& problem : Validate({}, change, context)) {
    const bool leftToVolumes = problem.path == "spec.size" && !defaults.spec.size;
    if (leftToVolumes) continue;
    const std::size_t dot = problem.path.find('.');
    const std::string key = dot == std::string::npos ? "" : problem.path.substr(dot);
    message += fmt::format("{}services.{}.defaults{}: {}", message.empty() ? "" : "\n",
                           service.value, key, problem.message);
  }
  if (message.empty()) return {};
  return Fail(Code::InvalidArgument, std::move(message), "InvalidConfiguration");
}

}  // namespace rexray
