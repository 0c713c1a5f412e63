#include "api/discovered.h"

#include <algorithm>
#include <tuple>

namespace rexray {
namespace {

// What the rows of the database refer to, looked up by each way of referring.
class Known {
 public:
  explicit Known(const std::vector<KnownVolume>& volumes) {
    for (const KnownVolume& each : volumes) {
      if (each.id) byId_[{each.service, *each.id}] = &each;
      if (!each.uid.empty()) byUid_[each.uid] = &each;
      if (each.damaged) damaged_[each.name] = &each;
    }
  }

  const KnownVolume* Find(const ServiceName& service, const BackendVolume& shown) const {
    if (const auto* known = Look(byId_, std::pair(service, shown.id))) return known;
    if (!shown.facts) return nullptr;
    if (const auto* known = Look(byUid_, shown.facts->uid)) return known;
    return Look(damaged_, shown.facts->name);
  }

 private:
  template <class Key>
  static const KnownVolume* Look(const std::map<Key, const KnownVolume*>& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : found->second;
  }

  std::map<std::pair<ServiceName, BackendId>, const KnownVolume*> byId_;
  std::map<VolumeUid, const KnownVolume*> byUid_;
  std::map<VolumeName, const KnownVolume*> damaged_;
};

bool IsInQuarantine(const BackendVolume& shown) {
  return shown.facts && shown.facts->deletedAt.has_value();
}

Relation OfOurs(const KnownVolume& known, const BackendVolume& shown) {
  if (known.deleted || IsInQuarantine(shown)) return Relation::Deleted;
  return known.orphaned ? Relation::Orphaned : Relation::Managed;
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

const VolumeName& NameOf(const BackendVolume& shown) {
  return shown.facts ? shown.facts->name : shown.name;
}

KnownVolume KnownOf(const VolumeState& stored) {
  const Record& record = stored.record;
  KnownVolume known{.name = stored.name,
                    .uid = stored.uid,
                    .service = record.service,
                    .id = record.backendId,
                    .deleted = stored.tombstone.has_value(),
                    .orphaned = record.orphaned && !stored.volume,
                    .damaged = stored.damaged};
  if (!stored.volume) return known;
  const VolumeSpec& spec = stored.volume->spec;
  const bool adopts = !known.id && spec.adopt && spec.adopt->id;
  if (adopts) known.id = spec.adopt->id;
  if (adopts || known.service.empty()) known.service = spec.service;
  return known;
}

std::vector<KnownVolume> KnownOf(const std::vector<VolumeState>& stored) {
  std::vector<KnownVolume> known;
  known.reserve(stored.size());
  for (const VolumeState& each : stored) known.push_back(KnownOf(each));
  return known;
}

std::vector<DiscoveredVolume> Discovered(const std::map<ServiceName, ShownListing>& listings,
                                         const std::vector<KnownVolume>& known,
                                         const DiscoveryView& view) {
  const Known rows(known);
  std::vector<DiscoveredVolume> discovered;
  for (const auto& [service, listing] : listings) {
    if (!listing.present()) continue;
    for (const BackendVolume& shown : listing.value->volumes) {
      const KnownVolume* ours = rows.Find(service, shown);
      discovered.push_back({service, shown, ours ? OfOurs(*ours, shown) : OfOthers(shown, view),
                            ours ? ours->name : VolumeName{}});
    }
  }
  std::ranges::sort(discovered, {}, [](const DiscoveredVolume& each) {
    return std::tie(each.service, each.shown.id);
  });
  return discovered;
}

}  // namespace rexray
