#include <nlohmann/json.hpp>

#include "api/json_put.h"
#include "api/phase.h"
#include "api/views.h"
#include "state/codec.h"
#include "state/fields.h"

namespace rexray {
namespace {

using nlohmann::json;

json RenderConditions(const Record& record) {
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

json RenderMounts(const Record& record, const ViewContext& context) {
  json views = json::array();
  if (IsMountedHere(record, context)) {
    views.push_back({{"target", record.mount->target}, {"options", record.mount->liveOptions}});
  }
  return views;
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
              {"mounts", RenderMounts(stored.record, context)},
              {"conditions", RenderConditions(stored.record)}};
  PutReason(status, stored);
  PutBackend(status, stored, context);
  if (nextTry) PutTime(status, "nextTry", *nextTry);
  PutDeletionAndPermits(status, stored);
  PutClaims(status, stored);
  if (stored.openOperation) status["operation"] = ToJson(*stored.openOperation);
  return status;
}

json AttachmentStatus(const AttachmentSpec& spec, const VolumeState& stored,
                      const ViewContext& context) {
  if (spec.node != context.node) {
    json elsewhere{{"phase", ToString(Phase::Elsewhere)},
                   {"ready", false},
                   {"reason", ToString(Reason::NotThisNode)},
                   {"message", spec.node.empty() ? "its nodeSelector does not choose this node"
                                                 : "another node's daemon sees to it"}};
    PutText(elsewhere, "node", spec.node.value);
    return elsewhere;
  }
  json status{
      {"phase", ToString(PhaseOf(stored))}, {"ready", IsReady(stored)}, {"node", spec.node.value}};
  PutReason(status, stored);
  if (IsMountedHere(stored.record, context)) status["target"] = stored.record.mount->target;
  if (stored.record.attach && stored.record.attach->boot == context.boot) {
    PutText(status, "device", stored.record.attach->device);
  }
  return status;
}

json RenderCapabilities(const Capabilities& can) {
  json view{{"block", can.block},
            {"sized", can.sized},
            {"zeroesNewStorage", can.zeroesNewStorage},
            {"keepsFacts", can.keepsFacts},
            {"creates", can.creates},
            {"forceDetach", can.forceDetach},
            {"expand", can.expand},
            {"modify", can.modify},
            {"snapshots", can.snapshots},
            {"global", can.global},
            {"accessModes", json::array()},
            {"createOptions", json::array()},
            {"minimumSize", ToString(can.minimumSize)},
            {"sizeStep", ToString(can.sizeStep)}};
  for (const AccessMode mode : can.accessModes) view["accessModes"].push_back(ToString(mode));
  for (const CreateOption each : can.createOptions) {
    view["createOptions"].push_back(ToString(each));
  }
  if (can.attachLimit) view["attachLimit"] = *can.attachLimit;
  return view;
}

json Object(const std::string& kind, json metadata) {
  return {{"apiVersion", kApiVersion}, {"kind", kind}, {"metadata", std::move(metadata)}};
}

}  // namespace

template <class Spec>
json RenderMetadata(const Declared<Spec>& declared) {
  const Metadata& own = declared.spec.metadata;
  json view{{"name", declared.spec.name.value},
            {"generation", declared.generation},
            {"managedBy", {{"set", declared.managedBy.set}, {"source", declared.managedBy.source}}},
            {"appliedAt", ToRfc3339(declared.appliedAt)}};
  if (!own.labels.empty()) view["labels"] = own.labels;
  if (!own.annotations.empty()) view["annotations"] = own.annotations;
  return view;
}
template json RenderMetadata(const Declared<SnapshotSpec>& declared);

json RenderGone(const std::string& kind, const std::string& name) {
  return Object(kind, {{"name", name}});
}

json RenderVolume(const VolumeState& stored, std::optional<TimePoint> nextTry,
                  const ViewContext& context) {
  json view = stored.volume ? Object("Volume", RenderMetadata(*stored.volume))
                            : RenderGone("Volume", stored.name.value);
  if (stored.volume) view["spec"] = RenderSpec(stored.volume->spec);
  view["status"] = VolumeStatus(stored, nextTry, context);
  return view;
}

std::vector<json> RenderAttachments(const VolumeState& stored, const ViewContext& context) {
  std::vector<json> views;
  for (const Declared<AttachmentSpec>& attachment : stored.attachments) {
    json view = Object("Attachment", RenderMetadata(attachment));
    view["spec"] = RenderSpec(attachment.spec);
    view["status"] = AttachmentStatus(attachment.spec, stored, context);
    views.push_back(std::move(view));
  }
  return views;
}

json RenderNode(const NodeName& node, const ViewContext& context, const NodeDetails& here) {
  json view = Object("Node", {{"name", node.value}});
  const bool isHere = node == context.node;
  view["status"] = {{"here", isHere}};
  if (!isHere) return view;
  view["status"]["boot"] = context.boot.value;
  view["status"]["draining"] = here.drained.has_value();
  if (here.drained) PutTime(view["status"], "drainedSince", *here.drained);
  if (!here.labels.empty()) view["metadata"]["labels"] = here.labels;
  return view;
}

json RenderServices(const ServiceCatalogue& services) {
  json views = json::array();
  for (const auto& [name, service] : services) {
    json view = Object("Service", {{"name", name.value}});
    view["spec"] = {{"driver", service.driver}};
    view["status"] = {{"capabilities", RenderCapabilities(service.capabilities)}};
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace rexray
