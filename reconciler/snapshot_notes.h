#pragma once

#include <optional>
#include <vector>

#include "reconciler/clock.h"
#include "reconciler/observer.h"
#include "state/plan_input.h"
#include "state/store.h"

namespace rexray {

// What is remembered of Snapshots, beside the records of volumes: a snapshot outlives its volume,
// is never taken anew, and is what other volumes are made from. References outlive it. Any thread.
class SnapshotNotes {
 public:
  SnapshotNotes(Store& store, const Clock& clock, Observer& observer)
      : store_(store), clock_(clock), observer_(observer) {}

  // Of the declared Snapshot that the volume is still to be made from; nullopt: there is none.
  std::optional<SnapshotStatus> SourceOf(const VolumeState& stored);

  // Remembers what the service shows of those that were not complete, in `stored` too, and ends
  // what a copy was made by once the copy exists. Gives the other volumes that this concerns.
  Result<std::vector<VolumeName>> Note(VolumeState& stored, const Observation& seen);

 private:
  Result<void> NoteShown(StoredSnapshot& snapshot, const ServiceName& service,
                         const BackendSnapshot& shown, std::vector<VolumeName>& concerned);
  Result<void> EndCopy(const VolumeState& stored, std::vector<VolumeName>& concerned);

  Store& store_;
  const Clock& clock_;
  Observer& observer_;
};

}  // namespace rexray
