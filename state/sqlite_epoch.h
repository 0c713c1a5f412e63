#pragma once

#include <string>

#include "state/sqlite_quarantine.h"

namespace rexray {

// How often the database was restored or rebuilt, counted from 1. What it tells after that is of an
// earlier time than the storage.

std::uint64_t EpochOf(SqliteConnection& database);
// Of the database at `path`; 0: there is none that can be read.
std::uint64_t ReadableEpoch(const std::string& path);

struct Epoch {
  std::uint64_t number = 1;
  std::string why;  // "restored from /backup/rexray.db"
  TimePoint began;
};

// Turns a database into one of a later epoch, in one transaction:
// - the node only observes until an operator lets it go on (kMetaHeld);
// - volumes that were made, or begun, count as formatted;
// - an operator's leave is void, and a deletion keeps what it would have deleted: both may have
// been
//   used up, or taken back, since;
// - fencing tokens begin above all that an earlier epoch can have given out, and no observation of
//   before counts;
// - rows that cannot be read are in quarantine.
Result<void> BeginEpoch(SqliteConnection& database, const Epoch& epoch);

}  // namespace rexray
