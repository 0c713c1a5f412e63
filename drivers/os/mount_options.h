#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "state/result.h"

namespace rexray {

// Mount options as the kernel's mount interface takes them: those of one mount, those of the
// filesystem.
struct MountOptions {
  struct Parameter {
    std::string name;
    std::string value;
    bool hasValue = false;
    friend bool operator==(const Parameter&, const Parameter&) = default;
  };
  std::uint64_t attributes = 0;  // MOUNT_ATTR_*, complete: what is not set is to be cleared
  std::vector<Parameter>
      superblock;  // "ro" or "rw", "sync" or "async", …: known to all filesystems
  std::vector<Parameter> filesystem;  // what only the filesystem's own code knows
  bool readOnly = false;
};

// Splits options as mount(8) does. InvalidArgument: what is no option of a volume ("bind",
// "remount", "loop", propagation). Words that concern only fstab ("defaults", "nofail", "x-…") are
// dropped. Pure.
Result<MountOptions> ParseMountOptions(const std::vector<std::string>& options);

}  // namespace rexray
