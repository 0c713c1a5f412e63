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

}  // namespace

VolumesAfter::VolumesAfter(const DesiredSet& current, const SpecChange& change)
    : current_(current) {
  for (const VolumeRemoval& removal : change.removedVolumes) changed_[removal.name] = nullptr;
  for (const auto& sourced : change.volumes) changed_[sourced.spec.name] = &sourced.spec;
}

const VolumeSpec* VolumesAfter::Find(const VolumeName& name) const {
  const auto changed = changed_.find(name);
  if (changed != changed_.end()) return changed->second;
  const auto* declared = FindDeclared(current_.volumes, name);
  return declared == nullptr ? nullptr : &declared->spec;
}

std::vector<std::string_view> VolumesAfter::Names() const {
  std::vector<std::string_view> names;
  for (const auto& declared : current_.volumes) {
    if (!changed_.contains(declared->spec.name)) names.push_back(declared->spec.name.value);
  }
  for (const auto& [name, spec] : changed_) {
    if (spec != nullptr) names.push_back(name.value);
  }
  return names;
}

SetAfter MakeSetAfter(const DesiredSet& current, const SpecChange& change) {
  SetAfter after{.volumes = {current, change}, .untouched = {}, .touched = {}};
  const ChangedNames changed = NamesIn(change);
  const std::set<AttachmentName> removed(change.removedAttachments.begin(),
                                         change.removedAttachments.end());
  for (const auto& declared : current.attachments) {
    const AttachmentSpec& spec = declared->spec;
    if (removed.contains(spec.name) || changed.attachments.contains(spec.name)) continue;
    if (after.volumes.Find(spec.volume) == nullptr) continue;
    auto& entries = changed.volumes.contains(spec.volume) ? after.touched : after.untouched;
    entries.push_back({&spec, &declared->managedBy});
  }
  for (const auto& sourced : change.attachments) {
    if (after.volumes.Find(sourced.spec.volume) == nullptr) continue;
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
