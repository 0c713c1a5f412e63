#pragma once

#include <vector>

#include "drivers/os/device.h"
#include "state/observation.h"
#include "state/result.h"
#include "state/spec.h"

namespace rexray {

// What libblkid finds on an open block device. Only in helpers.

// Every superblock and partition table, those with a bad checksum included, and an entry of type
// "ambivalent" if libblkid cannot decide between some. A read error is an error, never "nothing".
Result<std::vector<Signature>> SignaturesOf(const VerifiedDevice& device);

// Removes all signatures. The caller has proven that nothing is lost by it.
Result<void> EraseSignatures(const VerifiedDevice& device);

// libblkid's word for it, which is mkfs' and the kernel's too: "ext4", "xfs", "btrfs"; empty for
// None.
std::string NameOf(FilesystemType type);

}  // namespace rexray
