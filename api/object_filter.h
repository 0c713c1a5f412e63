#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "api/control_api.h"
#include "api/selector.h"

namespace rexray {

enum class ObjectKind { Volume, Attachment };

std::string_view ToString(ObjectKind kind);  // "Volume"

// Which objects a listing or a watch shows.
struct ObjectFilter {
  ObjectKind kind = ObjectKind::Volume;
  Selector selector = {};
  std::string name = {};  // empty: all
};

// The objects of one volume that pass the filter.
std::vector<nlohmann::json> RenderObjects(const VolumeState& stored, const ObjectFilter& filter,
                                          const ControlApi& api);

// Which volume a declared Attachment is of; NotFound.
Result<VolumeName> VolumeOf(const AttachmentName& name, Store& store);

}  // namespace rexray
