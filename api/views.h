#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "api/discovered.h"
#include "api/service_catalogue.h"
#include "reconciler/controller.h"
#include "state/store.h"

namespace rexray {

// What users see of our values: the JSON of docs/api.md. Pure. Absent values are left out.

struct ViewContext {
  NodeName node;
  BootId boot;  // what was attached or mounted in another boot is not any more
};

// Objects in the shape of manifests, with `status`.
nlohmann::json RenderVolume(const VolumeState& stored, std::optional<TimePoint> nextTry,
                            const ViewContext& context);
// All Attachments of the volume, those of other nodes included.
std::vector<nlohmann::json> RenderAttachments(const VolumeState& stored,
                                              const ViewContext& context);
// What is known of this node only.
struct NodeDetails {
  std::map<std::string, std::string> labels;
  std::optional<TimePoint> drained;  // since
};
nlohmann::json RenderNode(const NodeName& node, const ViewContext& context,
                          const NodeDetails& here);
nlohmann::json RenderDiscovered(const DiscoveredVolume& discovered);
// One that is declared; and one of which only its backend tells.
nlohmann::json RenderSnapshot(const StoredSnapshot& snapshot);
nlohmann::json RenderSnapshot(const ServiceName& service, const BackendSnapshot& snapshot);
// name, generation, managedBy and so on.
template <class Spec>
nlohmann::json RenderMetadata(const Declared<Spec>& declared);
// How a service answered.
nlohmann::json RenderListing(const ServiceName& service, const ShownListing& listing);
nlohmann::json RenderListing(const ServiceName& service, const ShownSnapshots& listing);
nlohmann::json RenderServices(const ServiceCatalogue& services);
// What is left of an object that is gone: kind and name.
nlohmann::json RenderGone(const std::string& kind, const std::string& name);

// The `spec` of a manifest that says the same.
nlohmann::json RenderSpec(const VolumeSpec& spec);
nlohmann::json RenderSpec(const AttachmentSpec& spec);
nlohmann::json RenderSpec(const SnapshotSpec& spec);

nlohmann::json RenderPlan(const PlanReport& report);
nlohmann::json RenderChange(const ObjectChange& change);
// `fresh`: a plan made just now.
nlohmann::json RenderWhy(const VolumeState& stored, std::optional<TimePoint> nextTry,
                         const PlanReport& fresh);

nlohmann::json RenderQueue(const Controller::Stats& stats);
nlohmann::json RenderDatabase(const StoreStats& stats);
nlohmann::json RenderQuarantine(const QuarantinedRow& row);

}  // namespace rexray
