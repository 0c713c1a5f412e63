#include <array>

#include "state/migrations.h"

namespace rexray {
namespace {

// Times are milliseconds since 1970. Bodies are the codec's JSON; columns beside a body are what is
// searched by. No foreign keys between volumes and what belongs to them: a volume's row may be in
// quarantine while its record must stay.
constexpr const char* kFirst = R"sql(
CREATE TABLE meta(
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL) STRICT;

-- What outlives a volume: numbers that must never be handed out twice for one name.
CREATE TABLE names(
  name TEXT NOT NULL PRIMARY KEY,
  incarnation INTEGER NOT NULL DEFAULT 0 CHECK (incarnation >= 0),
  fencing INTEGER NOT NULL DEFAULT 0 CHECK (fencing >= 0),
  revision INTEGER NOT NULL DEFAULT 0,
  paused INTEGER NOT NULL DEFAULT 0) STRICT;

-- spec: declared; tombstone: being removed; neither: orphaned.
CREATE TABLE volumes(
  name TEXT NOT NULL PRIMARY KEY,
  uid TEXT NOT NULL,
  service TEXT NOT NULL,
  incarnation INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  spec TEXT,
  managed_set TEXT NOT NULL,
  source TEXT NOT NULL,
  applied_at INTEGER NOT NULL,
  tombstone TEXT,
  CHECK (spec IS NULL OR tombstone IS NULL)) STRICT;

CREATE TABLE attachments(
  name TEXT NOT NULL PRIMARY KEY,
  volume TEXT NOT NULL,
  generation INTEGER NOT NULL,
  spec TEXT NOT NULL,
  managed_set TEXT NOT NULL,
  source TEXT NOT NULL,
  applied_at INTEGER NOT NULL) STRICT;
CREATE INDEX attachments_volume ON attachments(volume);

-- Apart from attachments, so that a name which moved to another volume still ends on the old one.
CREATE TABLE removed_attachments(
  volume TEXT NOT NULL,
  name TEXT NOT NULL,
  node TEXT NOT NULL,
  generation INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL,
  PRIMARY KEY (volume, name, node)) STRICT;

CREATE TABLE records(
  volume TEXT NOT NULL PRIMARY KEY,
  fencing INTEGER NOT NULL,
  body TEXT NOT NULL) STRICT;

CREATE TABLE claims(
  volume TEXT NOT NULL,
  node TEXT NOT NULL,
  door TEXT NOT NULL,
  consumer TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (volume, node, door, consumer)) STRICT;

-- revision: of the volume's wish when the operation began. finished is NULL while it is open.
CREATE TABLE operations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  volume TEXT NOT NULL,
  revision INTEGER NOT NULL,
  started INTEGER NOT NULL,
  finished INTEGER,
  body TEXT NOT NULL) STRICT;
CREATE INDEX operations_volume ON operations(volume, id);
CREATE INDEX operations_open ON operations(volume) WHERE finished IS NULL;

CREATE TABLE events(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  volume TEXT NOT NULL,
  body TEXT NOT NULL) STRICT;
CREATE INDEX events_volume ON events(volume, id);

-- Rows that could not be read, as they were. harms: the volume counts as damaged while the row is here.
CREATE TABLE quarantine(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  origin TEXT NOT NULL,
  key TEXT NOT NULL,
  volume TEXT NOT NULL,
  harms INTEGER NOT NULL,
  error TEXT NOT NULL,
  content TEXT NOT NULL) STRICT;
CREATE INDEX quarantine_volume ON quarantine(volume);
)sql";

// former: how it was declared before its deletion. The uid is looked up, since taking a backend volume
// over may tell that it is known under another name.
constexpr const char* kSecond = R"sql(
ALTER TABLE volumes ADD COLUMN former TEXT;
CREATE INDEX volumes_uid ON volumes(uid);

CREATE TABLE permits(
  volume TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (volume, kind)) STRICT;
)sql";

// earlier_epoch: the name's volume was known before the database was restored or rebuilt.
constexpr const char* kThird = R"sql(
ALTER TABLE names ADD COLUMN earlier_epoch INTEGER NOT NULL DEFAULT 0;
)sql";

// volume: the name of the volume that it is of, which may be gone. removed_at: its object is
// deleted, and what the backend has of it is to go.
constexpr const char* kFourth = R"sql(
CREATE TABLE snapshots(
  name TEXT NOT NULL PRIMARY KEY,
  volume TEXT NOT NULL,
  generation INTEGER NOT NULL,
  spec TEXT NOT NULL,
  managed_set TEXT NOT NULL,
  source TEXT NOT NULL,
  applied_at INTEGER NOT NULL,
  status TEXT NOT NULL,
  removed_at INTEGER) STRICT;
CREATE INDEX snapshots_volume ON snapshots(volume);
)sql";

constexpr std::array kMigrations = {Migration{1, kFirst}, Migration{2, kSecond},
                                    Migration{3, kThird}, Migration{4, kFourth}};

}  // namespace

std::span<const Migration> Migrations() { return kMigrations; }

}  // namespace rexray
