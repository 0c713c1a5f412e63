#include "cli/host_view.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/field.h"
#include "drivers/os/host.h"
#include "drivers/registry.h"

namespace rexray {
namespace {

using nlohmann::json;

Result<void> PutNode(const json& nodes, HostView& view) {
  for (const json& node : ListField(nodes, "items")) {
    if (!FlagField(node, "status.here")) continue;
    view.node = {TextField(node, "metadata.name")};
    if (TextField(node, "status.boot") == CurrentBoot().value) return {};
  }
  return Fail(
      Code::FailedPrecondition,
      fmt::format("the daemon of node \"{}\" runs on another host, and sees other devices than "
                  "those named here; run this there",
                  view.node.value));
}

void PutServices(const json& services, HostView& view) {
  for (const json& service : ListField(services, "items")) {
    const std::string name = TextField(service, "metadata.name");
    const std::string driver = TextField(service, "spec.driver");
    if (driver == kDeviceDriver && view.deviceService.empty()) view.deviceService = name;
    if (driver == kFolderDriver && view.folderService.empty()) view.folderService = name;
  }
}

HostDevice DeviceOf(const json& shown) {
  HostDevice device{TextField(shown, "status.id"),
                    {},
                    TextField(shown, "status.tags.TYPE"),
                    TextField(shown, "status.tags.LABEL"),
                    TextField(shown, "status.tags.PARTUUID")};
  for (const json& attachment : ListField(shown, "status.attachments")) {
    device.path = TextField(attachment, "device");
  }
  return device;
}

Result<void> PutDevices(Client& client, HostView& view) {
  if (view.deviceService.empty()) return {};
  REXRAY_ASSIGN(const json discovered,
                client.Get(RequestTarget("/v1/discovered", {{"service", view.deviceService}})));
  for (const json& shown : ListField(discovered, "items")) view.devices.push_back(DeviceOf(shown));
  return {};
}

void PutUnclaimed(const json& discovered, HostView& view) {
  for (const json& shown : ListField(discovered, "items")) {
    if (!TextField(shown, "status.volume").empty()) continue;
    view.unclaimed.push_back({TextField(shown, "spec.service"), TextField(shown, "status.id"),
                              TextField(shown, "metadata.name")});
  }
}

void PutVolumes(const json& volumes, HostView& view) {
  for (const json& volume : ListField(volumes, "items")) {
    const std::string name = TextField(volume, "metadata.name");
    view.names.insert(name);
    for (const char* path : {"spec.adopt.id", "status.backendId"}) {
      const std::string id = TextField(volume, path);
      if (!id.empty()) view.volumes[id] = name;
    }
  }
}

}  // namespace

Result<HostView> AskHostView(Client& client) {
  HostView view;
  REXRAY_ASSIGN(const json nodes, client.Get("/v1/nodes"));
  REXRAY_TRY(PutNode(nodes, view));
  REXRAY_ASSIGN(const json services, client.Get("/v1/services"));
  PutServices(services, view);
  REXRAY_TRY(PutDevices(client, view));
  REXRAY_ASSIGN(const json discovered, client.Get("/v1/discovered"));
  PutUnclaimed(discovered, view);
  REXRAY_ASSIGN(const json volumes, client.Get("/v1/volumes"));
  PutVolumes(volumes, view);
  REXRAY_ASSIGN(const json attachments, client.Get("/v1/attachments"));
  for (const json& attachment : ListField(attachments, "items")) {
    view.names.insert(TextField(attachment, "metadata.name"));
  }
  return view;
}

}  // namespace rexray
