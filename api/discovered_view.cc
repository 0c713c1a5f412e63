#include <nlohmann/json.hpp>

#include "api/json_put.h"
#include "api/views.h"
#include "state/codec.h"
#include "state/fields.h"

namespace rexray {
namespace {

using nlohmann::json;

// What it is to us, in a sentence.
std::string_view Explain(Relation relation) {
  switch (relation) {
    case Relation::Managed:
      return "a volume of this database";
    case Relation::Orphaned:
      return "kept after its removal; rexray adopt NAME takes it back";
    case Relation::Deleted:
      return "deleted by its owner; rexray undelete NAME there takes that back in its grace time";
    case Relation::Leaked:
      return "made by this node, and unknown to its database; rexray adopt takes it over";
    case Relation::Elsewhere:
      return "another node's or another domain's";
    case Relation::Untagged:
      return "not made by rexray, or its facts cannot be read";
  }
  return "";
}

void PutFacts(json& status, const VolumeFacts& facts) {
  PutText(status, "uid", facts.uid.value);
  PutText(status, "owner", facts.owner.value);
  PutText(status, "domain", facts.domain.value);
  if (facts.deletedAt) PutTime(status, "deletedAt", *facts.deletedAt);
}

json RenderAttachments(const BackendVolume& shown) {
  json views = json::array();
  for (const BackendAttachment& each : shown.attachments) {
    json view{
        {"node", each.node.value}, {"state", ToString(each.state)}, {"readOnly", each.readOnly}};
    PutText(view, "device", each.device);
    views.push_back(std::move(view));
  }
  return views;
}

json RenderAnswer(const ServiceName& service, bool answered, bool complete,
                  const std::string& why) {
  json view{{"name", service.value}, {"answered", answered}, {"complete", answered && complete}};
  PutText(view, "message", answered ? "" : why);
  return view;
}

}  // namespace

json RenderDiscovered(const DiscoveredVolume& discovered) {
  const BackendVolume& shown = discovered.shown;
  const VolumeName& name = NameOf(shown);
  json status{{"id", shown.id.value},
              {"state", ToString(shown.state)},
              {"attachments", RenderAttachments(shown)},
              {"relation", ToString(discovered.relation)},
              {"message", Explain(discovered.relation)}};
  if (shown.size.value > 0) status["size"] = ToString(shown.size);
  PutText(status, "type", shown.type);
  if (shown.iops) status["iops"] = *shown.iops;
  PutText(status, "availabilityZone", shown.availabilityZone);
  if (shown.encrypted) status["encrypted"] = true;
  if (shown.facts) PutFacts(status, *shown.facts);
  if (!shown.tags.empty()) status["tags"] = shown.tags;
  PutText(status, "volume", discovered.volume.value);
  return {{"apiVersion", kApiVersion},
          {"kind", "Discovered"},
          {"metadata", {{"name", name.empty() ? shown.id.value : name.value}}},
          {"spec", {{"service", discovered.service.value}}},
          {"status", std::move(status)}};
}

json RenderListing(const ServiceName& service, const ShownListing& listing) {
  const bool complete = listing.present() && listing.value->complete;
  return RenderAnswer(service, listing.present(), complete, listing.why);
}

json RenderListing(const ServiceName& service, const ShownSnapshots& listing) {
  return RenderAnswer(service, listing.present(), listing.value.complete, listing.why);
}

json RenderSnapshot(const StoredSnapshot& snapshot) {
  const SnapshotStatus& known = snapshot.status;
  json status{{"service", known.service.value},
              {"state", snapshot.removed ? "Deleting" : ToString(known.state)}};
  if (known.id) {
    status["id"] = known.id->value;
    PutTime(status, "created", known.created);
  }
  if (known.size.value > 0) status["size"] = ToString(known.size);
  return {{"apiVersion", kApiVersion},
          {"kind", "Snapshot"},
          {"metadata", RenderMetadata<SnapshotSpec>(snapshot)},
          {"spec", RenderSpec(snapshot.spec)},
          {"status", std::move(status)}};
}

json RenderSnapshot(const ServiceName& service, const BackendSnapshot& snapshot) {
  json spec = json::object();
  PutText(spec, "volume", snapshot.name.value);
  json status{
      {"service", service.value}, {"id", snapshot.id.value}, {"state", ToString(snapshot.state)}};
  PutText(status, "volumeId", snapshot.volume.value);
  PutTime(status, "created", snapshot.created);
  if (snapshot.size.value > 0) status["size"] = ToString(snapshot.size);
  return {{"apiVersion", kApiVersion},
          {"kind", "Snapshot"},
          {"metadata", {{"name", snapshot.id.value}}},
          {"spec", std::move(spec)},
          {"status", std::move(status)}};
}

}  // namespace rexray
