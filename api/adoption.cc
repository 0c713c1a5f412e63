#include "api/adoption.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rexray {
namespace {

// As the planner understands the same words of a manifest.
bool IsMeant(const BackendVolume& shown, const AdoptSpec& which) {
  if (which.id) return shown.id == *which.id;
  if (!which.name.empty()) return NameOf(shown).value == which.name;
  const std::size_t equals = which.tag.find('=');
  const auto tag = shown.tags.find(which.tag.substr(0, equals));
  return tag != shown.tags.end() && tag->second == which.tag.substr(equals + 1);
}

std::string InWords(const AdoptSpec& which) {
  if (which.id) return "with the id " + which.id->value;
  return which.name.empty() ? "with the tag " + which.tag : "named " + which.name;
}

std::unexpected<Error> NoneFound(const ServiceName& service, const ShownListing& listing,
                                 const AdoptSpec& which) {
  if (!listing.present()) {
    return Fail(Code::Unavailable, fmt::format("service {} gives no answer: {}; try again",
                                               service.value, listing.why));
  }
  if (!listing.value->complete) {
    return Fail(
        Code::Unavailable,
        fmt::format("service {} shows no volume {}, but its listing is incomplete; try again",
                    service.value, InWords(which)));
  }
  return Fail(
      Code::NotFound,
      fmt::format("service {} shows no volume {}; `rexray get discovered` lists what it shows",
                  service.value, InWords(which)));
}

}  // namespace

Result<DiscoveredVolume> FindToAdopt(const std::vector<DiscoveredVolume>& discovered,
                                     const ServiceName& service, const ShownListing& listing,
                                     const AdoptSpec& which) {
  std::vector<const DiscoveredVolume*> meant;
  std::vector<std::string> ids;
  for (const DiscoveredVolume& each : discovered) {
    if (each.service != service || !IsMeant(each.shown, which)) continue;
    meant.push_back(&each);
    ids.push_back(each.shown.id.value);
  }
  if (meant.empty()) return NoneFound(service, listing, which);
  if (meant.size() == 1) return *meant.front();
  return Fail(Code::FailedPrecondition,
              fmt::format("service {} shows {} volumes {}: {}; name one by --id", service.value,
                          ids.size(), InWords(which), fmt::join(ids, ", ")),
              std::string(ToString(Reason::AmbiguousName)));
}

Result<VolumeSpec> SpecToAdopt(const DiscoveredVolume& found, const std::optional<VolumeName>& name,
                               const Capabilities& capabilities) {
  VolumeSpec spec;
  if (name) {
    spec.name = *name;
  } else if (const auto own = ParseVolumeName(NameOf(found.shown).value)) {
    spec.name = *own;
  } else {
    return Fail(
        Code::InvalidArgument,
        fmt::format("what {} is called at its backend cannot be a Volume's name; choose one: "
                    "rexray adopt NAME --service {} --id {}",
                    found.shown.id.value, found.service.value, found.shown.id.value));
  }
  spec.service = found.service;
  spec.adopt = AdoptSpec{found.shown.id, {}, {}};
  spec.reclaimPolicy = ReclaimPolicy::Retain;
  const auto& facts = found.shown.facts;
  if (capabilities.block && facts && facts->format.phase == FormatPhase::Formatted) {
    spec.filesystem.emplace().type = facts->format.type;
  }
  return spec;
}

}  // namespace rexray
