#include "state/sqlite_permits.h"

#include "state/sqlite_rows.h"

namespace rexray {
namespace {

Result<PermitRow> ReadPermitRow(const Query& query) {
  REXRAY_ASSIGN(Permit permit, ReadBody<Permit>(query.Text(3)));
  if (ToString(permit.kind) != query.Text(2)) {
    return Fail(Code::Internal, "the permit is not that of its row");
  }
  return PermitRow{{query.Text(1)}, std::move(permit)};
}

DamagedRow DescribePermitRow(const Query& query) {
  return {"permits", query.Integer(0), query.Text(1) + "/" + query.Text(2), {query.Text(1)}, {},
          false};
}

}  // namespace

std::vector<PermitRow> PermitRows(SqliteConnection& database, const std::optional<VolumeName>& only,
                                  Damage& damage) {
  return ReadRows<PermitRow>(
      database.Ask(Where("SELECT rowid, volume, kind, body FROM permits", "volume", only) +
                       " ORDER BY volume, kind",
                   only),
      damage, ReadPermitRow, DescribePermitRow);
}

void WritePermit(SqliteConnection& database, const VolumeName& volume, const Permit& permit) {
  database.Run("INSERT OR REPLACE INTO permits(volume, kind, body) VALUES(?,?,?)", volume,
               ToString(permit.kind), ToBody(permit));
}

bool DropPermit(SqliteConnection& database, const VolumeName& volume, PermitKind kind) {
  const auto before = database.TotalChanges();
  database.Run("DELETE FROM permits WHERE volume=? AND kind=?", volume, ToString(kind));
  return database.TotalChanges() > before;
}

void DropPermits(SqliteConnection& database, const VolumeName& volume) {
  database.Run("DELETE FROM permits WHERE volume=?", volume);
}

}  // namespace rexray
