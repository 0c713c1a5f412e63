#include "api/object_filter.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/views.h"

namespace rexray {
namespace {

using nlohmann::json;

std::vector<json> RenderAll(const VolumeState& stored, ObjectKind kind, const ControlApi& api) {
  const ViewContext context{api.identity.node, api.identity.boot};
  switch (kind) {
    case ObjectKind::Volume:
      return {RenderVolume(stored, api.reconcile.nextTry(stored.name), context)};
    case ObjectKind::Attachment:
      return RenderAttachments(stored, context);
  }
  return {};
}

bool Passes(const json& object, const ObjectFilter& filter) {
  const json& metadata = object.at("metadata");
  if (!filter.name.empty() && metadata.at("name") != filter.name) return false;
  std::map<std::string, std::string> labels;
  if (metadata.contains("labels")) metadata.at("labels").get_to(labels);
  return filter.selector.Matches(labels);
}

}  // namespace

std::string_view ToString(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::Volume:
      return "Volume";
    case ObjectKind::Attachment:
      return "Attachment";
  }
  return "";
}

std::vector<json> RenderObjects(const VolumeState& stored, const ObjectFilter& filter,
                                const ControlApi& api) {
  std::vector<json> objects = RenderAll(stored, filter.kind, api);
  std::erase_if(objects, [&](const json& object) { return !Passes(object, filter); });
  return objects;
}

Result<VolumeName> VolumeOf(const AttachmentName& name, Store& store) {
  REXRAY_ASSIGN(const auto desired, store.Desired());
  if (const auto* found = FindDeclared(desired->attachments, name)) return found->spec.volume;
  return Fail(Code::NotFound, fmt::format("there is no Attachment {}", name.value));
}

}  // namespace rexray
