#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

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
nlohmann::json VolumeView(const VolumeState& stored, std::optional<TimePoint> nextTry,
                          const ViewContext& context);
// All Attachments of the volume, those of other nodes included.
std::vector<nlohmann::json> AttachmentViews(const VolumeState& stored, const ViewContext& context);
nlohmann::json NodeView(const NodeName& node, const ViewContext& context);
nlohmann::json ServiceView(const ServiceName& name, const ServiceEntry& service);
// What is left of an object that is gone: kind and name.
nlohmann::json GoneView(const std::string& kind, const std::string& name);

// The `spec` of a manifest that says the same.
nlohmann::json SpecView(const VolumeSpec& spec);
nlohmann::json SpecView(const AttachmentSpec& spec);

nlohmann::json PlanView(const PlanReport& report);
nlohmann::json ChangeView(const ObjectChange& change);
// `fresh`: a plan made just now, if there was an answer.
nlohmann::json WhyView(const VolumeState& stored, std::optional<TimePoint> nextTry,
                       const PlanReport& fresh);

nlohmann::json QueueView(const Controller::Stats& stats);
nlohmann::json DatabaseView(const StoreStats& stats);
nlohmann::json QuarantineView(const QuarantinedRow& row);

}  // namespace rexray
