#include <nlohmann/json.hpp>

#include "api/views.h"
#include "state/fields.h"

namespace rexray {
namespace {

using nlohmann::json;

struct ToValue {
  json operator()(std::monostate) const { return json::object(); }
  json operator()(const auto& held) const { return held; }
};

// "spec.filesystem.type" → "/filesystem/type"
json::json_pointer Place(std::string_view path) {
  std::string pointer(path.substr(path.find('.')));
  for (char& c : pointer) c = c == '.' ? '/' : c;
  return json::json_pointer(pointer);
}

// From the table that manifests are read by, so that what is shown can be applied.
template <class Spec>
json RenderFields(const Spec& spec) {
  json view = json::object();
  for (const SpecField<Spec>& candidate : FieldsOf<Spec>()) {
    const auto value =
        candidate.field.path.starts_with("spec.") ? candidate.get(spec) : std::nullopt;
    if (value) view[Place(candidate.field.path)] = std::visit(ToValue{}, *value);
  }
  return view;
}

}  // namespace

json RenderSpec(const VolumeSpec& spec) { return RenderFields(spec); }
json RenderSpec(const AttachmentSpec& spec) { return RenderFields(spec); }
json RenderSpec(const SnapshotSpec& spec) { return RenderFields(spec); }

}  // namespace rexray
