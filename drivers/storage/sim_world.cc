#include "drivers/storage/sim_world.h"

#include <algorithm>

#include "drivers/storage/sharing.h"
#include "state/reason.h"

namespace rexray {
namespace {

Capabilities CapabilitiesOf(const SimOptions& options) {
  Capabilities capabilities;
  capabilities.block = options.block;
  capabilities.sized = options.block;
  capabilities.zeroesNewStorage = options.zeroesNewStorage;
  capabilities.keepsFacts = options.keepsFacts;
  capabilities.create = options.create;
  capabilities.consistencyWindow = options.consistencyWindow;
  return capabilities;
}

std::string Quoted(const BackendId& id) { return "simulated volume \"" + id.value + "\""; }

auto AttachmentOn(BackendVolume& volume, const NodeName& node) {
  return std::ranges::find(volume.attachments, node, &BackendAttachment::node);
}

}  // namespace

DeviceIdentity SimIdentity(const BackendId& id) { return {"sim:" + id.value}; }

SimWorld::SimWorld(SimOptions options)
    : options_(std::move(options)),
      capabilities_(CapabilitiesOf(options_)),
      faults_({"Create", "Inspect", "List", "Attach", "Detach", "Delete", "WriteFacts"}),
      readLag_(options_.readLag) {}

TimePoint SimWorld::Now() const {
  if (options_.now) return options_.now();
  return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
}

std::string SimWorld::DevicePath(const BackendId& id) const {
  if (!options_.devices) return {};
  return (options_.block ? "/dev/sim/" : "/sim/") + id.value;
}

BackendId SimWorld::ChosenId(const VolumeName& name, const VolumeUid& uid) const {
  if (options_.create != CreateIdempotency::ChosenId) return {};
  return {name.value + "--" + uid.value};
}

Result<SimVolume*> SimWorld::Require(const BackendId& id) {
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return Fail(Code::NotFound, "there is no " + Quoted(id));
  return &found->second;
}

// The volume that this request made before, where the backend can tell.
SimVolume* SimWorld::Replayed(const CreateRequest& request) {
  if (options_.create == CreateIdempotency::ListingOnly) return nullptr;
  const auto found = std::ranges::find_if(
      volumes_, [&](const auto& entry) { return entry.second.token == request.uid; });
  return found == volumes_.end() ? nullptr : &found->second;
}

SimVolume SimWorld::NewVolume(const CreateRequest& request) {
  SimVolume volume;
  volume.serial = ++lastSerial_;
  volume.token = request.uid;
  volume.shown.id = ChosenId(request.name, request.uid);
  if (volume.shown.id.empty()) volume.shown.id = {"vol-" + std::to_string(volume.serial)};
  volume.shown.name = request.name;
  volume.shown.size = request.size;
  volume.shown.state = BackendState::Creating;
  if (options_.keepsFacts) volume.shown.facts = request.facts;
  volume.shown.identity = SimIdentity(volume.shown.id);
  if (!options_.zeroesNewStorage) volume.content.kind = SimContent::Kind::Garbage;
  return volume;
}

Result<BackendVolume> SimWorld::Create(const CreateRequest& request) {
  std::lock_guard lock(mutex_);
  if (SimVolume* const existing = Replayed(request)) {
    if (existing->shown.size == request.size) return existing->shown;
    return Fail(Code::AlreadyExists, Quoted(existing->shown.id) + " exists with " +
                                         ToString(existing->shown.size) + ", not the " +
                                         ToString(request.size) + " asked for");
  }
  Remember();
  SimVolume volume = NewVolume(request);
  const BackendId id = volume.shown.id;
  volumes_.emplace(id, std::move(volume));
  BeginTransition(volumes_.at(id), options_.creating);
  return volumes_.at(id).shown;
}

Result<BackendVolume> SimWorld::Inspect(const BackendId& id) {
  std::lock_guard lock(mutex_);
  AdvanceTransition(id);
  const Volumes& shown = Shown();
  const auto found = shown.find(id);
  if (found == shown.end()) return Fail(Code::NotFound, "there is no " + Quoted(id));
  return found->second.shown;
}

Result<Listing> SimWorld::List() {
  std::lock_guard lock(mutex_);
  Listing listing;
  for (const auto& [id, volume] : Shown()) listing.volumes.push_back(volume.shown);
  listing.complete = !truncateListings_;
  if (truncateListings_ && !listing.volumes.empty()) listing.volumes.pop_back();
  return listing;
}

Result<BackendAttachment> SimWorld::Attach(const BackendId& id, const NodeName& node,
                                           AccessMode mode) {
  REXRAY_TRY(CheckAccessMode(capabilities_, id, mode));
  std::lock_guard lock(mutex_);
  REXRAY_ASSIGN(SimVolume* const volume, Require(id));
  const auto attached = AttachmentOn(volume->shown, node);
  if (attached != volume->shown.attachments.end()) {
    if (attached->state != AttachState::Detaching) return *attached;
    return Fail(Code::FailedPrecondition, Quoted(id) + " is still detaching from " + node.value);
  }
  if (!volume->shown.attachments.empty()) {
    return Fail(Code::FailedPrecondition,
                Quoted(id) + " is attached to node " + volume->shown.attachments[0].node.value,
                std::string(ToString(Reason::AttachedElsewhere)));
  }
  if (volume->shown.state != BackendState::Available) {
    return Fail(Code::FailedPrecondition, Quoted(id) + " is not available yet");
  }
  Remember();
  BackendAttachment attachment;
  attachment.node = node;
  attachment.state = AttachState::Attaching;
  attachment.device = DevicePath(id);
  volume->shown.attachments.push_back(std::move(attachment));
  BeginTransition(*volume, options_.attaching);
  return volume->shown.attachments.back();
}

Result<void> SimWorld::Detach(const BackendId& id, const NodeName& node) {
  std::lock_guard lock(mutex_);
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return {};
  SimVolume& volume = found->second;
  const auto attached = AttachmentOn(volume.shown, node);
  if (attached == volume.shown.attachments.end()) return {};
  if (volume.usedOn.contains(node)) {
    return Fail(Code::FailedPrecondition, Quoted(id) + " is in use on node " + node.value);
  }
  if (attached->state == AttachState::Detaching) return {};
  Remember();
  attached->state = AttachState::Detaching;
  BeginTransition(volume, options_.detaching);
  return {};
}

Result<void> SimWorld::Delete(const BackendId& id) {
  std::lock_guard lock(mutex_);
  const auto found = volumes_.find(id);
  if (found == volumes_.end() || found->second.shown.state == BackendState::Deleting) return {};
  if (!found->second.shown.attachments.empty()) {
    return Fail(Code::FailedPrecondition, Quoted(id) + " is attached to node " +
                                              found->second.shown.attachments[0].node.value +
                                              ": detach it first");
  }
  Remember();
  found->second.shown.state = BackendState::Deleting;
  BeginTransition(found->second, options_.deleting);
  return {};
}

Result<VolumeFacts> SimWorld::WriteFacts(const BackendId& id, const VolumeFacts& facts,
                                         std::uint64_t expectedToken) {
  std::lock_guard lock(mutex_);
  if (!options_.keepsFacts) {
    return Fail(Code::Unimplemented, "this simulated backend keeps no facts");
  }
  REXRAY_ASSIGN(SimVolume* const volume, Require(id));
  const std::uint64_t current = volume->shown.facts ? volume->shown.facts->fencingToken : 0;
  if (current != expectedToken) {
    return Fail(Code::Aborted, "the facts of " + Quoted(id) + " are at token " +
                                   std::to_string(current) + ", not " +
                                   std::to_string(expectedToken) + ": observe again");
  }
  Remember();
  volume->shown.facts = facts;
  volume->shown.facts->fencingToken = expectedToken + 1;
  return *volume->shown.facts;
}

}  // namespace rexray
