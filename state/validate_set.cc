#include "state/validate_set.h"

#include <set>

namespace rexray {
namespace {

struct ChangedNames {
  std::set<VolumeName> volumes;
  std::set<AttachmentName> attachments;
};

ChangedNames NamesIn(const SpecChange& change) {
  ChangedNames names;
  for (const auto& volume : change.volumes) names.volumes.insert(volume.spec.name);
  for (const auto& attachment : change.attachments) names.attachments.insert(attachment.spec.name);
  return names;
}

std::map<VolumeName, const VolumeSpec*> VolumesAfter(const DesiredSet& current,
                                                     const SpecChange& change) {
  std::map<VolumeName, const VolumeSpec*> volumes;
  for (const auto& declared : current.volumes) volumes[declared.spec.name] = &declared.spec;
  for (const VolumeRemoval& removal : change.removedVolumes) volumes.erase(removal.name);
  for (const auto& sourced : change.volumes) volumes[sourced.spec.name] = &sourced.spec;
  return volumes;
}

}  // namespace

SetAfter MakeSetAfter(const DesiredSet& current, const SpecChange& change) {
  SetAfter after{.volumes = VolumesAfter(current, change), .untouched = {}, .touched = {}};
  const ChangedNames changed = NamesIn(change);
  const std::set<AttachmentName> removed(change.removedAttachments.begin(),
                                         change.removedAttachments.end());
  for (const auto& declared : current.attachments) {
    const AttachmentSpec& spec = declared.spec;
    if (removed.contains(spec.name) || changed.attachments.contains(spec.name)) continue;
    if (!after.volumes.contains(spec.volume)) continue;
    auto& entries = changed.volumes.contains(spec.volume) ? after.touched : after.untouched;
    entries.push_back({&spec, &declared.managedBy});
  }
  for (const auto& sourced : change.attachments) {
    if (!after.volumes.contains(sourced.spec.volume)) continue;
    after.touched.push_back({&sourced.spec, &sourced.managedBy});
  }
  return after;
}

const Capabilities* CapabilitiesOf(const VolumeSpec& spec, const ValidationContext& context) {
  const auto found = context.services.find(spec.service);
  return found == context.services.end() ? nullptr : &found->second;
}

FilesystemSpec EffectiveFilesystem(const VolumeSpec& spec, const Capabilities* capabilities) {
  if (spec.filesystem) return *spec.filesystem;
  FilesystemSpec filesystem;
  const bool block = capabilities == nullptr || capabilities->block;
  filesystem.type = block ? FilesystemType::Ext4 : FilesystemType::None;
  return filesystem;
}

}  // namespace rexray
