#include "api/drain_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace rexray {
namespace {

bool MayExist(const Record& record) { return record.createStarted || record.backendId; }

// What one service shows, looked up by all its volumes.
class ServiceView {
 public:
  ServiceView(const ServiceName& name, const DrainView& view) : name_(name), node_(view.node) {
    const auto service = view.services.find(name);
    const auto listing = view.listings.find(name);
    stays_ = service != view.services.end() && !service->second.capabilities.creates;
    if (service == view.services.end() || listing == view.listings.end()) {
      unknown_ = "it is not configured";
    } else if (!listing->second.present()) {
      unknown_ = listing->second.why;
    } else {
      window_ = service->second.capabilities.consistencyWindow;
      asOf_ = listing->second.asOf;
      complete_ = listing->second.value->complete;
      for (const BackendVolume& each : listing->second.value->volumes) Add(each);
    }
  }

  // Why it is not proven that the volume is detached here; empty: it is.
  std::string WhyNotDetached(const VolumeState& stored) const {
    if (stays_) return "";  // the record alone tells whether it is used
    if (!unknown_.empty()) {
      return fmt::format("service {} gives no answer: {}", name_.value, unknown_);
    }
    if (asOf_ < stored.record.lastEffectAt + window_) {
      return fmt::format("service {} has not shown its last change yet", name_.value);
    }
    const BackendVolume* shown = Find(stored);
    if (shown == nullptr) {
      return complete_ ? "" : fmt::format("the listing of service {} is incomplete", name_.value);
    }
    if (shown->state == BackendState::Unreadable) {
      return fmt::format("service {} cannot look at it", name_.value);
    }
    const bool here = std::ranges::count(shown->attachments, node_, &BackendAttachment::node) > 0;
    return here ? "the backend shows it attached here" : "";
  }

 private:
  void Add(const BackendVolume& shown) {
    byId_[shown.id] = &shown;
    if (shown.facts) byUid_[shown.facts->uid] = &shown;
  }

  // By its uid where a Create was begun whose id is not known.
  const BackendVolume* Find(const VolumeState& stored) const {
    if (stored.record.backendId) return Look(byId_, *stored.record.backendId);
    return Look(byUid_, stored.uid);
  }

  template <class Key>
  static const BackendVolume* Look(const std::map<Key, const BackendVolume*>& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : found->second;
  }

  const ServiceName name_;
  const NodeName node_;
  bool stays_ = false;   // what a node has anyway is never detached from it
  std::string unknown_;  // why nothing is known
  Milliseconds window_{0};
  TimePoint asOf_;
  bool complete_ = false;
  std::map<BackendId, const BackendVolume*> byId_;
  std::map<VolumeUid, const BackendVolume*> byUid_;
};

std::string HereByRecord(const Record& record, const BootId& boot) {
  if (record.mount && record.mount->boot == boot) return "mounted at " + record.mount->target;
  if (record.attach && record.attach->boot == boot) return "attached as " + record.attach->device;
  return {};
}

}  // namespace

std::vector<ServiceName> ServicesOf(const std::vector<VolumeState>& volumes) {
  std::set<ServiceName> services;
  for (const VolumeState& stored : volumes) {
    if (MayExist(stored.record)) services.insert(stored.record.service);
  }
  return {services.begin(), services.end()};
}

std::vector<NotDetached> NotDetachedYet(const std::vector<VolumeState>& volumes,
                                        const DrainView& view) {
  std::map<ServiceName, ServiceView> services;
  std::vector<NotDetached> left;
  for (const VolumeState& stored : volumes) {
    const ServiceName& service = stored.record.service;
    std::string what = HereByRecord(stored.record, view.boot);
    if (what.empty() && MayExist(stored.record)) {
      what = services.try_emplace(service, service, view).first->second.WhyNotDetached(stored);
    }
    if (!what.empty()) left.push_back({stored.name, std::move(what)});
  }
  return left;
}

}  // namespace rexray
