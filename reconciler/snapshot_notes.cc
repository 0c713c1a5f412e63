#include "reconciler/snapshot_notes.h"

#include <algorithm>

namespace rexray {

std::optional<SnapshotStatus> SnapshotNotes::SourceOf(const VolumeState& stored) {
  if (!stored.volume || stored.record.backendId) return std::nullopt;
  const auto name = rexray::SourceOf(stored.volume->spec);
  if (!name) return std::nullopt;
  const auto desired = store_.Desired();
  if (!desired) return SnapshotStatus();  // not known: it waits
  const auto* found = FindDeclared((*desired)->snapshots, *name);
  return found == nullptr ? std::nullopt : std::optional(found->status);
}

Result<std::vector<VolumeName>> SnapshotNotes::Note(VolumeState& stored, const Observation& seen) {
  std::vector<VolumeName> concerned;
  for (StoredSnapshot& each : stored.snapshots) {
    if (each.removed || !seen.snapshots.present()) continue;
    const auto shown =
        std::ranges::find(seen.snapshots.value, each.status.token, &BackendSnapshot::token);
    if (shown != seen.snapshots.value.end())
      REXRAY_TRY(NoteShown(each, stored.record.service, *shown, concerned));
  }
  REXRAY_TRY(EndCopy(stored, concerned));
  return concerned;
}

Result<void> SnapshotNotes::NoteShown(StoredSnapshot& snapshot, const ServiceName& service,
                                      const BackendSnapshot& shown,
                                      std::vector<VolumeName>& concerned) {
  SnapshotStatus next = snapshot.status;
  next.service = service;
  next.id = shown.id;
  next.state = shown.state;
  next.size = shown.size;
  next.created = shown.created;
  if (next == snapshot.status) return {};
  REXRAY_TRY(store_.SaveSnapshot(snapshot.spec.name, next));
  snapshot.status = next;
  observer_.OnStatus(snapshot.spec.volume);
  REXRAY_ASSIGN(const auto desired, store_.Desired());
  for (const auto& each : desired->volumes) {
    if (rexray::SourceOf(each->spec) == snapshot.spec.name) concerned.push_back(each->spec.name);
  }
  return {};
}

Result<void> SnapshotNotes::EndCopy(const VolumeState& stored, std::vector<VolumeName>& concerned) {
  const bool made = stored.volume && stored.volume->spec.source && stored.record.backendId;
  if (!made || stored.volume->spec.source->volume.empty()) return {};
  const SnapshotName name = *rexray::SourceOf(stored.volume->spec);
  REXRAY_ASSIGN(const auto desired, store_.Desired());
  const auto* passing = FindDeclared(desired->snapshots, name);
  if (passing == nullptr || passing->removed || passing->managedBy.set != kCopySet) return {};
  SpecChange change;
  change.removedSnapshots.push_back(name);
  REXRAY_TRY(store_.Commit(change, clock_.Now()));
  concerned.push_back(passing->spec.volume);
  return {};
}

}  // namespace rexray
