#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "api/adoption.h"
#include "api/docker/status.h"
#include "api/docker/volumes.h"

// Which volumes an engine sees.

namespace rexray {
namespace {

std::unexpected<ApiError> NoSuchVolume(const VolumeName& name) {
  return std::unexpected(ApiError(
      Error{Code::NotFound, fmt::format("no such volume: {}", name.value), "NoSuchVolume"}));
}

// What a user of engines knows it by.
std::string NameToDocker(const DiscoveredVolume& found) {
  return found.shown.facts ? found.shown.facts->name.value : found.shown.name.value;
}

// Which services did not say all that they have.
std::vector<std::string> Silent(const std::map<ServiceName, ShownListing>& services) {
  std::vector<std::string> silent;
  for (const auto& [name, listing] : services) {
    if (listing.present() && listing.value->complete) continue;
    silent.push_back(fmt::format("{} ({})", name.value,
                                 listing.present() ? "its listing is incomplete" : listing.why));
  }
  return silent;
}

}  // namespace

bool DockerVolumes::IsOfDoor(const VolumeState& stored) const {
  return stored.volume && (!config_.service || stored.volume->spec.service == *config_.service);
}

bool DockerVolumes::IsVisible(const DiscoveredVolume& found) const {
  const auto& facts = found.shown.facts;
  switch (found.relation) {
    case Relation::Managed:   // under a name of its own
    case Relation::Orphaned:  // somebody removed it
    case Relation::Deleted:
      return false;
    case Relation::Leaked:
    case Relation::Elsewhere:
      if (config_.visible == DockerVisible::All) return true;
      return config_.visible == DockerVisible::Tagged && facts &&
             facts->domain == seams_.volumes.config().domain;
    case Relation::Untagged:
      return config_.visible == DockerVisible::All && found.shown.state != BackendState::Unreadable;
  }
  return false;
}

std::vector<ServiceName> DockerVolumes::ServicesSeen() const {
  if (config_.service) return {*config_.service};
  std::vector<ServiceName> services;
  for (const auto& [name, service] : seams_.volumes.config().services) services.push_back(name);
  return services;
}

ApiResult<VolumeState> DockerVolumes::Find(const VolumeName& name) {
  auto stored = seams_.store.Load(name);
  if (!stored && stored.error().code != Code::NotFound) {
    return std::unexpected(std::move(stored).error());
  }
  if (stored && IsOfDoor(*stored)) return std::move(*stored);
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
  REXRAY_ASSIGN(const DiscoveryOutcome outcome, seams_.volumes.Discover(config_.service));
  std::vector<const DiscoveredVolume*> meant;
  std::vector<std::string> ids;
  for (const DiscoveredVolume& each : outcome.volumes) {
    if (NameToDocker(each) != name.value || !IsVisible(each)) continue;
    meant.push_back(&each);
    ids.push_back(each.shown.id.value);
  }
  const auto silent = Silent(outcome.services);
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

ApiResult<std::vector<DockerVolume>> DockerVolumes::List() {
  REXRAY_ASSIGN(const std::vector<VolumeState> all, seams_.store.LoadAll());
  std::vector<DockerVolume> volumes;
  for (const VolumeState& stored : all) {
    if (!IsOfDoor(stored)) continue;
    volumes.push_back(ShowToDocker(stored, seams_.use.Mountpoint(stored)));
  }
  if (config_.visible == DockerVisible::Managed) return volumes;
  std::set<std::string> known;
  for (const VolumeState& stored : all) known.insert(stored.name.value);
  const VolumeServiceConfig& config = seams_.volumes.config();
  REXRAY_ASSIGN(const auto listings, seams_.volumes.LastListings(config_.service));
  for (const DiscoveredVolume& each : Discovered(listings, all, {config.node, config.domain})) {
    const std::string name = NameToDocker(each);
    if (!IsVisible(each) || known.contains(name) || !ParseVolumeName(name)) continue;
    volumes.push_back({name, {}, {}});
  }
  return volumes;
}

}  // namespace rexray
