#include "drivers/os/host_arguments.h"

#include <nlohmann/json.hpp>

#include "state/codec.h"

namespace rexray::host_arguments {

using nlohmann::json;

json Of(const step::Format& format) {
  return {{"device", ToJson(format.device)},
          {"filesystem", ToJson(format.filesystem)},
          {"uuid", format.uuid}};
}

Result<step::Format> ReadFormat(const json& arguments) {
  step::Format format;
  REXRAY_ASSIGN(format.device, ReadJson<Device>(arguments.at("device")));
  REXRAY_ASSIGN(format.filesystem, ReadJson<FilesystemSpec>(arguments.at("filesystem")));
  format.uuid = arguments.at("uuid").get<std::string>();
  return format;
}

json Of(const step::MarkFormatted& format) {
  return {{"device", ToJson(format.device)},
          {"filesystem", ToJson(format.filesystem)},
          {"type", static_cast<int>(format.format.type)},
          {"uuid", format.format.uuid}};
}

Result<step::MarkFormatted> ReadMarkFormatted(const json& arguments) {
  step::MarkFormatted format;
  REXRAY_ASSIGN(format.device, ReadJson<Device>(arguments.at("device")));
  REXRAY_ASSIGN(format.filesystem, ReadJson<FilesystemSpec>(arguments.at("filesystem")));
  format.format = {FormatPhase::Formatted,
                   static_cast<FilesystemType>(arguments.at("type").get<int>()),
                   arguments.at("uuid").get<std::string>()};
  return format;
}

json Of(const step::Check& check) {
  return {{"device", ToJson(check.device)},
          {"type", static_cast<int>(check.type)},
          {"uuid", check.uuid}};
}

Result<step::Check> ReadCheck(const json& arguments) {
  step::Check check;
  REXRAY_ASSIGN(check.device, ReadJson<Device>(arguments.at("device")));
  check.type = static_cast<FilesystemType>(arguments.at("type").get<int>());
  check.uuid = arguments.at("uuid").get<std::string>();
  return check;
}

json Of(const step::GrowFilesystem& grow, const std::string& marks) {
  return {{"device", ToJson(grow.device)},
          {"type", static_cast<int>(grow.type)},
          {"uuid", grow.uuid},
          {"target", grow.target},
          {"marks", marks}};
}

Result<step::GrowFilesystem> ReadGrow(const json& arguments) {
  step::GrowFilesystem grow;
  REXRAY_ASSIGN(grow.device, ReadJson<Device>(arguments.at("device")));
  grow.type = static_cast<FilesystemType>(arguments.at("type").get<int>());
  grow.uuid = arguments.at("uuid").get<std::string>();
  grow.target = arguments.at("target").get<std::string>();
  return grow;
}

json Of(const step::Mount& mount) {
  return {{"device", ToJson(mount.device)},
          {"type", static_cast<int>(mount.type)},
          {"uuid", mount.filesystemUuid},
          {"target", mount.target},
          {"options", mount.options}};
}

Result<step::Mount> ReadMount(const json& arguments) {
  step::Mount mount;
  REXRAY_ASSIGN(mount.device, ReadJson<Device>(arguments.at("device")));
  mount.type = static_cast<FilesystemType>(arguments.at("type").get<int>());
  mount.filesystemUuid = arguments.at("uuid").get<std::string>();
  mount.target = arguments.at("target").get<std::string>();
  mount.options = arguments.at("options").get<std::vector<std::string>>();
  return mount;
}

json Of(const step::Remount& remount) {
  return {{"target", remount.target}, {"options", remount.options}};
}

step::Remount ReadRemount(const json& arguments) {
  return {arguments.at("target").get<std::string>(),
          arguments.at("options").get<std::vector<std::string>>()};
}

json Of(const step::MakeSubPath& make) {
  return {{"device", ToJson(make.device)}, {"target", make.target}, {"subPath", make.subPath}};
}

Result<step::MakeSubPath> ReadMakeSubPath(const json& arguments) {
  step::MakeSubPath make;
  REXRAY_ASSIGN(make.device, ReadJson<Device>(arguments.at("device")));
  make.target = arguments.at("target").get<std::string>();
  make.subPath = arguments.at("subPath").get<std::string>();
  return make;
}

json Of(const TargetState& state) {
  return {{"directory", state.directory}, {"empty", state.empty}, {"immutable", state.immutable}};
}

TargetState ReadTargetState(const json& answer) {
  return {answer.at("directory").get<bool>(), answer.at("empty").get<bool>(),
          answer.at("immutable").get<bool>()};
}

json OfProbe(const Device& device, const std::string& ourUuid) {
  return {{"device", ToJson(device)}, {"ourUuid", ourUuid}};
}

std::vector<std::string> ReadPaths(const json& paths) {
  return paths.get<std::vector<std::string>>();
}

}  // namespace rexray::host_arguments
