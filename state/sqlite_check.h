#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "state/ids.h"
#include "state/result.h"
#include "state/store.h"

namespace rexray {

struct CheckFinding {
  std::string table;  // empty: the file itself
  std::string key;
  VolumeName volume;  // empty where the row does not tell
  std::string error;
  std::string exit;  // the command that ends it
  bool quarantined = false;
};

struct DatabaseCheck {
  std::int64_t schema = 0;
  std::int64_t latestSchema = 0;  // that this program knows
  std::uint64_t epoch = 1;
  std::size_t volumes = 0;
  std::vector<CheckFinding> findings;
};

// Looks through the whole database, also one that a daemon is writing to, and changes nothing: its
// structure, each row that cannot be read, each that is in quarantine. Rows of an older schema are
// not looked into: they are once it is migrated. NotFound: there is none; FailedPrecondition: it is
// not ours, or of a newer version. Damage is no error, but a finding.
Result<DatabaseCheck> CheckDatabase(const std::string& path);

// What the database tells of all volumes, also while a daemon is writing to it. Nothing is changed;
// what cannot be read is left out. FailedPrecondition: it is of another version.
Result<std::vector<VolumeState>> ReadVolumes(const std::string& path);

}  // namespace rexray
