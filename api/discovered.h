#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "api/listings.h"
#include "state/store.h"

namespace rexray {

// What a backend volume is to this database.
enum class Relation {
  Managed,    // a declared volume's, or one that lost its declaration with a damaged row
  Orphaned,   // kept after a removal with Retain
  Deleted,    // its owner deleted it, and it is there until the grace time is over
  Leaked,     // our domain and this node as owner, and no row of the database refers to it
  Elsewhere,  // another node's or another domain's
  Untagged,   // it carries no facts: made by somebody else, or they cannot be read
};

std::string_view ToString(Relation relation);

struct DiscoveredVolume {
  ServiceName service;
  BackendVolume shown;
  Relation relation = Relation::Untagged;
  VolumeName volume;  // ours; empty: none
};

// A volume of the database, as far as it takes to know it again.
struct KnownVolume {
  VolumeName name;
  VolumeUid uid;
  ServiceName service;
  std::optional<BackendId> id;  // that it has, or shall adopt
  bool deleted = false;
  bool orphaned = false;
  bool damaged = false;  // which one it was may be lost with the row
};

// By its facts, else as its backend calls it.
const VolumeName& NameOf(const BackendVolume& shown);

KnownVolume KnownOf(const VolumeState& stored);
std::vector<KnownVolume> KnownOf(const std::vector<VolumeState>& stored);

// Who asks.
struct DiscoveryView {
  NodeName node;
  DomainName domain;
};

// Everything that was listed, by service and id. Pure.
std::vector<DiscoveredVolume> Discovered(const std::map<ServiceName, ShownListing>& listings,
                                         const std::vector<KnownVolume>& known,
                                         const DiscoveryView& view);

}  // namespace rexray
