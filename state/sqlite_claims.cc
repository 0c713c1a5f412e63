#include "state/sqlite_claims.h"

#include <fmt/format.h>

#include <algorithm>

#include "state/sqlite_load.h"
#include "state/sqlite_records.h"
#include "state/sqlite_rows.h"

namespace rexray {
namespace {

Result<Claim> ReadClaimRow(const Query& query) {
  REXRAY_ASSIGN(Claim claim, ReadBody<Claim>(query.Text(5)));
  const bool same = claim.volume.value == query.Text(1) && claim.node.value == query.Text(2) &&
                    claim.door == query.Text(3) && claim.consumer == query.Text(4);
  if (!same) return Fail(Code::Internal, "the claim is not that of its row");
  return claim;
}

std::string Key(std::string_view volume, std::string_view node, std::string_view door,
                std::string_view consumer) {
  return fmt::format("{}/{}/{}/{}", volume, node, door, consumer);
}

DamagedRow DescribeClaimRow(const Query& query) {
  return {"claims",
          query.Integer(0),
          Key(query.Text(1), query.Text(2), query.Text(3), query.Text(4)),
          {query.Text(1)},
          {},
          true};
}

bool IsClaimedOn(SqliteConnection& database, const VolumeName& volume, const NodeName& node) {
  Query query =
      database.Ask("SELECT 1 FROM claims WHERE volume=? AND node=? LIMIT 1", volume, node);
  return query.Next();
}

// What is wanted of the volume changes with the first claim of a node, and with its last.
void RememberEnd(SqliteConnection& database, const Claim& claim, TimePoint now, Damage& damage) {
  if (!IsKnown(database, claim.volume)) return;
  if (IsClaimedOn(database, claim.volume, claim.node)) return;
  GrowRevision(database, claim.volume);
  Record record = RecordOrDefault(database, claim.volume, damage);
  record.lastClaimEnded = now;
  record.lastClaimBoot = claim.boot;
  record.lastClaimLinger = claim.linger;
  WriteRecord(database, record);
}

bool DeleteClaim(SqliteConnection& database, const Claim& claim) {
  const auto before = database.TotalChanges();
  database.Run("DELETE FROM claims WHERE volume=? AND node=? AND door=? AND consumer=?",
               claim.volume, claim.node, claim.door, claim.consumer);
  return database.TotalChanges() > before;
}

}  // namespace

std::vector<Claim> ClaimRows(SqliteConnection& database, const std::optional<VolumeName>& only,
                             Damage& damage) {
  return ReadRows<Claim>(
      database.Ask(
          Where("SELECT rowid, volume, node, door, consumer, body FROM claims", "volume", only) +
              " ORDER BY volume, node, door, consumer",
          only),
      damage, ReadClaimRow, DescribeClaimRow);
}

Result<void> PutClaimRow(SqliteConnection& database, const Claim& claim, TimePoint now,
                         Damage& damage) {
  ReleaseRow(database, "claims",
             Key(claim.volume.value, claim.node.value, claim.door, claim.consumer));
  if (claim.count == 0) {
    if (DeleteClaim(database, claim)) RememberEnd(database, claim, now, damage);
    return {};
  }
  if (!IsKnown(database, claim.volume)) {
    return Fail(Code::NotFound, fmt::format("there is no volume {} to claim", claim.volume.value));
  }
  if (!IsClaimedOn(database, claim.volume, claim.node)) GrowRevision(database, claim.volume);
  database.Run(
      "INSERT INTO claims(volume, node, door, consumer, body) VALUES(?,?,?,?,?) "
      "ON CONFLICT DO UPDATE SET body=excluded.body WHERE body IS NOT excluded.body",
      claim.volume, claim.node, claim.door, claim.consumer, ToBody(claim));
  return {};
}

std::vector<VolumeName> DropOtherBoots(SqliteConnection& database, const NodeName& node,
                                       const BootId& boot, TimePoint now, Damage& damage) {
  std::vector<VolumeName> volumes;
  for (const Claim& claim : ClaimRows(database, std::nullopt, damage)) {
    if (claim.node != node || claim.boot == boot) continue;
    DeleteClaim(database, claim);
    RememberEnd(database, claim, now, damage);
    if (volumes.empty() || volumes.back() != claim.volume) volumes.push_back(claim.volume);
  }
  return volumes;
}

void DeleteClaims(SqliteConnection& database, const VolumeName& volume) {
  database.Run("DELETE FROM claims WHERE volume=?", volume);
}

}  // namespace rexray
