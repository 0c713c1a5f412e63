#include <nlohmann/json.hpp>

#include "api/phase.h"
#include "api/views.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr const char* kApiVersion = "rexray.io/v1";

void PutText(json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

template <class Spec>
json MetadataView(const Declared<Spec>& declared) {
  const Metadata& own = declared.spec.metadata;
  json view{{"name", declared.spec.name.value},
            {"generation", declared.generation},
            {"managedBy", {{"set", declared.managedBy.set}, {"source", declared.managedBy.source}}},
            {"appliedAt", ToRfc3339(declared.appliedAt)}};
  if (!own.labels.empty()) view["labels"] = own.labels;
  if (!own.annotations.empty()) view["annotations"] = own.annotations;
  return view;
}

json ConditionsView(const Record& record) {
  json views = json::array();
  for (const auto& [type, condition] : record.conditions) {
    json view = ToJson(condition);
    view["type"] = type;
    views.push_back(std::move(view));
  }
  return views;
}

bool IsMountedHere(const Record& record, const ViewContext& context) {
  return record.mount && record.mount->boot == context.boot;
}

json MountsView(const Record& record, const ViewContext& context) {
  json views = json::array();
  if (IsMountedHere(record, context)) {
    views.push_back({{"target", record.mount->target}, {"options", record.mount->liveOptions}});
  }
  return views;
}

void PutReason(json& status, const VolumeState& stored) {
  const Condition* ready = FindReady(stored);
  if (ready == nullptr) return;
  PutText(status, "reason", ready->reason);
  PutText(status, "message", ready->message);
  PutText(status, "blocker", ready->blocker);
  PutText(status, "exit", ready->exit);
  status["since"] = ToRfc3339(ready->since);
}

void PutBackend(json& status, const VolumeState& stored, const ViewContext& context) {
  const Record& record = stored.record;
  PutText(status, "uid", stored.uid.value);
  if (record.backendId) status["backendId"] = record.backendId->value;
  if (record.attach && record.attach->boot == context.boot) {
    PutText(status, "device", record.attach->device);
  }
  if (record.facts && record.facts->format.phase == FormatPhase::Formatted) {
    status["filesystem"] = {{"type", ToString(record.facts->format.type)},
                            {"uuid", record.facts->format.uuid}};
  }
  if (stored.volume && stored.volume->spec.size) {
    status["size"] = ToString(*stored.volume->spec.size);
  }
}

json VolumeStatus(const VolumeState& stored, std::optional<TimePoint> nextTry,
                  const ViewContext& context) {
  json status{{"phase", ToString(PhaseOf(stored))},
              {"ready", IsReady(stored)},
              {"observedGeneration", stored.record.observedGeneration},
              {"mounts", MountsView(stored.record, context)},
              {"conditions", ConditionsView(stored.record)}};
  PutReason(status, stored);
  PutBackend(status, stored, context);
  if (nextTry) status["nextTry"] = ToRfc3339(*nextTry);
  if (stored.tombstone) status["deletedAt"] = ToRfc3339(stored.tombstone->deletedAt);
  if (stored.openOperation) status["operation"] = ToJson(*stored.openOperation);
  return status;
}

json AttachmentStatus(const AttachmentSpec& spec, const VolumeState& stored,
                      const ViewContext& context) {
  if (spec.node != context.node) {
    return {{"phase", ToString(Phase::Elsewhere)},
            {"ready", false},
            {"reason", ToString(Reason::NotThisNode)},
            {"message", "another node's daemon sees to it"}};
  }
  json status{{"phase", ToString(PhaseOf(stored))}, {"ready", IsReady(stored)}};
  PutReason(status, stored);
  if (IsMountedHere(stored.record, context)) status["target"] = stored.record.mount->target;
  if (stored.record.attach && stored.record.attach->boot == context.boot) {
    PutText(status, "device", stored.record.attach->device);
  }
  return status;
}

json Object(const std::string& kind, json metadata) {
  return {{"apiVersion", kApiVersion}, {"kind", kind}, {"metadata", std::move(metadata)}};
}

}  // namespace

json GoneView(const std::string& kind, const std::string& name) {
  return Object(kind, {{"name", name}});
}

json VolumeView(const VolumeState& stored, std::optional<TimePoint> nextTry,
                const ViewContext& context) {
  json view = stored.volume ? Object("Volume", MetadataView(*stored.volume))
                            : GoneView("Volume", stored.name.value);
  if (stored.volume) view["spec"] = SpecView(stored.volume->spec);
  view["status"] = VolumeStatus(stored, nextTry, context);
  return view;
}

std::vector<json> AttachmentViews(const VolumeState& stored, const ViewContext& context) {
  std::vector<json> views;
  for (const Declared<AttachmentSpec>& attachment : stored.attachments) {
    json view = Object("Attachment", MetadataView(attachment));
    view["spec"] = SpecView(attachment.spec);
    view["status"] = AttachmentStatus(attachment.spec, stored, context);
    views.push_back(std::move(view));
  }
  return views;
}

json NodeView(const NodeName& node, const ViewContext& context) {
  json view = Object("Node", {{"name", node.value}});
  const bool here = node == context.node;
  view["status"] = {{"here", here}};
  if (here) view["status"]["boot"] = context.boot.value;
  return view;
}

json ServiceView(const ServiceName& name, const ServiceEntry& service) {
  const Capabilities& can = service.capabilities;
  json view = Object("Service", {{"name", name.value}});
  view["spec"] = {{"driver", service.driver}};
  view["status"] = {{"capabilities",
                     {{"block", can.block},
                      {"sized", can.sized},
                      {"zeroesNewStorage", can.zeroesNewStorage},
                      {"keepsFacts", can.keepsFacts},
                      {"minimumSize", ToString(can.minimumSize)},
                      {"sizeStep", ToString(can.sizeStep)}}}};
  return view;
}

}  // namespace rexray
