// Attachments, and what nodes do with the devices that they get.

#include <algorithm>

#include "drivers/storage/sharing.h"
#include "drivers/storage/sim_world.h"
#include "state/codec.h"

namespace rexray {
namespace {

auto AttachmentOn(BackendVolume& volume, const NodeName& node) {
  return std::ranges::find(volume.attachments, node, &BackendAttachment::node);
}

AccessMode ModeOf(const SimVolume& volume, const BackendAttachment& attachment) {
  const auto found = volume.modes.find(attachment.node);
  if (found != volume.modes.end()) return found->second;
  return attachment.readOnly ? AccessMode::ReadOnlyMany : AccessMode::ReadWriteOnce;
}

}  // namespace

std::size_t SimWorld::CountOn(const NodeName& node) const {
  std::size_t count = 0;
  for (const auto& [id, volume] : volumes_) {
    const auto& attachments = volume.shown.attachments;
    count +=
        static_cast<std::size_t>(std::ranges::count(attachments, node, &BackendAttachment::node));
  }
  return count;
}

BackendAttachment SimWorld::NewAttachment(const BackendId& id, const NodeName& node,
                                          AccessMode mode) const {
  BackendAttachment attachment;
  attachment.node = node;
  attachment.state = AttachState::Attaching;
  if (options_.devices) attachment.device = (options_.block ? "/dev/sim/" : "/sim/") + id.value;
  attachment.readOnly = mode == AccessMode::ReadOnlyMany;
  const auto holder = holders_.find(node);
  if (holder != holders_.end()) attachment.holder = holder->second;
  return attachment;
}

Result<void> SimWorld::CheckOthers(const SimVolume& volume, const NodeName& node,
                                   AccessMode mode) const {
  for (const BackendAttachment& each : volume.shown.attachments) {
    const AccessMode held = ModeOf(volume, each);
    if (each.node == node || Together(held, mode)) continue;
    return AttachedElsewhere(volume.shown.id.value, each.node, held, mode);
  }
  return {};
}

Result<void> SimWorld::CheckSlot(const NodeName& node) const {
  if (!options_.attachLimit || CountOn(node) < *options_.attachLimit) return {};
  return Fail(Code::ResourceExhausted,
              "node " + node.value + " has all of its " + std::to_string(*options_.attachLimit) +
                  " attachments: detach another volume first",
              "AttachLimit");
}

// Of an attachment that is there, in another mode.
Result<void> SimWorld::CheckChange(const SimVolume& volume, const BackendAttachment& attachment,
                                   AccessMode mode) const {
  const std::string where = SimVolumeInWords(volume.shown.id) + " on node " + attachment.node.value;
  if (attachment.state == AttachState::Detaching) {
    return Fail(Code::FailedPrecondition, where + " is still detaching");
  }
  if (!volume.usedOn.contains(attachment.node)) return {};
  return Fail(Code::FailedPrecondition,
              where + " is in use: unmount it, then it becomes " + std::string(ToString(mode)),
              "DeviceInUse");
}

Result<BackendAttachment> SimWorld::Attach(const BackendId& id, const NodeName& node,
                                           AccessMode mode) {
  std::lock_guard lock(mutex_);
  REXRAY_TRY(CheckAccessMode(capabilities_, id, mode));
  REXRAY_ASSIGN(SimVolume* const volume, Require(id));
  auto& attachments = volume->shown.attachments;
  const auto attached = AttachmentOn(volume->shown, node);
  const bool isThere = attached != attachments.end();
  if (isThere && attached->state != AttachState::Detaching && ModeOf(*volume, *attached) == mode) {
    return *attached;
  }
  REXRAY_TRY(CheckOthers(*volume, node, mode));
  REXRAY_TRY(isThere ? CheckChange(*volume, *attached, mode) : CheckSlot(node));
  if (volume->shown.state != BackendState::Available) {
    return Fail(Code::FailedPrecondition, SimVolumeInWords(id) + " is not available yet");
  }
  Remember();
  if (isThere) attachments.erase(attached);
  attachments.push_back(NewAttachment(id, node, mode));
  volume->modes[node] = mode;
  BeginTransition(*volume, options_.attaching);
  return attachments.back();
}

Result<void> SimWorld::Detach(const BackendId& id, const NodeName& node) {
  std::lock_guard lock(mutex_);
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return {};
  SimVolume& volume = found->second;
  const auto attached = AttachmentOn(volume.shown, node);
  if (attached == volume.shown.attachments.end()) return {};
  if (volume.usedOn.contains(node)) {
    return Fail(Code::FailedPrecondition, SimVolumeInWords(id) + " is in use on node " + node.value,
                "DeviceInUse");
  }
  if (attached->state == AttachState::Detaching) return {};
  Remember();
  attached->state = AttachState::Detaching;
  BeginTransition(volume, options_.detaching);
  return {};
}

Result<void> SimWorld::ForceDetach(const BackendId& id, const NodeName& node) {
  std::lock_guard lock(mutex_);
  if (!options_.forceDetach) return NoForceDetach(id);
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return {};
  SimVolume& volume = found->second;
  const auto attached = AttachmentOn(volume.shown, node);
  if (attached == volume.shown.attachments.end()) return {};
  Remember();
  volume.usedOn.erase(node);
  ++volume.taken[node];
  attached->state = AttachState::Detaching;
  BeginTransition(volume, options_.detaching);
  return {};
}

bool SimWorld::BeginTurn(const NodeName& node) {
  std::lock_guard lock(mutex_);
  if (!options_.serialAttach || turns_.insert(node).second) return true;
  ++overlaps_;
  return false;
}

void SimWorld::EndTurn(const NodeName& node) {
  std::lock_guard lock(mutex_);
  turns_.erase(node);
}

std::size_t SimWorld::overlaps() const {
  std::lock_guard lock(mutex_);
  return overlaps_;
}

Result<void> SimWorld::CheckMayWrite(const BackendId& id, const NodeName& node) {
  REXRAY_ASSIGN(SimVolume* const volume, Require(id));
  const auto attached = AttachmentOn(volume->shown, node);
  if (attached != volume->shown.attachments.end() && attached->state == AttachState::Attached &&
      !attached->readOnly && attached->holder != HolderState::Dead &&
      attached->holder != HolderState::Fenced) {
    return {};
  }
  return Fail(Code::Unavailable, SimVolumeInWords(id) + " takes no writes of node " + node.value +
                                     ": input/output error");
}

Result<void> SimWorld::Write(const BackendId& id, const NodeName& node,
                             const std::function<void(SimContent&)>& change) {
  std::lock_guard lock(mutex_);
  if (auto allowed = CheckMayWrite(id, node); !allowed) {
    refused_.push_back({id, node});
    return allowed;
  }
  Remember();
  change(volumes_.at(id).content);
  return {};
}

void SimWorld::Use(const BackendId& id, const NodeName& node) {
  std::lock_guard lock(mutex_);
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return;
  Remember();
  SimVolume& volume = found->second;
  volume.usedOn.insert(node);
  for (const BackendAttachment& each : volume.shown.attachments) {
    if (each.node == node || !volume.usedOn.contains(each.node)) continue;
    const auto ours = AttachmentOn(volume.shown, node);
    if (ours != volume.shown.attachments.end() &&
        Together(ModeOf(volume, each), ModeOf(volume, *ours))) {
      continue;
    }
    losses_.push_back({id, "Use", each.node.value + " and " + node.value + " use it at once"});
  }
}

std::vector<SimRefusedWrite> SimWorld::refusedWrites() const {
  std::lock_guard lock(mutex_);
  return refused_;
}

}  // namespace rexray
