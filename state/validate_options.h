#pragma once

#include <string>
#include <string_view>

#include "state/spec.h"

namespace rexray {

// Why an argument cannot be given to mkfs of this type; empty: it can. Only listed options pass,
// each with its value in the same argument, so that none can swallow or add another argument; and
// no value that names a device, a file or what rexray sets itself.
std::string WhyNoMkfsOption(FilesystemType type, std::string_view option);

// Why an option cannot be given to mount(2); empty: it can. Refused is what changes which device or
// folder is mounted, how mounts propagate, or is no word of the kernel but of mount(8) and fstab.
std::string WhyNoMountOption(std::string_view option);

// "commit=30" → "commit".
std::string_view NameOfMountOption(std::string_view option);

}  // namespace rexray
