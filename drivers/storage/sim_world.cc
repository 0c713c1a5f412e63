#include "drivers/storage/sim_world.h"

#include <algorithm>

#include "drivers/storage/sharing.h"

namespace rexray {

Capabilities SimCapabilities(const SimOptions& options) {
  Capabilities capabilities;
  capabilities.block = options.block;
  capabilities.sized = options.block;
  capabilities.zeroesNewStorage = options.zeroesNewStorage;
  capabilities.keepsFacts = options.keepsFacts;
  capabilities.create = options.create;
  capabilities.accessModes = options.accessModes;
  capabilities.attachLimit = options.attachLimit;
  capabilities.serialAttach = options.serialAttach;
  capabilities.forceDetach = options.forceDetach;
  capabilities.expand = options.expand;
  capabilities.modify = options.modify;
  capabilities.snapshots = options.snapshots;
  capabilities.global = true;
  capabilities.createOptions.assign(kCreateOptions.begin(), kCreateOptions.end());
  capabilities.consistencyWindow = options.consistencyWindow;
  return capabilities;
}

BackendId SimChosenId(CreateIdempotency create, const VolumeName& name, const VolumeUid& uid) {
  if (create != CreateIdempotency::ChosenId) return {};
  return {name.value + "--" + uid.value};
}

namespace {

// What a listing shows of a volume that cannot be looked at.
BackendVolume Stub(const BackendVolume& volume) {
  BackendVolume stub;
  stub.id = volume.id;
  stub.name = volume.name;
  stub.state = BackendState::Unreadable;
  return stub;
}

}  // namespace

DeviceIdentity SimIdentity(const BackendId& id) { return {"sim:" + id.value}; }

SimWorld::SimWorld(SimOptions options)
    : options_(std::move(options)),
      capabilities_(SimCapabilities(options_)),
      faults_({"Create", "Inspect", "List", "Attach", "Detach", "ForceDetach", "Delete",
               "Expand", "ResizeDevice", "WriteFacts", "Snapshot", "ListSnapshots",
               "DeleteSnapshot", "Modify"}),
      readLag_(options_.readLag) {}

TimePoint SimWorld::Now() const {
  if (options_.now) return options_.now();
  return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
}

BackendId SimWorld::ChosenId(const VolumeName& name, const VolumeUid& uid) const {
  return SimChosenId(options_.create, name, uid);
}

Result<SimVolume*> SimWorld::Require(const BackendId& id) {
  const auto found = volumes_.find(id);
  if (found == volumes_.end()) return Fail(Code::NotFound, "there is no " + SimVolumeInWords(id));
  return &found->second;
}

// The volume that this request made before, where the backend can tell.
SimVolume* SimWorld::Replayed(const CreateRequest& request) {
  if (options_.create == CreateIdempotency::ListingOnly) return nullptr;
  const auto found = std::ranges::find_if(
      volumes_, [&](const auto& entry) { return entry.second.token == request.uid; });
  return found == volumes_.end() ? nullptr : &found->second;
}

// The volume gets what the snapshot holds, and at least its size.
Result<void> SimWorld::Fill(SimVolume& volume, const SnapshotId& source) {
  if (!options_.snapshots) return NoSnapshots("this simulated backend");
  const auto found = snapshots_.find(source);
  if (found == snapshots_.end() || found->second.shown.state != SnapshotState::Available) {
    return UnusableSource(source, found == snapshots_.end() ? "is not there" : "is not whole");
  }
  Bytes& size = volume.shown.size;
  if (size.value != 0 && size < found->second.shown.size) {
    return SmallerThanSource(size, source, found->second.shown.size);
  }
  size = std::max(size, found->second.shown.size);
  volume.content = found->second.content;
  if (volume.shown.facts) volume.shown.facts->createdBlank = false;
  return {};
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
  volume.shown.type = request.type;
  volume.shown.iops = request.iops;
  volume.shown.availabilityZone = request.availabilityZone;
  volume.shown.encrypted = request.encrypted;
  if (options_.keepsFacts) volume.shown.facts = request.facts;
  volume.shown.identity = SimIdentity(volume.shown.id);
  if (!options_.zeroesNewStorage) volume.content.kind = SimContent::Kind::Garbage;
  return volume;
}

Result<BackendVolume> SimWorld::Create(const CreateRequest& request) {
  std::lock_guard lock(mutex_);
  if (SimVolume* const existing = Replayed(request)) {
    const bool any = request.source && request.size.value == 0;
    if (any || existing->shown.size == request.size) return existing->shown;
    return Fail(Code::AlreadyExists, SimVolumeInWords(existing->shown.id) + " exists with " +
                                         ToString(existing->shown.size) + ", not the " +
                                         ToString(request.size) + " asked for");
  }
  SimVolume volume = NewVolume(request);
  if (request.source) REXRAY_TRY(Fill(volume, *request.source));
  Remember();
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
  if (found == shown.end()) return Fail(Code::NotFound, "there is no " + SimVolumeInWords(id));
  if (found->second.unreadable)
    return Fail(Code::Unavailable, SimVolumeInWords(id) + " gives no answer");
  return found->second.shown;
}

Result<Listing> SimWorld::List() {
  std::lock_guard lock(mutex_);
  Listing listing;
  for (const auto& [id, volume] : Shown()) {
    listing.volumes.push_back(volume.unreadable ? Stub(volume.shown) : volume.shown);
  }
  listing.complete = !truncateListings_;
  if (truncateListings_ && !listing.volumes.empty()) listing.volumes.pop_back();
  return listing;
}

Result<void> SimWorld::Delete(const BackendId& id) {
  std::lock_guard lock(mutex_);
  const auto found = volumes_.find(id);
  if (found == volumes_.end() || found->second.shown.state == BackendState::Deleting) return {};
  if (!found->second.shown.attachments.empty()) {
    return Fail(Code::FailedPrecondition, SimVolumeInWords(id) + " is attached to node " +
                                              found->second.shown.attachments[0].node.value +
                                              ": detach it first");
  }
  Remember();
  found->second.shown.state = BackendState::Deleting;
  BeginTransition(found->second, options_.deleting);
  return {};
}

// Devices that nodes have show the old size until they are told.
Result<void> SimWorld::Expand(const BackendId& id, Bytes size) {
  std::lock_guard lock(mutex_);
  if (!options_.expand) return NoExpansion("this simulated backend");
  REXRAY_ASSIGN(SimVolume* const volume, Require(id));
  if (volume->shown.size >= size) return {};
  Remember();
  for (const BackendAttachment& each : volume->shown.attachments) {
    volume->devices.try_emplace(each.node, volume->shown.size);
  }
  volume->shown.size = size;
  return {};
}

Result<void> SimWorld::ResizeDevice(const BackendId& id, const NodeName& node) {
  std::lock_guard lock(mutex_);
  if (!options_.expand) return NoExpansion("this simulated backend");
  REXRAY_ASSIGN(SimVolume* const volume, Require(id));
  const auto& attachments = volume->shown.attachments;
  if (std::ranges::find(attachments, node, &BackendAttachment::node) == attachments.end()) {
    return Fail(Code::FailedPrecondition,
                SimVolumeInWords(id) + " is not attached to node " + node.value);
  }
  Remember();
  volume->devices.erase(node);
  return {};
}

Result<void> SimWorld::Modify(const BackendId& id, const ModifyRequest& request) {
  std::lock_guard lock(mutex_);
  if (!options_.modify) return NoModification("this simulated backend");
  REXRAY_ASSIGN(SimVolume* const volume, Require(id));
  Remember();
  if (!request.type.empty()) volume->shown.type = request.type;
  if (request.iops) volume->shown.iops = request.iops;
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
    return Fail(Code::Aborted, "the facts of " + SimVolumeInWords(id) + " are at token " +
                                   std::to_string(current) + ", not " +
                                   std::to_string(expectedToken) + ": observe again");
  }
  Remember();
  volume->shown.facts = facts;
  volume->shown.facts->fencingToken = expectedToken + 1;
  return *volume->shown.facts;
}

}  // namespace rexray
