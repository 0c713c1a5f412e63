#pragma once

#include <string>
#include <vector>

namespace rexray {

// How the kernel shows the options of a mount in mountinfo.
struct SimMountOptions {
  std::string ofMount;       // "rw,noatime"
  std::string ofFilesystem;  // "rw,discard"
};

// The kernel's rendering of options as a user writes them: fixed order, relatime by default, what
// is not a flag of the mount is one of the filesystem.
SimMountOptions KernelOptions(const std::vector<std::string>& options);

}  // namespace rexray
