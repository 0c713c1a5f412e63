#include "state/declared_volumes.h"

namespace rexray {

void DeclaredVolumes::Forget(const VolumeName& name) {
  volumes_.erase(name);
  const auto of = attachmentsOf_.find(name);
  if (of == attachmentsOf_.end()) return;
  for (const AttachmentName& each : of->second) attachments_.erase(each);
  attachmentsOf_.erase(of);
}

void DeclaredVolumes::Put(const VolumeState& state) {
  if (state.volume) {
    volumes_[state.name] = std::make_shared<const Declared<VolumeSpec>>(*state.volume);
  }
  for (const auto& each : state.attachments) {
    attachments_[each.spec.name] = std::make_shared<const Declared<AttachmentSpec>>(each);
    attachmentsOf_[state.name].push_back(each.spec.name);
  }
}

Result<void> DeclaredVolumes::ReadSnapshots(const VolumeName& name) {
  REXRAY_ASSIGN(const std::vector<StoredSnapshot> snapshots, source_.snapshots(name));
  std::erase_if(snapshots_, [&](const auto& each) { return each.second->spec.volume == name; });
  for (const StoredSnapshot& each : snapshots) {
    snapshots_[each.spec.name] = std::make_shared<const StoredSnapshot>(each);
  }
  return {};
}

Result<void> DeclaredVolumes::ReadAll() {
  REXRAY_ASSIGN(const DesiredSet all, source_.loadAll());
  volumes_.clear();
  attachments_.clear();
  attachmentsOf_.clear();
  snapshots_.clear();
  for (const auto& snapshot : all.snapshots) snapshots_[snapshot->spec.name] = snapshot;
  for (const auto& volume : all.volumes) volumes_[volume->spec.name] = volume;
  for (const auto& attachment : all.attachments) {
    attachments_[attachment->spec.name] = attachment;
    attachmentsOf_[attachment->spec.volume].push_back(attachment->spec.name);
  }
  return {};
}

// An Attachment that moved to another volume changed both.
Result<void> DeclaredVolumes::ReadChanged() {
  const auto changed = source_.changed.After(seen_);
  if (changed.all || !set_) {
    REXRAY_TRY(ReadAll());
  } else {
    std::vector<VolumeState> states;
    for (const VolumeName& name : changed.volumes) {
      auto state = source_.load(name);
      if (state) {
        states.push_back(std::move(*state));
      } else if (state.error().code != Code::NotFound) {
        return std::unexpected(std::move(state).error());
      }
    }
    for (const VolumeName& name : changed.volumes) REXRAY_TRY(ReadSnapshots(name));
    for (const VolumeName& name : changed.volumes) Forget(name);
    for (const VolumeState& state : states) Put(state);
  }
  seen_ = changed.upTo;
  return {};
}

Result<std::shared_ptr<const DesiredSet>> DeclaredVolumes::At(std::uint64_t revision) {
  const std::lock_guard lock(mutex_);
  if (set_ && revision_ == revision) return set_;
  REXRAY_TRY(ReadChanged());
  auto set = std::make_shared<DesiredSet>();
  set->volumes.reserve(volumes_.size());
  for (const auto& [name, volume] : volumes_) set->volumes.push_back(volume);
  set->attachments.reserve(attachments_.size());
  for (const auto& [name, attachment] : attachments_) set->attachments.push_back(attachment);
  set->snapshots.reserve(snapshots_.size());
  for (const auto& [name, snapshot] : snapshots_) set->snapshots.push_back(snapshot);
  set_ = std::move(set);
  revision_ = revision;
  return set_;
}

}  // namespace rexray
