#pragma once

#include <sys/stat.h>

#include <functional>
#include <string>
#include <vector>

#include "state/result.h"

namespace rexray {

// Loop devices of this host, as the kernel shows them. May block: only in helpers.
struct AttachedLoop {
  std::string path;  // "/dev/loop3"
  // Shows the whole file until somebody detaches it.
  bool plain = false;
  bool readOnly = false;
};

// The loop devices of a file, recognised by its inode: names lie.
Result<std::vector<AttachedLoop>> LoopDevicesOf(const struct stat& file);

// Whether this device is a plain one of the file, read-only or not as given.
bool IsPlainLoopOf(const std::string& path, const struct stat& file, bool readOnly);

// Attaches an open file to a free device and gives its path; with `readOnly` (and of a file that is
// open for reading only) nobody can write through it. `record` is told the path before and must
// succeed; it is called again if another process was quicker to take the device.
Result<std::string> ConfigureLoop(
    int file, const std::string& name, bool readOnly,
    const std::function<Result<void>(const std::string& path)>& record);

// Makes the device show the whole of the file, which may have grown. FailedPrecondition if it is not
// this file's.
Result<void> ResizeLoop(const std::string& path, const struct stat& file);

// Detaches the device from the file, if it is still this file's. FailedPrecondition, reason
// DeviceInUse, with the device as it was, if it is mounted or anybody has it open.
Result<void> ClearLoop(const std::string& path, const struct stat& file);

}  // namespace rexray
