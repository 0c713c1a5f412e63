#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/adoption.h"
#include "api/docker/visible.h"
#include "api/docker/volumes.h"

// Which volume an engine means.

namespace rexray {
namespace {

std::unexpected<ApiError> NoSuchVolume(const VolumeName& name) {
  return std::unexpected(ApiError(
      Error{Code::NotFound, fmt::format("no such volume: {}", name.value), "NoSuchVolume"}));
}

// Which services did not say all that they have. What a host has anyway bears no name that an
// engine could mean.
std::vector<std::string> Silent(const std::map<ServiceName, ShownListing>& services,
                                const ServiceCatalogue& catalogue) {
  std::vector<std::string> silent;
  for (const auto& [name, listing] : services) {
    if (!catalogue.at(name).capabilities.creates) continue;
    if (listing.present() && listing.value->complete) continue;
    silent.push_back(fmt::format("{} ({})", name.value,
                                 listing.present() ? "its listing is incomplete" : listing.why));
  }
  return silent;
}

}  // namespace

ApiResult<VolumeState> DockerVolumes::Find(const VolumeName& name) {
  auto stored = seams_.store.Load(name);
  if (!stored && stored.error().code != Code::NotFound) {
    return std::unexpected(std::move(stored).error());
  }
  if (stored && IsOfDoor(*stored, config_)) return std::move(*stored);
  if (stored && (stored->volume || config_.visible == DockerVisible::Managed)) {
    return NoSuchVolume(name);
  }
  if (stored && stored->damaged) {
    return Fail(Code::FailedPrecondition,
                fmt::format("a row of volume {0} could not be read; rexray why {0}", name.value),
                std::string(ToString(Reason::StateDamaged)));
  }
  if (stored || config_.visible == DockerVisible::Managed) return NoSuchVolume(name);
  return Adopt(name);
}

ApiResult<VolumeState> DockerVolumes::Adopt(const VolumeName& name) {
  REXRAY_ASSIGN(const DiscoveryOutcome outcome, seams_.volumes.Discover(config_.service, name));
  std::vector<const DiscoveredVolume*> meant;
  std::vector<std::string> ids;
  for (const DiscoveredVolume& each : outcome.volumes) {
    if (!IsVisible(each, config_, seams_.volumes.config().domain)) continue;
    meant.push_back(&each);
    ids.push_back(each.shown.id.value);
  }
  const auto silent = Silent(outcome.services, seams_.volumes.config().services);
  if (!silent.empty()) {
    return Fail(Code::Unavailable,
                fmt::format("whether there is a volume {} is not known: no complete answer of "
                            "service {}; try again",
                            name.value, fmt::join(silent, ", ")),
                std::string(ToString(Reason::BackendUnknown)));
  }
  if (meant.empty()) return NoSuchVolume(name);
  if (meant.size() > 1) {
    return Fail(Code::FailedPrecondition,
                fmt::format("several backend volumes are called {}: {}; none is picked: rexray "
                            "adopt NAME --id ID",
                            name.value, fmt::join(ids, ", ")),
                std::string(ToString(Reason::AmbiguousName)));
  }
  const DiscoveredVolume& found = *meant.front();
  const VolumeServiceConfig& config = seams_.volumes.config();
  REXRAY_ASSIGN(VolumeSpec spec,
                SpecToAdopt(found, name, config.services.at(found.service).capabilities));
  // Ours by its facts already: its owner stays who it is.
  if (!config.domainOfOne && found.relation == Relation::Untagged) spec.owner = config.node;
  const auto declared = seams_.volumes.Declare(std::move(spec), {kDiscoveredSet, {}});
  if (!declared && declared.error().error.code != Code::AlreadyExists) {
    return std::unexpected(declared.error());
  }
  REXRAY_ASSIGN(VolumeState stored, seams_.store.Load(name));
  return stored;
}

}  // namespace rexray
