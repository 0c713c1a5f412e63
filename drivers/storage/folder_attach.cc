#include "drivers/storage/folder_attach.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "drivers/storage/sharing.h"
#include "state/codec.h"
#include "state/reason.h"

namespace rexray {
namespace {

using Entries = std::vector<FolderAttachment>;

// Whether the entry is one of an earlier boot of the asker: the device went with it.
bool Outlived(const FolderAttachment& entry, const FolderAsker& asker) {
  return entry.node == asker.node && entry.boot != asker.boot;
}

bool IsNeighbour(const FolderAttachment& entry, const FolderAsker& asker) {
  return entry.node != asker.node && entry.boot == asker.boot;
}

Neighbours NeighboursOf(const FolderAttachments& all, const FolderAsker& asker) {
  Neighbours neighbours;
  for (const Entries& entries : {all.current, all.revoked}) {
    std::ranges::copy_if(entries, std::back_inserter(neighbours),
                         [&](const auto& each) { return IsNeighbour(each, asker); });
  }
  return neighbours;
}

std::optional<FolderAttachment> Find(const Entries& entries, const NodeName& node) {
  const auto found = std::ranges::find(entries, node, &FolderAttachment::node);
  if (found == entries.end()) return std::nullopt;
  return *found;
}

void Erase(Entries& entries, const NodeName& node) {
  std::erase_if(entries, [&](const FolderAttachment& each) { return each.node == node; });
}

// The asker's entry, unless it is of an earlier boot.
std::optional<FolderAttachment> FindOurs(const FolderAttachments& all, const FolderAsker& asker) {
  auto ours = Find(all.current, asker.node);
  if (ours && Outlived(*ours, asker)) ours.reset();
  return ours;
}

// Makes `ours` the asker's only entry. A neighbour that wrote down the same device was cut off
// before it had it.
void SetEntry(const FolderKind& kind, FolderAttachments& all, const FolderAttachment& ours) {
  Erase(all.current, ours.node);
  Erase(all.revoked, ours.node);
  const auto isHere = [&](const FolderAttachment& each) {
    return kind.OwnDevices() && each.boot == ours.boot && each.device == ours.device;
  };
  std::erase_if(all.revoked, isHere);
  for (FolderAttachment& each : all.current) {
    if (isHere(each)) each.device.clear();
  }
  all.current.push_back(ours);
}

BackendAttachment Shown(const FolderAttachment& entry, const std::string& device) {
  BackendAttachment attachment;
  attachment.node = entry.node;
  attachment.device = device;
  attachment.readOnly = entry.mode == AccessMode::ReadOnlyMany;
  return attachment;
}

Result<void> CheckOthers(const VolumeFolder& folder, const Entries& entries,
                         const FolderAsker& asker, AccessMode mode) {
  for (const FolderAttachment& each : entries) {
    if (each.node == asker.node || Together(each.mode, mode)) continue;
    return AttachedElsewhere(folder.name.name.value, each.node, each.mode, mode);
  }
  return {};
}

// Forgets what others took from the asker, and the device that it left. False: nothing was taken.
Result<bool> DropRevoked(const FolderKind& kind, const VolumeFolder& folder, FolderAttachments& all,
                         const FolderAsker& asker) {
  const auto revoked = Find(all.revoked, asker.node);
  if (!revoked) return false;
  if (!Outlived(*revoked, asker)) REXRAY_TRY(kind.DropStale(folder, *revoked));
  Erase(all.revoked, asker.node);
  return true;
}

Result<void> DropOtherMode(const FolderKind& kind, const VolumeFolder& folder,
                           const FolderAttachment& ours, AccessMode mode,
                           const Neighbours& neighbours) {
  REXRAY_ASSIGN(const std::string device, kind.FindDevice(folder, ours, neighbours));
  if (device.empty()) return {};
  auto dropped = kind.DropDevice(folder, device, neighbours);
  if (dropped) return {};
  dropped.error().message = fmt::format(
      "volume {} is attached as {} and becomes {} only when nothing uses it: {}",
      folder.name.name.value, ToString(ours.mode), ToString(mode), dropped.error().message);
  return dropped;
}

// For a volume that nobody has any more.
Result<void> DropLeftovers(const FolderKind& kind, const VolumeFolder& folder,
                           const FolderAsker& asker) {
  REXRAY_ASSIGN(const FolderAttachments all, ReadAttachments(folder.directory.get()));
  for (const FolderAttachment& each : all.revoked) {
    if (each.boot == asker.boot) REXRAY_TRY(kind.DropStale(folder, each));
  }
  return {};
}

}  // namespace

Result<std::vector<BackendAttachment>> AttachmentsOf(const FolderKind& kind,
                                                     const VolumeFolder& folder,
                                                     const FolderAsker& asker) {
  REXRAY_ASSIGN(const FolderAttachments all, ReadAttachments(folder.directory.get()));
  std::vector<BackendAttachment> attachments;
  for (const FolderAttachment& each : all.current) {
    if (Outlived(each, asker)) continue;
    std::string device = each.device;
    if (each.node == asker.node) {
      REXRAY_ASSIGN(device, kind.FindDevice(folder, each, NeighboursOf(all, asker)));
      if (device.empty()) continue;  // somebody detached it behind our back
    }
    attachments.push_back(Shown(each, device));
  }
  return attachments;
}

Result<BackendAttachment> AttachFolder(const FolderKind& kind, const VolumeFolder& folder,
                                       const FolderAsker& asker, AccessMode mode) {
  REXRAY_ASSIGN(FolderAttachments all, ReadAttachments(folder.directory.get()));
  REXRAY_TRY(CheckOthers(folder, all.current, asker, mode));
  REXRAY_TRY(DropRevoked(kind, folder, all, asker));
  const Neighbours neighbours = NeighboursOf(all, asker);
  auto ours = FindOurs(all, asker);
  if (ours && ours->mode != mode) {
    REXRAY_TRY(DropOtherMode(kind, folder, *ours, mode, neighbours));
    ours.reset();
  }
  FolderAttachment entry = ours.value_or(FolderAttachment{asker.node, asker.boot, {}, mode});
  const auto record = [&](const std::string& device) {
    entry.device = device;
    SetEntry(kind, all, entry);
    return WriteAttachments(folder.directory.get(), all);
  };
  REXRAY_ASSIGN(std::string device, kind.FindDevice(folder, entry, neighbours));
  if (device.empty()) {
    REXRAY_ASSIGN(device, kind.MakeDevice(folder, mode, record));
  } else if (!ours || ours->device != device) {
    REXRAY_TRY(record(device));
  }
  return Shown(entry, device);
}

Result<void> ResizeFolderDevice(const FolderKind& kind, const VolumeFolder& folder,
                                const FolderAsker& asker) {
  REXRAY_ASSIGN(const FolderAttachments all, ReadAttachments(folder.directory.get()));
  std::string device;
  if (const auto ours = FindOurs(all, asker)) {
    REXRAY_ASSIGN(device, kind.FindDevice(folder, *ours, NeighboursOf(all, asker)));
  }
  if (!device.empty()) return kind.ResizeDevice(folder, device);
  return Fail(Code::FailedPrecondition, fmt::format("volume {} is not attached to node {}",
                                                    folder.name.name.value, asker.node.value));
}

Result<void> DetachFolder(const FolderKind& kind, const VolumeFolder& folder,
                          const FolderAsker& asker) {
  REXRAY_ASSIGN(FolderAttachments all, ReadAttachments(folder.directory.get()));
  REXRAY_ASSIGN(const bool hadRevoked, DropRevoked(kind, folder, all, asker));
  const auto entry = Find(all.current, asker.node);
  if (!entry && !hadRevoked) return {};
  if (entry && !Outlived(*entry, asker)) {
    const Neighbours neighbours = NeighboursOf(all, asker);
    REXRAY_ASSIGN(const std::string device, kind.FindDevice(folder, *entry, neighbours));
    if (!device.empty()) REXRAY_TRY(kind.DropDevice(folder, device, neighbours));
  }
  Erase(all.current, asker.node);
  return WriteAttachments(folder.directory.get(), all);
}

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

namespace {

std::unexpected<Error> AttachedTo(const VolumeFolder& folder, const NodeName& node) {
  return Fail(Code::FailedPrecondition,
              fmt::format("volume {} is attached to node {}: detach it first",
                          folder.name.name.value, node.value));
}

}  // namespace

Result<void> CheckOnlyHere(const FolderKind& kind, const VolumeFolder& folder,
                           const FolderAsker& asker) {
  REXRAY_ASSIGN(const auto attachments, AttachmentsOf(kind, folder, asker));
  for (const BackendAttachment& each : attachments)
    if (each.node != asker.node) return AttachedTo(folder, each.node);
  return {};
}

Result<void> CheckAtRest(const FolderKind& kind, const VolumeFolder& folder,
                         const FolderAsker& asker) {
  REXRAY_ASSIGN(const auto attachments, AttachmentsOf(kind, folder, asker));
  if (!attachments.empty()) return AttachedTo(folder, attachments.front().node);
  REXRAY_TRY(DropLeftovers(kind, folder, asker));
  return kind.CheckUnused(folder);
}

Result<void> RevokeAttachment(const VolumeFolder& folder, const NodeName& node) {
  REXRAY_ASSIGN(FolderAttachments all, ReadAttachments(folder.directory.get()));
  const auto entry = Find(all.current, node);
  if (!entry) return {};
  Erase(all.current, node);
  Erase(all.revoked, node);
  all.revoked.push_back(*entry);
  return WriteAttachments(folder.directory.get(), all);
}

}  // namespace rexray
