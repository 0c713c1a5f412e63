#include "drivers/storage/folder_json.h"

#include <nlohmann/json.hpp>

#include "state/codec.h"

namespace rexray {

using nlohmann::json;

json VolumeToJson(const BackendVolume& volume) {
  json value{{"id", volume.id.value},
             {"name", volume.name.value},
             {"size", volume.size.value},
             {"state", static_cast<int>(volume.state)},
             {"identity", volume.identity.value},
             {"attachments", json::array()}};
  if (volume.facts) value["facts"] = ToJson(*volume.facts);
  for (const BackendAttachment& each : volume.attachments) {
    value["attachments"].push_back({{"node", each.node.value}, {"device", each.device}});
  }
  return value;
}

Result<BackendVolume> VolumeFromJson(const json& value) {
  BackendVolume volume;
  volume.id = {value.at("id").get<std::string>()};
  volume.name = {value.at("name").get<std::string>()};
  volume.size = {value.at("size").get<std::uint64_t>()};
  volume.state = static_cast<BackendState>(value.at("state").get<int>());
  volume.identity = {value.at("identity").get<std::string>()};
  for (const json& each : value.at("attachments")) {
    volume.attachments.push_back({{each.at("node").get<std::string>()},
                                  AttachState::Attached,
                                  each.at("device").get<std::string>()});
  }
  if (value.contains("facts")) {
    REXRAY_ASSIGN(volume.facts, ReadJson<VolumeFacts>(value.at("facts")));
  }
  return volume;
}

}  // namespace rexray
