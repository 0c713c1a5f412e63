#pragma once

#include <vector>

#include "state/sqlite_quarantine.h"

namespace rexray {

// A row of `permits`.
struct PermitRow {
  VolumeName volume;
  Permit permit;
};

// Of `only`, or of all volumes. A leave that cannot be read is none.
std::vector<PermitRow> PermitRows(SqliteConnection& database, const std::optional<VolumeName>& only,
                                  Damage& damage);
// In the place of an earlier one of its kind.
void WritePermit(SqliteConnection& database, const VolumeName& volume, const Permit& permit);
// Gives whether there was one.
bool DropPermit(SqliteConnection& database, const VolumeName& volume, PermitKind kind);
void DropPermits(SqliteConnection& database, const VolumeName& volume);

}  // namespace rexray
