#pragma once

#include <string>

#include "drivers/os/descriptor.h"
#include "state/ids.h"
#include "state/result.h"

namespace rexray {

// Directories of a root by their names, as volume folders come and go. Private to volume_folder.cc
// and volume_removal.cc; only in helpers.

// Somebody else's rename may come between two calls; it cannot do so for ever.
inline constexpr int kMostRaces = 100;

std::string CreatingName(const BackendId& id);
std::string UndoneName(const BackendId& id);
std::string DeletingName(const BackendId& id);

// Invalid, with errno, if there is none.
Descriptor OpenDirectoryAt(int parent, const std::string& name);

// Whether the open directory still has this name.
bool IsStillAt(int parent, const std::string& name, int directory);

// The lock of a folder: a file of its own, for network filesystems lock no directories. The first
// makes the file if need be and waits for the lock; the second gives the open file, invalid if
// there is none.
Result<Descriptor> LockDirectory(int directory);
Result<Descriptor> OpenLockOf(int directory);
Result<void> WaitForLock(int lock);

// Removes all but the lock from a locked folder.
Result<void> EmptyFolder(int directory);

}  // namespace rexray
