#include "drivers/storage/existing_functions.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "drivers/os/block_devices.h"
#include "drivers/os/device.h"
#include "drivers/os/path.h"
#include "drivers/storage/existing_driver.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

BackendVolume AttachedTo(const NodeName& node, const BackendId& id, const Device& device) {
  BackendVolume volume;
  volume.id = id;
  volume.size = device.size;
  volume.identity = device.identity;
  volume.attachments = {{node, AttachState::Attached, device.path}};
  return volume;
}

// One device of the host, as this driver shows it.
struct ShownDevice {
  BlockDevice found;
  Result<Device> device;  // by the kernel; an error: nothing tells it from another one
  BackendId id;
};

// Some filesystems have no UUID; then its place tells, as long as that has an identity.
std::optional<ShownDevice> ShownOf(const BlockDevice& found) {
  ShownDevice shown{found, InspectDevice(found.path), {}};
  if (!found.uuid.empty()) {
    shown.id.value = "UUID=" + found.uuid;
  } else if (!found.partUuid.empty()) {
    shown.id.value = "PARTUUID=" + found.partUuid;
  } else if (shown.device) {
    shown.id.value = "ID=" + shown.device->identity.value;
  } else {
    return std::nullopt;
  }
  return shown;
}

// By id; several under one are none of them.
using DevicesById = std::map<std::string, std::vector<ShownDevice>>;

DevicesById ShowAll(const BlockDevices& all) {
  DevicesById shown;
  for (const BlockDevice& each : all.devices) {
    if (auto one = ShownOf(each)) shown[one->id.value].push_back(std::move(*one));
  }
  return shown;
}

BackendVolume VolumeOf(const ShownDevice& shown, const NodeName& node) {
  BackendVolume volume = AttachedTo(node, shown.id, *shown.device);
  const auto tag = [&](const char* key, const std::string& value) {
    if (!value.empty()) volume.tags[key] = value;
  };
  tag("TYPE", shown.found.type);
  tag("LABEL", shown.found.label);
  tag("UUID", shown.found.uuid);
  tag("PARTUUID", shown.found.partUuid);
  return volume;
}

Result<json> ListDevices(const json& arguments, int) {
  REXRAY_ASSIGN(const BlockDevices all, FindBlockDevices());
  const NodeName node{arguments.at("node").get<std::string>()};
  Listing listing{all.unreadable.empty(), {}};
  for (const auto& [id, devices] : ShowAll(all)) {
    if (devices.size() == 1 && devices.front().device) {
      listing.volumes.push_back(VolumeOf(devices.front(), node));
      continue;
    }
    BackendVolume stub;
    stub.id = {id};
    stub.state = BackendState::Unreadable;
    listing.volumes.push_back(std::move(stub));
  }
  return ToJson(listing);
}

std::vector<std::string> PathsOf(const std::vector<ShownDevice>& devices) {
  std::vector<std::string> paths;
  for (const ShownDevice& each : devices) paths.push_back(each.found.path);
  return paths;
}

// A device that goes by a better id now is named, and not taken: one device has one id.
Result<json> FindByOtherId(const std::string& id, const DevicesById& shown) {
  for (const auto& [better, devices] : shown) {
    for (const ShownDevice& each : devices) {
      const bool same =
          id == "PARTUUID=" + each.found.partUuid ||
          (each.device && (id == "ID=" + each.device->identity.value || id == each.found.path));
      if (!same) continue;
      return Fail(Code::FailedPrecondition,
                  fmt::format("{} is the device that is told by {}: write that", id, better));
    }
  }
  return Fail(
      Code::NotFound,
      fmt::format("no block device of this host is {}; `rexray get discovered` lists them", id));
}

Result<json> RunInspectDevice(const json& arguments, int) {
  const std::string id = arguments.at("id").get<std::string>();
  REXRAY_ASSIGN(const BlockDevices all, FindBlockDevices());
  // One of these may be its twin, or the very device.
  if (!all.unreadable.empty()) {
    return Fail(Code::Unavailable,
                fmt::format("{} cannot be read, so whether {} is one device is not known",
                            fmt::join(all.unreadable, ", "), id));
  }
  const DevicesById shown = ShowAll(all);
  const auto found = shown.find(id);
  if (found == shown.end()) return FindByOtherId(id, shown);
  const std::vector<ShownDevice>& devices = found->second;
  if (devices.size() > 1) {
    return Fail(Code::FailedPrecondition,
                fmt::format("{} is carried by {}, and none of them is picked: give all but one "
                            "another UUID, or detach them",
                            id, fmt::join(PathsOf(devices), ", ")),
                "AmbiguousName");
  }
  if (!devices.front().device) return std::unexpected(devices.front().device.error());
  const NodeName node{arguments.at("node").get<std::string>()};
  return ToJson(VolumeOf(devices.front(), node));
}

Result<void> CheckFolderId(const std::string& id) {
  const std::filesystem::path path(id);
  if (path.is_absolute() && path.lexically_normal().string() == id && path.has_filename())
    return {};
  return Fail(
      Code::FailedPrecondition,
      fmt::format("\"{}\" is no absolute path of a folder, without a slash at its end", id));
}

Result<json> RunInspectFolder(const json& arguments, int) {
  const std::string id = arguments.at("id").get<std::string>();
  REXRAY_TRY(CheckFolderId(id));
  // Without symlinks: one folder has one id.
  REXRAY_TRY(OpenWithoutSymlinks(id, O_PATH | O_DIRECTORY));
  REXRAY_ASSIGN(const Device device, InspectDevice(id));
  const NodeName node{arguments.at("node").get<std::string>()};
  return ToJson(AttachedTo(node, {id}, device));
}

}  // namespace

std::vector<HelperFunction> ExistingHelperFunctions() {
  return {{kListDevices, ListDevices},
          {kInspectDevice, RunInspectDevice},
          {kInspectFolder, RunInspectFolder}};
}

}  // namespace rexray
