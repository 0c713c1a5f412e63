#pragma once

#include <vector>

#include "state/sqlite_quarantine.h"

namespace rexray {

// Names of all volumes of which anything is stored that makes them exist; sorted.
std::vector<VolumeName> KnownVolumes(SqliteConnection& database);

// Everything of `only`, or of all volumes; by name. Rows that cannot be read are left out and make
// their volume `damaged`.
std::vector<VolumeState> LoadVolumes(SqliteConnection& database,
                                     const std::optional<VolumeName>& only, Damage& damage);
std::vector<VolumeState> LoadVolumes(SqliteConnection& database, const std::set<VolumeName>& names,
                                     Damage& damage);

// What is declared, of all volumes.
DesiredSet LoadDesired(SqliteConnection& database, Damage& damage);

// The stored record, or one that remembers nothing yet.
Record RecordOrDefault(SqliteConnection& database, const VolumeName& name, Damage& damage);

// Reads every row there is.
Damage FindDamage(SqliteConnection& database);

}  // namespace rexray
