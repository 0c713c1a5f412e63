#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/listings.h"
#include "api/service_catalogue.h"
#include "state/store.h"

namespace rexray {

// A volume that may still be attached or mounted here.
struct NotDetached {
  VolumeName volume;
  std::string what;  // "mounted at /srv/pg", "its service gives no answer: …"
};

struct DrainView {
  const std::map<ServiceName, ShownListing>& listings;
  const ServiceCatalogue& services;
  NodeName node;
  BootId boot;
};

// What keeps a node from being drained, as record and backends tell: silence proves nothing, nor
// does what is older than the last change. Pure.
std::vector<NotDetached> NotDetachedYet(const std::vector<VolumeState>& volumes,
                                        const DrainView& view);

// The services that have to be asked.
std::vector<ServiceName> ServicesOf(const std::vector<VolumeState>& volumes);

}  // namespace rexray
