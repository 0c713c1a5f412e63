#include "api/deletion.h"

#include <fmt/format.h>

namespace rexray {
namespace {

struct Names {
  std::set<VolumeName> volumes;
  std::set<AttachmentName> attachments;
  std::set<SnapshotName> snapshots;
};

Result<void> AddNamed(const ObjectRef& object, Names& names) {
  if (object.kind == "Volume") {
    REXRAY_ASSIGN(VolumeName name, ParseVolumeName(object.name));
    names.volumes.insert(std::move(name));
    return {};
  }
  if (object.kind == "Attachment") {
    REXRAY_ASSIGN(AttachmentName name, ParseAttachmentName(object.name));
    names.attachments.insert(std::move(name));
    return {};
  }
  if (object.kind == "Snapshot") {
    REXRAY_ASSIGN(SnapshotName name, ParseSnapshotName(object.name));
    names.snapshots.insert(std::move(name));
    return {};
  }
  return Fail(
      Code::InvalidArgument,
      fmt::format("kind \"{}\": only Volume, Attachment and Snapshot can be deleted", object.kind));
}

void AddDeclared(const Manifest& manifest, const KnownObjects& known, Names& names,
                 std::vector<ObjectChange>& gone) {
  for (const auto& attachment : manifest.attachments) {
    const AttachmentSpec& spec = attachment.spec;
    if (known.attachments.contains(spec.name)) {
      names.attachments.insert(spec.name);
    } else {
      gone.push_back({.kind = "Attachment", .name = spec.name.value, .volume = spec.volume});
    }
  }
  for (const auto& snapshot : manifest.snapshots) {
    const SnapshotSpec& spec = snapshot.spec;
    if (known.snapshots.contains(spec.name)) {
      names.snapshots.insert(spec.name);
    } else {
      gone.push_back({.kind = "Snapshot", .name = spec.name.value, .volume = spec.volume});
    }
  }
  for (const auto& volume : manifest.volumes) {
    const VolumeSpec& spec = volume.spec;
    if (known.volumes.contains(spec.name)) {
      names.volumes.insert(spec.name);
    } else {
      gone.push_back({.kind = "Volume", .name = spec.name.value, .volume = spec.name});
    }
  }
}

}  // namespace

Result<Deletion> MakeDeletion(const Manifest& manifest, const std::vector<ObjectRef>& objects,
                              const KnownObjects& known, TimePoint deleteAfter) {
  Deletion deletion;
  Names names;
  AddDeclared(manifest, known, names, deletion.gone);
  for (const ObjectRef& object : objects) REXRAY_TRY(AddNamed(object, names));
  for (const VolumeName& name : names.volumes) {
    deletion.change.removedVolumes.push_back({name, deleteAfter});
  }
  deletion.change.removedSnapshots.assign(names.snapshots.begin(), names.snapshots.end());
  deletion.change.removedAttachments.assign(names.attachments.begin(), names.attachments.end());
  return deletion;
}

}  // namespace rexray
