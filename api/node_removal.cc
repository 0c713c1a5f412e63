#include "api/node_removal.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace rexray {
namespace {

std::string NameOf(const DiscoveredVolume& each) {
  if (!each.volume.empty()) return each.volume.value;
  return each.shown.name.empty() ? each.shown.id.value : each.shown.name.value;
}

bool IsOwned(const VolumeState& stored, const NodeName& node) {
  if (stored.record.facts && !stored.record.facts->owner.empty()) {
    return stored.record.facts->owner == node;
  }
  return stored.volume && stored.volume->spec.owner == node;
}

class References {
 public:
  explicit References(const NodeName& node) : node_(node) {}

  void AddOwned(const std::string& name) {
    if (!owned_.insert(name).second) return;
    Add("Volume", name,
        fmt::format(
            "{} owns it, and nobody else deletes it; run rexray delete volume {} there first",
            node_.value, name));
  }
  void AddAttached(const DiscoveredVolume& each) {
    const std::string name = NameOf(each);
    std::string end = fmt::format("run rexray drain on {}", node_.value);
    if (each.relation == Relation::Managed) {
      end += fmt::format(", or rexray preempt {} --evidence TEXT here", name);
    }
    Add("Volume", name,
        fmt::format("service {} shows it attached there; {}", each.service.value, end));
  }
  void AddSilent(const ServiceName& service, const std::string& why) {
    Add("Service", service.value,
        fmt::format("whether it shows attachments there is not known: {}; run this again when it "
                    "answers",
                    why));
  }
  std::vector<NodeReference> Take() { return std::move(all_); }

 private:
  void Add(std::string kind, std::string name, std::string why) {
    all_.push_back({std::move(kind), std::move(name), std::move(why)});
  }

  const NodeName& node_;
  std::set<std::string> owned_;
  std::vector<NodeReference> all_;
};

}  // namespace

std::vector<AttachmentName> AttachmentsTo(const NodeName& node, const DesiredSet& desired) {
  std::vector<AttachmentName> names;
  for (const auto& attachment : desired.attachments) {
    if (attachment->spec.node == node) names.push_back(attachment->spec.name);
  }
  return names;
}

std::vector<NodeReference> ReferencesTo(const NodeName& node, const DomainName& domain,
                                        const std::vector<VolumeState>& known,
                                        const std::map<ServiceName, ShownListing>& listings,
                                        const std::vector<DiscoveredVolume>& discovered) {
  References references(node);
  for (const VolumeState& stored : known) {
    if (IsOwned(stored, node)) references.AddOwned(stored.name.value);
  }
  for (const DiscoveredVolume& each : discovered) {
    const auto& facts = each.shown.facts;
    if (facts && facts->domain == domain && facts->owner == node) references.AddOwned(NameOf(each));
    if (std::ranges::count(each.shown.attachments, node, &BackendAttachment::node) > 0) {
      references.AddAttached(each);
    }
  }
  for (const auto& [service, listing] : listings) {
    if (!listing.present()) {
      references.AddSilent(service, listing.why);
    } else if (!listing.value->complete) {
      references.AddSilent(service, "its listing is incomplete");
    }
  }
  return references.Take();
}

}  // namespace rexray
