#pragma once

#include <optional>
#include <vector>

#include "state/sqlite_quarantine.h"

namespace rexray {

// Numbers of a name that outlive its volume; zeros where nothing is stored.
struct NameCounters {
  std::uint64_t incarnation = 0;  // of the next new volume of this name
  std::uint64_t fencing = 0;      // the least that the record's token may be
  std::uint64_t revision = 0;
  bool paused = false;
  bool ofEarlierEpoch = false;
};

NameCounters FindCounters(SqliteConnection& database, const VolumeName& name);
void WriteCounters(SqliteConnection& database, const VolumeName& name,
                   const NameCounters& counters);
void GrowRevision(SqliteConnection& database, const VolumeName& name);
void WritePaused(SqliteConnection& database, const VolumeName& name, bool paused);
void LeaveEarlierEpoch(SqliteConnection& database, const VolumeName& name);
// The volume, whose row is still there, goes: its name may be used anew, by another incarnation if
// `deleted`, with tokens above those that were given out.
void RetireName(SqliteConnection& database, const VolumeName& name, bool deleted);

// Whether anything at all is stored of a volume that makes it exist.
bool IsKnown(SqliteConnection& database, const VolumeName& name);

// Of `only`, or of all volumes; by name.
std::vector<Record> RecordRows(SqliteConnection& database, const std::optional<VolumeName>& only,
                               Damage& damage);
std::optional<Record> FindRecord(SqliteConnection& database, const VolumeName& name,
                                 Damage& damage);
// The highest token that was given out for the name.
std::uint64_t StoredFencing(SqliteConnection& database, const VolumeName& name);
// Writes nothing if the same stands there.
void WriteRecord(SqliteConnection& database, const Record& record);
void DeleteRecord(SqliteConnection& database, const VolumeName& name);

// Whether the record may be saved: NotFound (no such volume), Aborted (an older token), Internal
// (another volume's uid).
Result<void> CheckRecord(SqliteConnection& database, const Record& record, Damage& damage);
// The end of the last claim is not taken from a record that was read before it: claims move beside
// the reconciler.
Result<void> SaveRecordRow(SqliteConnection& database, Record record, Damage& damage);

}  // namespace rexray
