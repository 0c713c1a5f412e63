#pragma once

#include "state/plan.h"
#include "state/result.h"

namespace rexray {

// What Host::Format promises. Only in helpers. As a second fence it refuses (FailedPrecondition,
// reason FormatRefused) a device that by now carries any signature but that of a filesystem with
// our uuid.
Result<void> FormatDevice(const step::Format& format);

// The command that makes the filesystem, device node last.
std::vector<std::string> FormatCommand(const FilesystemSpec& filesystem, const std::string& uuid,
                                       const std::string& node);

}  // namespace rexray
