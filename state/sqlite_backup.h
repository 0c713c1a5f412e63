#pragma once

#include <optional>
#include <string>

#include "state/sqlite_connection.h"

namespace rexray {

// Copies the database to `folder`/rexray-<time>-v<version>.db, proves the copy sound and makes it
// durable. Backups are never deleted by us. Gives the path. May throw like the connection's
// methods.
Result<std::string> BackUp(SqliteConnection& database, const std::string& folder,
                           std::int64_t version, TimePoint now);

std::optional<std::string> NewestBackup(const std::string& folder);

// Makes what a file or folder holds durable.
Result<void> SyncPath(const std::string& path);

// Makes an empty file that only its owner may read, if there is none, durable in its folder.
Result<void> EnsurePrivateFile(const std::string& path);

}  // namespace rexray
