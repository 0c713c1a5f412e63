#include "drivers/storage/folder_functions.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "drivers/storage/dir.h"
#include "drivers/storage/folder_kind.h"
#include "drivers/storage/loop.h"
#include "drivers/storage/sidecar.h"
#include "state/codec.h"
#include "state/reason.h"

namespace rexray {
namespace {

using nlohmann::json;

std::string Text(const json& arguments, const char* key) {
  return arguments.at(key).get<std::string>();
}
std::string Root(const json& arguments) { return Text(arguments, "root"); }
BackendId Id(const json& arguments) { return {Text(arguments, "id")}; }

// Who asks.
struct Asker {
  NodeName node;
  BootId boot;

  // Whether the entry is one of an earlier boot of ours: the device went with it.
  bool Outlived(const FolderAttachment& entry) const {
    return entry.node == node && entry.boot != boot;
  }
};
Asker AskerOf(const json& arguments) {
  return {{Text(arguments, "node")}, {Text(arguments, "boot")}};
}

std::unexpected<Error> AttachedElsewhere(const VolumeFolder& folder,
                                         const FolderAttachment& entry) {
  return Fail(Code::FailedPrecondition,
              fmt::format("volume {} is attached to node {}: detach it there first",
                          folder.name.name.value, entry.node.value),
              std::string(ToString(Reason::AttachedElsewhere)));
}

Result<std::vector<BackendAttachment>> Attachments(const FolderKind& kind,
                                                   const VolumeFolder& folder, const Asker& asker) {
  REXRAY_ASSIGN(const auto entry, ReadAttachment(folder.directory.get()));
  std::vector<BackendAttachment> attachments;
  if (!entry || asker.Outlived(*entry)) return attachments;
  std::string device = entry->device;
  if (entry->node == asker.node) {
    REXRAY_ASSIGN(device, kind.FindDevice(folder, entry->device));
    if (device.empty()) return attachments;  // somebody detached it behind our back
  }
  BackendAttachment attachment;
  attachment.node = entry->node;
  attachment.device = device;
  attachments.push_back(std::move(attachment));
  return attachments;
}

Result<BackendVolume> Describe(const FolderKind& kind, const VolumeFolder& folder,
                               const Asker& asker) {
  BackendVolume volume;
  volume.id = folder.id;
  volume.name = folder.name.name;
  const auto content = kind.Inspect(folder);
  if (content) {
    volume.size = content->size;
    volume.identity = content->identity;
  } else if (content.error().code == Code::NotFound) {
    volume.state = BackendState::Failed;
    return volume;
  } else {
    return std::unexpected(content.error());
  }
  volume.facts = ReadFacts(folder.directory.get(), folder.name.uid);
  REXRAY_ASSIGN(volume.attachments, Attachments(kind, folder, asker));
  return volume;
}

Result<json> DescribeAsJson(const FolderKind& kind, const VolumeFolder& folder,
                            const Asker& asker) {
  REXRAY_ASSIGN(const BackendVolume volume, Describe(kind, folder, asker));
  return ToJson(volume);
}

// What is left of a volume whose removal was cut off. Nobody goes on removing it by himself, so it
// is not Deleting; it is good for nothing but a Delete that ends it.
BackendVolume Remains(const BackendId& id) {
  BackendVolume volume;
  volume.id = id;
  volume.state = BackendState::Failed;
  const auto name = ParseFolderId(id);
  if (name) volume.name = name->name;
  return volume;
}

// A volume that is gone is as good as one without the attachment.
Result<json> GoneIsDone(const Error& error) {
  if (error.code == Code::NotFound) return json(nullptr);
  return std::unexpected(error);
}

Result<json> Create(const FolderKind& kind, const json& arguments) {
  const Bytes size{arguments.at("size").get<std::uint64_t>()};
  REXRAY_ASSIGN(const VolumeFacts facts, ReadJson<VolumeFacts>(arguments.at("facts")));
  REXRAY_TRY(FinishRemoval(Root(arguments), Id(arguments)));
  const auto build = [&](int directory) -> Result<void> {
    REXRAY_TRY(kind.Build(directory, size));
    return WriteFirstFacts(directory, facts);
  };
  REXRAY_ASSIGN(const VolumeFolder folder, MakeFolder(Root(arguments), Id(arguments), build));
  REXRAY_ASSIGN(const BackendVolume volume, Describe(kind, folder, AskerOf(arguments)));
  if (volume.size == size || volume.state == BackendState::Failed) return ToJson(volume);
  return Fail(Code::AlreadyExists,
              fmt::format("volume {} exists with {}, not the {} asked for", folder.id.value,
                          ToString(volume.size), ToString(size)));
}

Result<json> Inspect(const FolderKind& kind, const json& arguments) {
  const auto folder = OpenFolder(Root(arguments), Id(arguments));
  if (folder) return DescribeAsJson(kind, *folder, AskerOf(arguments));
  if (folder.error().code != Code::NotFound) return std::unexpected(folder.error());
  REXRAY_ASSIGN(const bool deleting, RemovalBegan(Root(arguments), Id(arguments)));
  if (deleting) return ToJson(Remains(Id(arguments)));
  return std::unexpected(folder.error());
}

Result<json> List(const FolderKind& kind, const json& arguments) {
  REXRAY_ASSIGN(const auto ids, ListFolders(Root(arguments)));
  json volumes = json::array();
  bool complete = true;
  for (const BackendId& id : ids) {
    const auto folder = OpenFolder(Root(arguments), id);
    const auto volume = folder ? DescribeAsJson(kind, *folder, AskerOf(arguments))
                               : Result<json>(std::unexpected(folder.error()));
    if (volume) {
      volumes.push_back(*volume);
    } else if (volume.error().code != Code::NotFound) {  // else removed meanwhile
      complete = false;
    }
  }
  return json{{"complete", complete}, {"volumes", std::move(volumes)}};
}

// The folder is there, so NotFound would say too much.
Result<void> CheckContent(const FolderKind& kind, const VolumeFolder& folder) {
  const auto content = kind.Inspect(folder);
  if (content) return {};
  if (content.error().code != Code::NotFound) return std::unexpected(content.error());
  return Fail(
      Code::FailedPrecondition,
      fmt::format("the data of volume {} is gone from {}: put it back, or delete the volume",
                  folder.name.name.value, folder.path),
      std::string(ToString(Reason::BackendFailed)));
}

Result<json> Attach(const FolderKind& kind, const json& arguments) {
  const Asker asker = AskerOf(arguments);
  REXRAY_ASSIGN(const VolumeFolder folder, LockFolder(Root(arguments), Id(arguments)));
  REXRAY_TRY(CheckContent(kind, folder));
  REXRAY_ASSIGN(const auto entry, ReadAttachment(folder.directory.get()));
  if (entry && entry->node != asker.node) return AttachedElsewhere(folder, *entry);
  const auto record = [&](const std::string& device) {
    return WriteAttachment(folder.directory.get(), {asker.node, asker.boot, device});
  };
  const bool ours = entry && !asker.Outlived(*entry);
  REXRAY_ASSIGN(std::string device, kind.FindDevice(folder, ours ? entry->device : ""));
  if (device.empty()) {
    REXRAY_ASSIGN(device, kind.MakeDevice(folder, record));
  } else if (!ours || entry->device != device) {
    REXRAY_TRY(record(device));
  }
  return json(device);
}

Result<json> Detach(const FolderKind& kind, const json& arguments) {
  const Asker asker = AskerOf(arguments);
  const auto folder = LockFolder(Root(arguments), Id(arguments));
  if (!folder) return GoneIsDone(folder.error());
  REXRAY_ASSIGN(const auto entry, ReadAttachment(folder->directory.get()));
  if (!entry || entry->node != asker.node) return json(nullptr);
  if (!asker.Outlived(*entry)) {
    REXRAY_ASSIGN(const std::string device, kind.FindDevice(*folder, entry->device));
    if (!device.empty()) REXRAY_TRY(kind.DropDevice(*folder, device));
  }
  REXRAY_TRY(RemoveAttachment(folder->directory.get()));
  return json(nullptr);
}

Result<json> Delete(const FolderKind& kind, const json& arguments) {
  const Asker asker = AskerOf(arguments);
  REXRAY_TRY(FinishRemoval(Root(arguments), Id(arguments)));
  const auto folder = LockFolder(Root(arguments), Id(arguments));
  if (!folder) return GoneIsDone(folder.error());
  REXRAY_ASSIGN(const auto attachments, Attachments(kind, *folder, asker));
  if (!attachments.empty()) {
    return Fail(Code::FailedPrecondition,
                fmt::format("volume {} is attached to node {}: detach it first",
                            folder->name.name.value, attachments.front().node.value));
  }
  REXRAY_TRY(kind.CheckUnused(*folder));
  REXRAY_TRY(RemoveFolder(Root(arguments), *folder));
  return json(nullptr);
}

Result<json> WriteFacts(const FolderKind&, const json& arguments) {
  REXRAY_ASSIGN(const VolumeFacts facts, ReadJson<VolumeFacts>(arguments.at("facts")));
  REXRAY_ASSIGN(const VolumeFolder folder, LockFolder(Root(arguments), Id(arguments)));
  if (facts.uid != folder.name.uid) {
    return Fail(Code::InvalidArgument, fmt::format("facts of volume {} are not those of {}",
                                                   facts.uid.value, folder.id.value));
  }
  REXRAY_ASSIGN(const VolumeFacts written,
                ReplaceFacts(folder.directory.get(), facts,
                             arguments.at("expectedToken").get<std::uint64_t>()));
  return ToJson(written);
}

template <Result<json> (*function)(const FolderKind&, const json&)>
Result<json> Run(const json& arguments, int) {
  const std::string kind = Text(arguments, "kind");
  if (kind == "dir") return function(DirKind(), arguments);
  if (kind == "loop") return function(LoopKind(), arguments);
  return Fail(Code::Internal, "there are no volume folders of kind " + kind);
}

}  // namespace

std::vector<HelperFunction> FolderHelperFunctions() {
  return {{"folder.create", Run<Create>},
          {"folder.inspect", Run<Inspect>},
          {"folder.list", Run<List>},
          {"folder.attach", Run<Attach>},
          {"folder.detach", Run<Detach>},
          {"folder.delete", Run<Delete>},
          {"folder.writeFacts", Run<WriteFacts>}};
}

}  // namespace rexray
