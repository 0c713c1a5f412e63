#pragma once

#include <string>

#include "state/plan.h"
#include "state/result.h"

namespace rexray {

// What Host::GrowFilesystem promises. Only in helpers.

Result<void> GrowMounted(const step::GrowFilesystem& grow);

// By resize2fs, of a filesystem that a whole check found sound. Where that is cut off, its own
// advice is followed, `e2fsck -f -y`: on proof that it was cut off, and that nobody has mounted or
// checked the filesystem since, which is a mark in the folder `marks`, made durable before
// resize2fs begins. Any other damage is left to people. (What resize2fs -z and e2undo offer is no
// help: with e2fsprogs 1.47.0 that resize2fs leaves a damaged resize inode.)
Result<void> GrowUnmountedExt4(const step::GrowFilesystem& grow, const std::string& marks);

// Whether this process may grow a mounted ext4.
bool MayGrowMountedExt4();

}  // namespace rexray
