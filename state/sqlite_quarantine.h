#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "state/sqlite_connection.h"
#include "state/store.h"

namespace rexray {

// A row that could not be read.
struct DamagedRow {
  std::string_view table;
  std::int64_t rowid = 0;
  std::string key;
  VolumeName volume;
  std::string error;
  bool harms = true;  // false for history: nothing is decided from it
};

// What a read came across. Its caller goes on with the other rows.
using Damage = std::vector<DamagedRow>;

// Moves the rows, byte by byte, so that nothing reads them again and nothing is lost.
void MoveToQuarantine(SqliteConnection& database, const Damage& damage, TimePoint now);

std::vector<QuarantinedRow> QuarantinedRows(SqliteConnection& database);
std::uint64_t CountQuarantined(SqliteConnection& database);
// Volumes with a row in quarantine that harms; of `only`, or of all.
std::set<VolumeName> DamagedVolumes(SqliteConnection& database,
                                    const std::optional<VolumeName>& only);
// The volume of a row in quarantine that harms.
std::optional<VolumeName> QuarantinedVolume(SqliteConnection& database, std::string_view table,
                                            const std::string& key);

// A row in quarantine has lost its meaning: its object was written anew, or its volume is
// forgotten.
void ReleaseRow(SqliteConnection& database, std::string_view table, const std::string& key);
void ReleaseVolume(SqliteConnection& database, const VolumeName& volume);

}  // namespace rexray
