#include "state/sqlite_quarantine.h"

#include <fmt/format.h>

namespace rexray {
namespace {

// "column=value" a line; the values' bytes are kept as they are. None: the row is not there any
// more.
std::optional<std::string> Content(SqliteConnection& database, const DamagedRow& row) {
  Query query = database.Ask(fmt::format("SELECT * FROM {} WHERE rowid=?", row.table), row.rowid);
  if (!query.Next()) return std::nullopt;
  std::string content;
  for (int column = 0; column < query.Columns(); ++column) {
    content += fmt::format("{}={}\n", query.ColumnName(column),
                           query.IsNull(column) ? "NULL" : query.Text(column));
  }
  return content;
}

// The next operation's token must be above every token given out before, also when the record that
// held the last one is lost.
void KeepFencing(SqliteConnection& database, const DamagedRow& row) {
  if (row.table != "records") return;
  database.Run("INSERT OR IGNORE INTO names(name) VALUES(?)", row.volume);
  database.Run(
      "UPDATE names SET fencing=max(names.fencing, r.fencing+1) FROM records r "
      "WHERE r.rowid=? AND names.name=? AND r.fencing BETWEEN 0 AND 1<<62",
      row.rowid, row.volume);
}

void Move(SqliteConnection& database, const DamagedRow& row, TimePoint now) {
  const auto content = Content(database, row);
  if (!content.has_value()) return;  // a row that was read twice is reported twice
  database.Run(
      "INSERT INTO quarantine(at, origin, key, volume, harms, error, content) "
      "VALUES(?,?,?,?,?,?,?)",
      now, row.table, row.key, row.volume, row.harms, row.error, content);
  KeepFencing(database, row);
  database.Run(fmt::format("DELETE FROM {} WHERE rowid=?", row.table), row.rowid);
}

}  // namespace

void MoveToQuarantine(SqliteConnection& database, const Damage& damage, TimePoint now) {
  for (const DamagedRow& row : damage) Move(database, row, now);
}

std::vector<QuarantinedRow> QuarantinedRows(SqliteConnection& database) {
  std::vector<QuarantinedRow> rows;
  Query query =
      database.Ask("SELECT id, at, origin, key, volume, error FROM quarantine ORDER BY id");
  while (query.Next()) {
    rows.push_back({query.Integer(0),
                    query.Time(1),
                    query.Text(2),
                    query.Text(3),
                    {query.Text(4)},
                    query.Text(5)});
  }
  return rows;
}

std::uint64_t CountQuarantined(SqliteConnection& database) {
  Query query = database.Ask("SELECT count(*) FROM quarantine");
  return query.Next() ? static_cast<std::uint64_t>(query.Integer(0)) : 0;
}

std::set<VolumeName> DamagedVolumes(SqliteConnection& database,
                                    const std::optional<VolumeName>& only) {
  std::set<VolumeName> names;
  Query query =
      database.Ask(only.has_value() ? "SELECT volume FROM quarantine WHERE harms AND volume=?"
                                    : "SELECT volume FROM quarantine WHERE harms",
                   only);
  while (query.Next()) names.insert({query.Text(0)});
  names.erase(VolumeName{});
  return names;
}

std::optional<VolumeName> QuarantinedVolume(SqliteConnection& database, std::string_view table,
                                            const std::string& key) {
  Query query =
      database.Ask("SELECT volume FROM quarantine WHERE harms AND origin=? AND key=?", table, key);
  if (!query.Next()) return std::nullopt;
  return VolumeName{query.Text(0)};
}

void ReleaseRow(SqliteConnection& database, std::string_view table, const std::string& key) {
  database.Run("DELETE FROM quarantine WHERE origin=? AND key=?", table, key);
}

void ReleaseVolume(SqliteConnection& database, const VolumeName& volume) {
  database.Run("DELETE FROM quarantine WHERE volume=?", volume);
}

}  // namespace rexray
