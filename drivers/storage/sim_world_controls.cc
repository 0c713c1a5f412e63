// Time, transitions and the hands behind everybody's back.

#include <algorithm>

#include "drivers/storage/sim_world.h"

namespace rexray {

void SimWorld::BeginTransition(SimVolume& volume, int inspections) {
  volume.inspectionsLeft = inspections;
  if (inspections == 0) EndTransition(volume.shown.id);
}

void SimWorld::AdvanceTransition(const BackendId& id) {
  const auto found = volumes_.find(id);
  if (found == volumes_.end() || found->second.inspectionsLeft <= 0) return;
  if (--found->second.inspectionsLeft > 0) return;
  Remember();
  EndTransition(id);
}

void SimWorld::EndTransition(const BackendId& id) {
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return;
  SimVolume& volume = found->second;
  volume.inspectionsLeft = 0;
  switch (volume.shown.state) {
    case BackendState::Deleting:
      return Erase(id);
    case BackendState::Creating:
      volume.shown.state = BackendState::Available;
      break;
    case BackendState::Available:
    case BackendState::Unreadable:
    case BackendState::Failed:
      break;
  }
  std::erase_if(volume.shown.attachments,
                [](const auto& each) { return each.state == AttachState::Detaching; });
  for (BackendAttachment& each : volume.shown.attachments) each.state = AttachState::Attached;
  const auto isGone = [&](const auto& entry) {
    return std::ranges::find(volume.shown.attachments, entry.first, &BackendAttachment::node) ==
           volume.shown.attachments.end();
  };
  std::erase_if(volume.modes, isGone);
  std::erase_if(volume.devices, isGone);
}

void SimWorld::Erase(const BackendId& id) {
  const auto found = volumes_.find(id);
  if (!found->second.content.data.empty() && !IsKept(found->second)) {
    losses_.push_back({id, "Delete", found->second.content.data});
  }
  volumes_.erase(found);
}

void SimWorld::Remember() {
  const TimePoint now = Now();
  std::erase_if(history_, [&](const Past& each) { return each.at + readLag_ < now; });
  if (readLag_ > Milliseconds::zero()) history_.push_back({now, volumes_, snapshots_});
}

// The oldest remembered state that is not yet older than the lag.
const SimWorld::Past* SimWorld::Lagging() const {
  const TimePoint now = Now();
  const auto shown =
      std::ranges::find_if(history_, [&](const Past& each) { return each.at + readLag_ > now; });
  return shown == history_.end() ? nullptr : &*shown;
}

const SimWorld::Volumes& SimWorld::Shown() const {
  const Past* const past = Lagging();
  return past == nullptr ? volumes_ : past->volumes;
}

std::map<BackendId, SimVolume> SimWorld::volumes() const {
  std::lock_guard lock(mutex_);
  return volumes_;
}

std::optional<SimVolume> SimWorld::Find(const BackendId& id) const {
  std::lock_guard lock(mutex_);
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return std::nullopt;
  return found->second;
}

std::optional<SimVolume> SimWorld::FindIf(
    const std::function<bool(const SimVolume&)>& matches) const {
  std::lock_guard lock(mutex_);
  for (const auto& [id, volume] : volumes_) {
    if (matches(volume)) return volume;
  }
  return std::nullopt;
}

std::optional<SimVolume> SimWorld::Find(const VolumeName& name) const {
  return FindIf([&](const SimVolume& each) { return each.shown.name == name; });
}

std::optional<SimVolume> SimWorld::FindSerial(std::uint32_t serial) const {
  return FindIf([&](const SimVolume& each) { return each.serial == serial; });
}

std::vector<SimLoss> SimWorld::losses() const {
  std::lock_guard lock(mutex_);
  return losses_;
}

bool SimWorld::Edit(const BackendId& id, const std::function<void(SimVolume&)>& change) {
  std::lock_guard lock(mutex_);
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return false;
  Remember();
  change(found->second);
  return true;
}

void SimWorld::Add(SimVolume volume) {
  std::lock_guard lock(mutex_);
  Remember();
  volume.serial = ++lastSerial_;
  volume.shown.identity = SimIdentity(volume.shown.id);
  const BackendId id = volume.shown.id;
  volumes_.insert_or_assign(id, std::move(volume));
}

void SimWorld::Remove(const BackendId& id) {
  std::lock_guard lock(mutex_);
  Remember();
  volumes_.erase(id);
}

void SimWorld::Settle(const BackendId& id) {
  std::lock_guard lock(mutex_);
  Remember();
  EndTransition(id);
}

void SimWorld::TruncateListings(bool truncate) {
  std::lock_guard lock(mutex_);
  truncateListings_ = truncate;
}

void SimWorld::SetReadLag(Milliseconds lag) {
  std::lock_guard lock(mutex_);
  readLag_ = lag;
}

void SimWorld::DropAttachments(const NodeName& node) {
  std::lock_guard lock(mutex_);
  Remember();
  for (auto& [id, volume] : volumes_) {
    volume.usedOn.erase(node);
    volume.modes.erase(node);
    std::erase_if(volume.shown.attachments,
                  [&](const BackendAttachment& each) { return each.node == node; });
  }
}

void SimWorld::SetHolder(const NodeName& node, HolderState state) {
  std::lock_guard lock(mutex_);
  Remember();
  holders_[node] = state;
  for (auto& [id, volume] : volumes_) {
    for (BackendAttachment& each : volume.shown.attachments) {
      if (each.node == node) each.holder = state;
    }
  }
}

void SimWorld::AttachBehind(const BackendId& id, const NodeName& node, AccessMode mode) {
  std::lock_guard lock(mutex_);
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return;
  Remember();
  BackendAttachment attachment = NewAttachment(id, node, mode);
  attachment.state = AttachState::Attached;
  found->second.shown.attachments.push_back(std::move(attachment));
  found->second.modes[node] = mode;
}

void SimWorld::NoteRefusedWrite(SimRefusedWrite write) {
  std::lock_guard lock(mutex_);
  refused_.push_back(std::move(write));
}

void SimWorld::NoteLoss(SimLoss loss) {
  std::lock_guard lock(mutex_);
  losses_.push_back(std::move(loss));
}

}  // namespace rexray
