#pragma once

#include <optional>
#include <vector>

#include "state/sqlite_quarantine.h"

namespace rexray {

// Of `only`, or of all volumes.
std::vector<Claim> ClaimRows(SqliteConnection& database, const std::optional<VolumeName>& only,
                             Damage& damage);
// As Store::PutClaim and Store::DropClaimsOfOtherBoots say. When the last claim of a volume on a
// node ends, the record keeps when, and the boot that the claim lived in: linger counts from there.
Result<void> PutClaimRow(SqliteConnection& database, const Claim& claim, TimePoint now,
                         Damage& damage);
std::vector<VolumeName> DropOtherBoots(SqliteConnection& database, const NodeName& node,
                                       const BootId& boot, TimePoint now, Damage& damage);
void DeleteClaims(SqliteConnection& database, const VolumeName& volume);

}  // namespace rexray
