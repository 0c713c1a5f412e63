#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/os/descriptor.h"
#include "state/result.h"

namespace rexray {

// Small files that survive a crash whole or not at all. Everything here may block: only in helpers.
// Names are single components below an open directory; no symlink is followed.

// NotFound: no such file. More than 1 MiB is Internal: no file of ours is that large.
Result<std::string> ReadSmallFile(int directory, const std::string& name);

// Makes or replaces the file: a temporary one, fsync, rename, fsync of the directory. For a reader,
// and after a crash, there is the old or the new content.
Result<void> ReplaceFile(int directory, const std::string& name, const std::string& content);

// Removes the file, durably. Succeeds if it is gone.
Result<void> RemoveFile(int directory, const std::string& name);

Result<void> Sync(int descriptor, const std::string& what);

// Entries of a directory, "." and ".." left out, at most `limit`.
Result<std::vector<std::string>> ReadNames(int directory, std::size_t limit = SIZE_MAX);

}  // namespace rexray
