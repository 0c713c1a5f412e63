#include <fmt/format.h>

#include <algorithm>

#include "api/volume_service.h"

// What concerns whole nodes and services.

namespace rexray {

std::vector<ServiceName> VolumeService::ServicesToAsk(
    const std::optional<ServiceName>& service) const {
  if (service) return {*service};
  std::vector<ServiceName> creators;
  for (const auto& [name, entry] : config_.services) {
    if (entry.capabilities.creates) creators.push_back(name);
  }
  return creators;
}

Result<void> VolumeService::CheckConfigured(const std::optional<ServiceName>& service) const {
  if (!service || config_.services.contains(*service)) return {};
  return Fail(
      Code::NotFound,
      fmt::format("there is no service {}; `rexray get services` lists them", service->value));
}

Result<std::vector<ServiceName>> VolumeService::ServicesWithSnapshots(
    const std::optional<ServiceName>& service) const {
  REXRAY_TRY(CheckConfigured(service));
  std::vector<ServiceName> able;
  for (const auto& [name, entry] : config_.services) {
    if (entry.capabilities.snapshots && (!service || *service == name)) able.push_back(name);
  }
  if (!service || !able.empty()) return able;
  return Fail(Code::FailedPrecondition,
              fmt::format("service {} makes no snapshots", service->value));
}

Result<std::optional<TimePoint>> VolumeService::DrainedSince() {
  REXRAY_ASSIGN(const auto text, seams_.store.Meta(kMetaDraining));
  if (!text || text->empty()) return std::optional<TimePoint>();
  const auto since = ParseRfc3339(*text);
  return since ? *since : TimePoint();  // an unreadable time: it is drained all the same
}

ApiResult<DrainState> VolumeService::SetDraining(bool draining, const std::string& by) {
  REXRAY_ASSIGN(const auto since, DrainedSince());
  if (since.has_value() != draining) {
    const std::string value = draining ? ToRfc3339(seams_.clock.Now()) : "";
    REXRAY_TRY(seams_.store.SetMeta(kMetaDraining, value));
    REXRAY_TRY(seams_.store.AppendEvents(
        {Audit({}, draining ? "Draining" : "Undrained", fmt::format("by {}", by))}));
    seams_.changes.Touch({});
  }
  seams_.reconcile.setDraining(draining);
  if (draining) return Draining();
  return DrainState{};
}

ApiResult<DrainState> VolumeService::Draining() {
  DrainState state;
  REXRAY_ASSIGN(state.since, DrainedSince());
  REXRAY_ASSIGN(std::vector<VolumeState> volumes, seams_.store.LoadAll());
  const auto listings = listings_.Of(ServicesOf(volumes), config_.listPatience);
  // Once more: what was attached while the listings were made stands in its record.
  REXRAY_ASSIGN(volumes, seams_.store.LoadAll());
  state.left = NotDetachedYet(volumes, {listings, config_.services, config_.node, config_.boot});
  return state;
}

Result<std::optional<Hold>> VolumeService::Held() {
  REXRAY_ASSIGN(const auto text, seams_.store.Meta(kMetaHeld));
  if (!text || text->empty()) return std::optional<Hold>();
  REXRAY_ASSIGN(auto why, seams_.store.Meta(kMetaHeldWhy));
  const auto since = ParseRfc3339(*text);
  return Hold{since ? *since : TimePoint(), why.value_or("restored")};
}

ApiResult<Resumed> VolumeService::Resume(const std::string& by) {
  Resumed resumed;
  REXRAY_ASSIGN(const auto hold, Held());
  if (hold) {
    REXRAY_TRY(seams_.store.SetMeta(kMetaHeld, ""));
    REXRAY_TRY(seams_.store.AppendEvents(
        {Audit({}, "Resumed", fmt::format("by {}, after the database was {}", by, hold->why))}));
    seams_.changes.Touch({});
  }
  resumed.held = hold.has_value();
  seams_.reconcile.setHeld(false);
  REXRAY_ASSIGN(const std::vector<VolumeState> volumes, seams_.store.LoadAll());
  for (const VolumeState& each : volumes) {
    if (each.paused) resumed.paused.push_back(each.name);
  }
  return resumed;
}

ApiResult<DiscoveryOutcome> VolumeService::Discover(const std::optional<ServiceName>& service) {
  REXRAY_TRY(CheckConfigured(service));
  DiscoveryOutcome outcome;
  REXRAY_ASSIGN(std::vector<VolumeState> known, seams_.store.LoadAll());
  outcome.services = listings_.Of(ServicesToAsk(service), config_.listPatience);
  // Both what came and what went meanwhile is known.
  REXRAY_ASSIGN(const std::vector<VolumeState> after, seams_.store.LoadAll());
  known.insert(known.end(), after.begin(), after.end());
  outcome.volumes = Discovered(outcome.services, KnownOf(known), {config_.node, config_.domain});
  return outcome;
}

ApiResult<DiscoveryOutcome> VolumeService::Discover(const std::optional<ServiceName>& service,
                                                    const VolumeName& name) {
  REXRAY_TRY(CheckConfigured(service));
  DiscoveryOutcome outcome;
  outcome.services = listings_.Of(ServicesToAsk(service), config_.listPatience);
  const auto isCalledSo = [&](const BackendVolume& shown) { return NameOf(shown) == name; };
  const bool any = std::ranges::any_of(outcome.services, [&](const auto& each) {
    return each.second.present() && std::ranges::any_of(each.second.value->volumes, isCalledSo);
  });
  if (!any) return outcome;
  REXRAY_ASSIGN(outcome, Discover(service));
  std::erase_if(outcome.volumes,
                [&](const DiscoveredVolume& each) { return !isCalledSo(each.shown); });
  return outcome;
}

ApiResult<std::map<ServiceName, ShownListing>> VolumeService::LastListings(
    const std::optional<ServiceName>& service) {
  REXRAY_TRY(CheckConfigured(service));
  std::map<ServiceName, ShownListing> shown;
  std::vector<ServiceName> old;
  for (const ServiceName& each : ServicesToAsk(service)) {
    shown[each] = seams_.reconcile.lastDiscovered(each);
    const bool recent =
        shown[each].present() && seams_.clock.Now() - shown[each].asOf < config_.oldListing;
    if (!recent) old.push_back(each);
  }
  if (old.empty()) return shown;
  for (auto& [name, listing] : listings_.Of(old, config_.glance)) {
    if (listing.present()) shown[name] = std::move(listing);
  }
  return shown;
}

ApiResult<SnapshotsOutcome> VolumeService::Snapshots(const std::optional<ServiceName>& service) {
  REXRAY_ASSIGN(const std::vector<ServiceName> services, ServicesWithSnapshots(service));
  return listings_.SnapshotsOf(services, config_.listPatience);
}

ApiResult<NodeRemoval> VolumeService::RemoveNode(const NodeName& node, bool dryRun) {
  if (node == config_.node) {
    return Fail(
        Code::FailedPrecondition,
        fmt::format("{} is this node; `rexray drain` takes everything off it, then its daemon "
                    "can be stopped",
                    node.value));
  }
  REXRAY_ASSIGN(const auto desired, seams_.store.Desired());
  Wish wish{.dryRun = dryRun};
  std::vector<NodeReference> references =
      DeclaredBySources(node, *desired, wish.change.removedAttachments);
  REXRAY_ASSIGN(ChangeOutcome removed, Realise(std::move(wish)));
  REXRAY_ASSIGN(const DiscoveryOutcome discovery, Discover(std::nullopt));
  REXRAY_ASSIGN(const std::vector<VolumeState> known, seams_.store.LoadAll());
  for (NodeReference& each :
       ReferencesTo(node, config_.domain, known, discovery.services, discovery.volumes)) {
    references.push_back(std::move(each));
  }
  return NodeRemoval{std::move(removed.changes), std::move(references)};
}

}  // namespace rexray
