#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "drivers/os/descriptor.h"
#include "state/result.h"

namespace rexray {

// Paths as the kernel sees them at one moment. All may block on hung storage: only in helpers.

struct PathStatus {
  mode_t type = 0;       // S_IFDIR, S_IFBLK, …
  dev_t filesystem = 0;  // st_dev
  dev_t device = 0;      // st_rdev
  ino_t inode = 0;
  std::int64_t mountId = 0;  // mountinfo's first field
  bool mountRoot = false;    // something is mounted exactly here
};

// Opens an absolute path, following no symlink anywhere in it: FailedPrecondition, reason
// TargetNotDirectory, for one in the path and for what is no directory where one must be.
Result<Descriptor> OpenWithoutSymlinks(const std::string& path, int flags);

// Whether a path is the folder's or lies in it, by their texts.
bool IsAtOrBelow(const std::string& path, const std::string& folder);

// Of an open descriptor (O_PATH will do), or of what a path leads to. Does not ask a remote
// filesystem for news.
Result<PathStatus> StatusOf(int descriptor);
Result<PathStatus> StatusOf(const std::string& path);

// A path to exactly what a descriptor has open, for calls that only take paths.
std::string ProcPath(int descriptor);

// Where a descriptor's file is now, from the kernel.
Result<std::string> RealPath(int descriptor);

}  // namespace rexray
