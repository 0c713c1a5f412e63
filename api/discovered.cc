#include "api/discovered.h"

#include <algorithm>
#include <tuple>

namespace rexray {
namespace {

// What the rows of the database refer to, looked up by each way of referring.
class Known {
 public:
  explicit Known(const std::vector<VolumeState>& volumes) {
    for (const VolumeState& stored : volumes) Add(stored);
  }

  const VolumeState* Find(const ServiceName& service, const BackendVolume& shown) const {
    if (const auto* stored = Look(byId_, std::pair(service, shown.id))) return stored;
    if (!shown.facts) return nullptr;
    if (const auto* stored = Look(byUid_, shown.facts->uid)) return stored;
    return Look(damaged_, shown.facts->name);
  }

 private:
  void Add(const VolumeState& stored) {
    const ServiceName& service = stored.record.service.empty() && stored.volume
                                     ? stored.volume->spec.service
                                     : stored.record.service;
    if (stored.record.backendId) byId_[{service, *stored.record.backendId}] = &stored;
    const bool adopts = stored.volume && stored.volume->spec.adopt && !stored.record.backendId;
    if (adopts && stored.volume->spec.adopt->id) {
      byId_[{stored.volume->spec.service, *stored.volume->spec.adopt->id}] = &stored;
    }
    if (!stored.uid.empty()) byUid_[stored.uid] = &stored;
    if (stored.damaged) damaged_[stored.name] = &stored;
  }

  template <class Key>
  static const VolumeState* Look(const std::map<Key, const VolumeState*>& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : found->second;
  }

  std::map<std::pair<ServiceName, BackendId>, const VolumeState*> byId_;
  std::map<VolumeUid, const VolumeState*> byUid_;
  std::map<VolumeName, const VolumeState*> damaged_;  // which one it was may be lost with the row
};

bool IsInQuarantine(const BackendVolume& shown) {
  return shown.facts && shown.facts->deletedAt.has_value();
}

Relation OfOurs(const VolumeState& stored, const BackendVolume& shown) {
  if (stored.tombstone || IsInQuarantine(shown)) return Relation::Deleted;
  return stored.record.orphaned && !stored.volume ? Relation::Orphaned : Relation::Managed;
}

Relation OfOthers(const BackendVolume& shown, const DiscoveryView& view) {
  if (!shown.facts) return Relation::Untagged;
  const bool ours = shown.facts->domain == view.domain && shown.facts->owner == view.node;
  if (ours) return Relation::Leaked;
  return IsInQuarantine(shown) ? Relation::Deleted : Relation::Elsewhere;
}

}  // namespace

std::string_view ToString(Relation relation) {
  switch (relation) {
    case Relation::Managed:
      return "Managed";
    case Relation::Orphaned:
      return "Orphaned";
    case Relation::Deleted:
      return "Deleted";
    case Relation::Leaked:
      return "Leaked";
    case Relation::Elsewhere:
      return "Elsewhere";
    case Relation::Untagged:
      return "Untagged";
  }
  return "";
}

std::vector<DiscoveredVolume> Discovered(const std::map<ServiceName, ShownListing>& listings,
                                         const std::vector<VolumeState>& known,
                                         const DiscoveryView& view) {
  const Known rows(known);
  std::vector<DiscoveredVolume> discovered;
  for (const auto& [service, listing] : listings) {
    if (!listing.present()) continue;
    for (const BackendVolume& shown : listing.value->volumes) {
      const VolumeState* stored = rows.Find(service, shown);
      discovered.push_back({service, shown, stored ? OfOurs(*stored, shown) : OfOthers(shown, view),
                            stored ? stored->name : VolumeName{}});
    }
  }
  std::ranges::sort(discovered, {}, [](const DiscoveredVolume& each) {
    return std::tie(each.service, each.shown.id);
  });
  return discovered;
}

}  // namespace rexray
