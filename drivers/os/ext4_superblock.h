#pragma once

#include <cstdint>
#include <optional>

#include "drivers/os/device.h"
#include "state/result.h"

namespace rexray {

// What the superblock of an ext2, ext3 or ext4 says of its past. Times are seconds since 1970.
struct Ext4Superblock {
  bool clean = false;   // the last use ended well, by its own word
  bool errors = false;  // the kernel found errors which no check has mended since
  std::uint32_t lastMount = 0;
  std::uint32_t mounts = 0;  // since the last check
  std::uint32_t lastCheck = 0;
  Bytes roomy;  // so large a device it can fill without moving what its files hold
};

// Read past what the kernel has of the device in its cache. nullopt: another filesystem, or none.
// Only in helpers.
Result<std::optional<Ext4Superblock>> ReadExt4Superblock(const VerifiedDevice& device);

}  // namespace rexray
