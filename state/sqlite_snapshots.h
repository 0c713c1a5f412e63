#pragma once

#include <optional>
#include <vector>

#include "state/sqlite_quarantine.h"

namespace rexray {

// The rows of `snapshots`, and what a SpecChange does to them.

// Of `only`, or of all volumes; by name.
std::vector<StoredSnapshot> SnapshotRows(SqliteConnection& database,
                                         const std::optional<VolumeName>& only, Damage& damage);

// Declares one. FailedPrecondition: its volume is not declared, another volume has a Snapshot of
// the name, or what there was of that name is still being deleted.
Result<ObjectChange> PutSnapshot(SqliteConnection& database, const Sourced<SnapshotSpec>& wanted,
                                 TimePoint now, Damage& damage);
// Ends one: with Retain at once, with Delete once its backend has it no more. NotFound.
// FailedPrecondition: a Volume is to be made from it (G38).
Result<ObjectChange> RemoveSnapshot(SqliteConnection& database, const SnapshotName& name,
                                    TimePoint now, Damage& damage);

// With a Volume that is declared as a copy of another: the passing Snapshot that it is made by.
// nullopt: it is no copy. FailedPrecondition, reason NameTaken: somebody declared one of its name,
// which must not go with the copy.
Result<std::optional<ObjectChange>> PutSnapshotOfCopy(SqliteConnection& database,
                                                      const VolumeSpec& copy, TimePoint now,
                                                      Damage& damage);
// With a copy that is given up. nullopt: there is none (any more) that was made for it.
Result<std::optional<ObjectChange>> RemoveSnapshotOfCopy(SqliteConnection& database,
                                                         const VolumeSpec& copy, TimePoint now,
                                                         Damage& damage);

// Before the volume goes. FailedPrecondition: one that is declared was not taken yet.
Result<void> CheckSnapshotsTaken(SqliteConnection& database, const VolumeName& volume,
                                 Damage& damage);

// Gives the volume; nullopt: there is none of that name.
std::optional<VolumeName> WriteSnapshotStatus(SqliteConnection& database, const SnapshotName& name,
                                              const SnapshotStatus& status);
// With it goes what is remembered of its volume, where nothing of that is left.
std::optional<VolumeName> DropSnapshotRow(SqliteConnection& database, const SnapshotName& name,
                                          Damage& damage);

}  // namespace rexray
