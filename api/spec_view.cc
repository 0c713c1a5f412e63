#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/views.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

json FilesystemView(const FilesystemSpec& filesystem) {
  json view{{"type", ToString(filesystem.type)}};
  json owner = json::object();
  if (filesystem.uid) owner["uid"] = *filesystem.uid;
  if (filesystem.gid) owner["gid"] = *filesystem.gid;
  if (filesystem.mode) owner["mode"] = fmt::format("{:04o}", *filesystem.mode);
  if (!owner.empty()) view["owner"] = std::move(owner);
  if (!filesystem.label.empty()) view["label"] = filesystem.label;
  if (!filesystem.options.empty()) view["options"] = filesystem.options;
  return view;
}

json MountView(const MountSpec& mount) {
  json view{{"path", mount.path}, {"readOnly", mount.readOnly}};
  if (!mount.options.empty()) view["options"] = mount.options;
  return view;
}

}  // namespace

json SpecView(const VolumeSpec& spec) {
  json view{{"service", spec.service.value},
            {"reclaimPolicy", ToString(spec.reclaimPolicy)},
            {"deletionProtection", spec.deletionProtection}};
  if (spec.size) view["size"] = ToString(*spec.size);
  if (spec.owner) view["owner"] = spec.owner->value;
  if (spec.filesystem) view["filesystem"] = FilesystemView(*spec.filesystem);
  return view;
}

json SpecView(const AttachmentSpec& spec) {
  json view{{"volume", spec.volume.value},
            {"node", spec.node.value},
            {"driftPolicy", ToString(spec.driftPolicy)}};
  if (spec.mount) view["mount"] = MountView(*spec.mount);
  return view;
}

}  // namespace rexray
