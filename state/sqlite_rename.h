#pragma once

#include "state/sqlite_quarantine.h"

namespace rexray {

// Store::Rename inside a transaction.
Result<void> RenameVolume(SqliteConnection& database, const VolumeName& from, const VolumeName& to,
                          Damage& damage);

}  // namespace rexray
