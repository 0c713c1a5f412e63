#include "state/sqlite_journal.h"

#include <fmt/format.h>

#include "state/sqlite_rows.h"

namespace rexray {
namespace {

constexpr const char* kSelectOperations =
    "SELECT id, volume, revision, finished, body FROM operations "
    "WHERE (?1 IS NULL OR volume=?1) AND (?2=0 OR finished IS NULL)";

Result<OperationRow> ReadOperationRow(const Query& query) {
  OperationRow row;
  row.revision = static_cast<std::uint64_t>(query.Integer(2));
  REXRAY_ASSIGN(row.operation, ReadBody<Operation>(query.Text(4)));
  if (row.operation.volume.value != query.Text(1)) {
    return Fail(Code::Internal, "the operation is of " + row.operation.volume.value);
  }
  if (row.operation.finished.has_value() == query.IsNull(3)) {
    return Fail(Code::Internal, "the operation is open in its row or in its body, not in both");
  }
  row.operation.id = query.Integer(0);
  return row;
}

DamagedRow DescribeOperationRow(const Query& query) {
  return {"operations", query.Integer(0), fmt::format("{}", query.Integer(0)), {query.Text(1)},
          {},           query.IsNull(3)};
}

// The row's own id is the one that counts; it is not known yet when the body is written first.
template <class T>
std::string BodyWithoutId(T value) {
  value.id = 0;
  return ToBody(value);
}

Result<Event> ReadEventRow(const Query& query) {
  REXRAY_ASSIGN(Event event, ReadBody<Event>(query.Text(2)));
  event.id = query.Integer(0);
  return event;
}

DamagedRow DescribeEventRow(const Query& query) {
  return {"events", query.Integer(0), fmt::format("{}", query.Integer(0)), {query.Text(1)}, {},
          false};
}

}  // namespace

std::vector<OperationRow> OperationRows(SqliteConnection& database, const OperationFilter& filter,
                                        Damage& damage) {
  static const std::string kNewestFirst =
      std::string(kSelectOperations) + " ORDER BY id DESC LIMIT ?3";
  static const std::string kAllOpen =
      "SELECT id, volume, revision, finished, body FROM operations WHERE finished IS NULL AND "
      "volume=?1 "
      "AND ?2 ORDER BY id DESC LIMIT ?3";
  // The planner of SQLite cannot use an index through "?1 IS NULL OR": the call of every pass has
  // its own.
  const bool openOfOne = filter.volume.has_value() && filter.openOnly;
  return ReadRows<OperationRow>(database.Ask(openOfOne ? kAllOpen : kNewestFirst, filter.volume,
                                             filter.openOnly, filter.limit),
                                damage, ReadOperationRow, DescribeOperationRow);
}

OperationId InsertOperation(SqliteConnection& database, const OperationRow& row) {
  database.Run(
      "INSERT INTO operations(volume, revision, started, finished, body) VALUES(?,?,?,?,?)",
      row.operation.volume, row.revision, row.operation.started, row.operation.finished,
      BodyWithoutId(row.operation));
  return database.LastId();
}

void UpdateOperation(SqliteConnection& database, const Operation& operation) {
  database.Run("UPDATE operations SET finished=?, body=? WHERE id=?", operation.finished,
               BodyWithoutId(operation), operation.id);
}

void InterruptOpen(SqliteConnection& database, const VolumeName& volume, TimePoint now,
                   Damage& damage) {
  for (OperationRow& row : OperationRows(database, {volume, true, SIZE_MAX >> 1}, damage)) {
    row.operation.finished = now;
    row.operation.outcome = OperationOutcome::Interrupted;
    UpdateOperation(database, row.operation);
  }
}

Result<OperationRow> FindOpen(SqliteConnection& database, const Operation& operation,
                              Damage& damage) {
  auto row = OnlyRow(ReadRows<OperationRow>(
      database.Ask(
          "SELECT id, volume, revision, finished, body FROM operations WHERE id=? AND volume=?",
          operation.id, operation.volume),
      damage, ReadOperationRow, DescribeOperationRow));
  if (!row.has_value()) {
    return Fail(Code::NotFound, fmt::format("there is no operation {} of volume {}", operation.id,
                                            operation.volume.value));
  }
  if (row->operation.finished.has_value()) {
    return Fail(Code::Aborted,
                fmt::format("operation {} of volume {} was already closed as {}", operation.id,
                            operation.volume.value, ToString(row->operation.outcome)));
  }
  return std::move(*row);
}

void AppendEventRows(SqliteConnection& database, const std::vector<Event>& events) {
  for (const Event& event : events) {
    database.Run("INSERT INTO events(at, volume, body) VALUES(?,?,?)", event.at, event.volume,
                 BodyWithoutId(event));
  }
}

std::vector<Event> EventRows(SqliteConnection& database, const EventFilter& filter,
                             Damage& damage) {
  const char* sql =
      filter.volume.has_value()
          ? "SELECT id, volume, body FROM events WHERE id>?2 AND volume=?1 ORDER BY id LIMIT ?3"
          : "SELECT id, volume, body FROM events WHERE id>?2 ORDER BY id LIMIT ?3";
  return ReadRows<Event>(database.Ask(sql, filter.volume, filter.afterId, filter.limit), damage,
                         ReadEventRow, DescribeEventRow);
}

void PruneJournal(SqliteConnection& database, TimePoint before, std::size_t keep) {
  database.Run(
      "DELETE FROM operations WHERE finished IS NOT NULL AND (finished<?1 OR id<=(SELECT id FROM "
      "operations "
      "WHERE finished IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ?2))",
      before, keep);
  database.Run(
      "DELETE FROM events WHERE at<?1 OR id<=(SELECT id FROM events ORDER BY id DESC LIMIT 1 "
      "OFFSET ?2)",
      before, keep);
  database.Run("DELETE FROM quarantine WHERE NOT harms AND at<?", before);
}

}  // namespace rexray
