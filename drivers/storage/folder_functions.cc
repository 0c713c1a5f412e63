#include "drivers/storage/folder_functions.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "drivers/storage/dir.h"
#include "drivers/storage/folder_attach.h"
#include "drivers/storage/folder_snapshot.h"
#include "drivers/storage/loop.h"
#include "drivers/storage/sharing.h"
#include "drivers/storage/sidecar.h"
#include "drivers/storage/volume_removal.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

std::string Text(const json& arguments, const char* key) {
  return arguments.at(key).get<std::string>();
}
std::string Root(const json& arguments) { return Text(arguments, "root"); }
BackendId Id(const json& arguments) { return {Text(arguments, "id")}; }

FolderAsker AskerOf(const json& arguments) {
  return {{Text(arguments, "node")}, {Text(arguments, "boot")}};
}

Result<BackendVolume> Describe(const FolderKind& kind, const VolumeFolder& folder,
                               const FolderAsker& asker) {
  BackendVolume volume;
  volume.id = folder.id;
  volume.facts = ReadFacts(folder.directory.get(), folder.name.uid);
  // A volume may have been renamed; its folder was not.
  volume.name = volume.facts ? volume.facts->name : folder.name.name;
  const auto content = kind.Inspect(folder);
  if (content) {
    volume.size = content->size;
    volume.identity = content->identity;
  } else if (content.error().code == Code::NotFound) {
    volume.state = BackendState::Failed;
  } else {
    return std::unexpected(content.error());
  }
  REXRAY_ASSIGN(volume.attachments, AttachmentsOf(kind, folder, asker));
  return volume;
}

std::unexpected<Error> RemovedMeanwhile(const VolumeFolder& folder) {
  return Fail(Code::NotFound, fmt::format("volume folder {} was removed meanwhile", folder.path));
}

// What is said of a folder holds only if it still is there afterwards: another node may have been
// removing it, piece by piece.
Result<BackendVolume> DescribeAt(const FolderKind& kind, const std::string& root,
                                 const BackendId& id, const FolderAsker& asker) {
  REXRAY_ASSIGN(const VolumeFolder folder, OpenFolder(root, id));
  auto volume = Describe(kind, folder, asker);
  if (IsStillThere(folder)) return volume;
  return RemovedMeanwhile(folder);
}

// One that is there, but that is all that can be said.
BackendVolume Stub(const BackendId& id, BackendState state) {
  BackendVolume volume;
  volume.id = id;
  volume.state = state;
  const auto name = ParseFolderId(id);
  if (name) volume.name = name->name;
  return volume;
}

// A volume that is gone is as good as one without the attachment.
Result<json> GoneIsDone(const Error& error) {
  if (error.code == Code::NotFound) return json(nullptr);
  return std::unexpected(error);
}

std::optional<SnapshotId> Source(const json& arguments) {
  if (!arguments.contains("source")) return std::nullopt;
  return SnapshotId{Text(arguments, "source")};
}

Result<void> Fill(const FolderKind& kind, const json& arguments, Bytes size, int directory) {
  REXRAY_ASSIGN(VolumeFacts facts, ReadJson<VolumeFacts>(arguments.at("facts")));
  if (const auto source = Source(arguments)) {
    REXRAY_TRY(CopySnapshot(kind, Root(arguments), *source, size, directory));
    facts.createdBlank = false;
  } else {
    REXRAY_TRY(kind.Build(directory, size));
  }
  return WriteFirstFacts(directory, facts);
}

Result<json> Create(const FolderKind& kind, const json& arguments) {
  const Bytes size{arguments.at("size").get<std::uint64_t>()};
  REXRAY_TRY(FinishRemoval(Root(arguments), Id(arguments)));
  const auto build = [&](int directory) { return Fill(kind, arguments, size, directory); };
  REXRAY_ASSIGN(const VolumeFolder folder, MakeFolder(Root(arguments), Id(arguments), build));
  const auto volume = Describe(kind, folder, AskerOf(arguments));
  if (!IsStillThere(folder)) {
    return Fail(Code::Aborted,
                fmt::format("volume {} was deleted meanwhile: observe again", folder.id.value));
  }
  if (!volume) return std::unexpected(volume.error());
  const bool anySize = size.value == 0 && Source(arguments);
  if (anySize || volume->size == size || volume->state == BackendState::Failed) {
    return ToJson(*volume);
  }
  return Fail(Code::AlreadyExists,
              fmt::format("volume {} exists with {}, not the {} asked for", folder.id.value,
                          ToString(volume->size), ToString(size)));
}

// What is left of a volume whose removal was cut off is good for nothing but a Delete that ends it.
Result<json> Inspect(const FolderKind& kind, const json& arguments) {
  const auto volume = DescribeAt(kind, Root(arguments), Id(arguments), AskerOf(arguments));
  if (volume) return ToJson(*volume);
  if (volume.error().code != Code::NotFound) return std::unexpected(volume.error());
  REXRAY_ASSIGN(const Removal removal, LookForRemoval(Root(arguments), Id(arguments)));
  switch (removal) {
    case Removal::None:
      return std::unexpected(volume.error());
    case Removal::Running:
      return ToJson(Stub(Id(arguments), BackendState::Deleting));
    case Removal::CutOff:
      return ToJson(Stub(Id(arguments), BackendState::Failed));
  }
  return std::unexpected(volume.error());
}

// Complete: an entry that cannot be looked at is there all the same.
Result<json> List(const FolderKind& kind, const json& arguments) {
  REXRAY_ASSIGN(const auto ids, ListFolders(Root(arguments)));
  Listing listing;
  listing.complete = true;
  for (const BackendId& id : ids) {
    const auto volume = DescribeAt(kind, Root(arguments), id, AskerOf(arguments));
    if (volume) {
      listing.volumes.push_back(*volume);
    } else if (volume.error().code != Code::NotFound) {  // else removed meanwhile
      listing.volumes.push_back(Stub(id, BackendState::Unreadable));
    }
  }
  return ToJson(listing);
}

Result<json> Attach(const FolderKind& kind, const json& arguments) {
  const auto mode = ParseAccessMode(Text(arguments, "accessMode"));
  if (!mode) return Fail(Code::Internal, "an attach in no known access mode");
  REXRAY_ASSIGN(const VolumeFolder folder, LockFolder(Root(arguments), Id(arguments)));
  REXRAY_TRY(CheckContent(kind, folder));
  REXRAY_ASSIGN(const BackendAttachment attachment,
                AttachFolder(kind, folder, AskerOf(arguments), *mode));
  return ToJson(attachment);
}

Result<json> Detach(const FolderKind& kind, const json& arguments) {
  const auto folder = LockFolder(Root(arguments), Id(arguments));
  if (!folder) return GoneIsDone(folder.error());
  REXRAY_TRY(DetachFolder(kind, *folder, AskerOf(arguments)));
  return json(nullptr);
}

Result<json> ForceDetach(const FolderKind&, const json& arguments) {
  const auto folder = LockFolder(Root(arguments), Id(arguments));
  if (!folder) return GoneIsDone(folder.error());
  REXRAY_TRY(RevokeAttachment(*folder, {Text(arguments, "holder")}));
  return json(nullptr);
}

Result<json> Delete(const FolderKind& kind, const json& arguments) {
  REXRAY_TRY(FinishRemoval(Root(arguments), Id(arguments)));
  const auto folder = LockFolder(Root(arguments), Id(arguments));
  if (!folder) return GoneIsDone(folder.error());
  REXRAY_TRY(CheckAtRest(kind, *folder, AskerOf(arguments)));
  REXRAY_TRY(RemoveFolder(Root(arguments), *folder));
  return json(nullptr);
}

Result<json> Expand(const FolderKind& kind, const json& arguments) {
  const Bytes size{arguments.at("size").get<std::uint64_t>()};
  REXRAY_ASSIGN(const VolumeFolder folder, LockFolder(Root(arguments), Id(arguments)));
  REXRAY_TRY(CheckContent(kind, folder));
  REXRAY_ASSIGN(const FolderKind::Content content, kind.Inspect(folder));
  if (content.size < size) REXRAY_TRY(kind.Enlarge(folder.directory.get(), size));
  return json(nullptr);
}

Result<json> ResizeDevice(const FolderKind& kind, const json& arguments) {
  REXRAY_ASSIGN(const VolumeFolder folder, LockFolder(Root(arguments), Id(arguments)));
  REXRAY_TRY(ResizeFolderDevice(kind, folder, AskerOf(arguments)));
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

Result<std::optional<MountedFilesystem>> MountedOf(const json& arguments) {
  const auto found = arguments.find("mounted");
  if (found == arguments.end()) return std::optional<MountedFilesystem>();
  REXRAY_ASSIGN(Device device, ReadJson<Device>(found->at("device")));
  return MountedFilesystem{Text(*found, "target"), std::move(device),
                           found->at("leftFrozen").get<bool>()};
}

Result<json> Snapshot(const FolderKind& kind, const json& arguments) {
  SnapshotRequest request{Id(arguments), {Text(arguments, "name")}, {Text(arguments, "token")}};
  REXRAY_ASSIGN(request.mounted, MountedOf(arguments));
  REXRAY_ASSIGN(const BackendSnapshot snapshot,
                MakeSnapshot(kind, Root(arguments), request, AskerOf(arguments)));
  return ToJson(snapshot);
}

Result<json> ListAllSnapshots(const FolderKind& kind, const json& arguments) {
  REXRAY_ASSIGN(const SnapshotListing listing, ListSnapshots(kind, Root(arguments)));
  return ToJson(listing);
}

Result<json> DeleteSnapshot(const FolderKind&, const json& arguments) {
  REXRAY_TRY(RemoveSnapshot(Root(arguments), {Text(arguments, "id")}));
  return json(nullptr);
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
          {"folder.forceDetach", Run<ForceDetach>},
          {"folder.delete", Run<Delete>},
          {"folder.expand", Run<Expand>},
          {"folder.resizeDevice", Run<ResizeDevice>},
          {"folder.writeFacts", Run<WriteFacts>},
          {"folder.snapshot", Run<Snapshot>},
          {"folder.listSnapshots", Run<ListAllSnapshots>},
          {"folder.deleteSnapshot", Run<DeleteSnapshot>}};
}

}  // namespace rexray
