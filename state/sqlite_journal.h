#pragma once

#include <optional>
#include <vector>

#include "state/sqlite_quarantine.h"

namespace rexray {

// An operation with the revision of the wish that it serves.
struct OperationRow {
  Operation operation;
  std::uint64_t revision = 0;
};

// Newest first.
std::vector<OperationRow> OperationRows(SqliteConnection& database, const OperationFilter& filter,
                                        Damage& damage);
// Gives the operation its id.
OperationId InsertOperation(SqliteConnection& database, const OperationRow& row);
void UpdateOperation(SqliteConnection& database, const Operation& operation);
// Ends every open operation of the volume, readable or not, as Interrupted at `now`.
void InterruptOpen(SqliteConnection& database, const VolumeName& volume, TimePoint now,
                   Damage& damage);
// The open operation with this id and volume. NotFound; Aborted: it was closed by somebody else.
Result<OperationRow> FindOpen(SqliteConnection& database, const Operation& operation,
                              Damage& damage);

void AppendEventRows(SqliteConnection& database, const std::vector<Event>& events);
// Oldest first.
std::vector<Event> EventRows(SqliteConnection& database, const EventFilter& filter, Damage& damage);

// As Store::Prune says; also drops history from quarantine that is older than `before`.
void PruneJournal(SqliteConnection& database, TimePoint before, std::size_t keep);

}  // namespace rexray
