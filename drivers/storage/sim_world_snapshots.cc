// Snapshots: what is kept of a volume when it goes.

#include <algorithm>

#include "drivers/storage/sharing.h"
#include "drivers/storage/sim_world.h"

namespace rexray {
namespace {

Result<BackendSnapshot> OfThisVolume(const BackendSnapshot& made, const BackendId& volume) {
  if (made.volume == volume) return made;
  return Fail(Code::AlreadyExists, "this token made snapshot " + made.id.value + " of " +
                                       SimVolumeInWords(made.volume) + ", not of " +
                                       SimVolumeInWords(volume));
}

}  // namespace

Result<BackendSnapshot> SimWorld::TakeSnapshot(const SnapshotRequest& request) {
  std::lock_guard lock(mutex_);
  if (!options_.snapshots) return NoSnapshots("this simulated backend");
  const auto made = std::ranges::find_if(
      snapshots_, [&](const auto& entry) { return entry.second.shown.token == request.token; });
  if (made != snapshots_.end()) return OfThisVolume(made->second.shown, request.volume);
  REXRAY_ASSIGN(const SimVolume* const volume, Require(request.volume));
  if (volume->shown.state != BackendState::Available) {
    return Fail(Code::FailedPrecondition, SimVolumeInWords(request.volume) + " is not available");
  }
  Remember();
  SimSnapshot snapshot;
  snapshot.content = volume->content;
  snapshot.listingsLeft = options_.snapshotting;
  const bool done = options_.snapshotting == 0;
  snapshot.shown = {{"snap-" + std::to_string(++lastSnapshot_)},
                    request.name,
                    request.volume,
                    volume->shown.size,
                    Now(),
                    done ? SnapshotState::Available : SnapshotState::Creating,
                    request.token};
  return snapshots_.emplace(snapshot.shown.id, snapshot).first->second.shown;
}

void SimWorld::AdvanceSnapshots() {
  for (auto& [id, snapshot] : snapshots_) {
    if (snapshot.listingsLeft <= 0 || --snapshot.listingsLeft > 0) continue;
    Remember();
    snapshot.shown.state = SnapshotState::Available;
  }
}

Result<SnapshotListing> SimWorld::ListSnapshots() {
  std::lock_guard lock(mutex_);
  if (!options_.snapshots) return NoSnapshots("this simulated backend");
  AdvanceSnapshots();
  const Past* const past = Lagging();
  SnapshotListing listing;
  for (const auto& [id, snapshot] : past == nullptr ? snapshots_ : past->snapshots) {
    listing.snapshots.push_back(snapshot.shown);
  }
  listing.complete = !truncateListings_;
  if (truncateListings_ && !listing.snapshots.empty()) listing.snapshots.pop_back();
  return listing;
}

Result<void> SimWorld::DeleteSnapshot(const SnapshotId& id) {
  std::lock_guard lock(mutex_);
  if (!options_.snapshots) return NoSnapshots("this simulated backend");
  Remember();
  snapshots_.erase(id);
  return {};
}

// Whether a complete snapshot holds what the volume holds now, to the last write.
bool SimWorld::IsKept(const SimVolume& volume) const {
  return std::ranges::any_of(snapshots_, [&](const auto& entry) {
    const SimSnapshot& snapshot = entry.second;
    return snapshot.shown.volume == volume.shown.id &&
           snapshot.shown.state == SnapshotState::Available && snapshot.content == volume.content;
  });
}

std::map<SnapshotId, SimSnapshot> SimWorld::snapshots() const {
  std::lock_guard lock(mutex_);
  return snapshots_;
}

bool SimWorld::EditSnapshot(const SnapshotId& id, const std::function<void(SimSnapshot&)>& change) {
  std::lock_guard lock(mutex_);
  const auto found = snapshots_.find(id);
  if (found == snapshots_.end()) return false;
  Remember();
  change(found->second);
  return true;
}

}  // namespace rexray
