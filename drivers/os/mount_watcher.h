#pragma once

#include <chrono>
#include <memory>
#include <stop_token>

#include "state/result.h"

namespace rexray {

// Tells when somebody mounts, unmounts or remounts in the daemon's namespace. For one thread.
class MountWatcher {
 public:
  virtual ~MountWatcher() = default;

  // Blocks until the mount table changed since the last call (or since the watcher was made).
  // False: it did not until the deadline, or stop was requested.
  virtual Result<bool> WaitForChange(const std::stop_token& stop,
                                     std::chrono::steady_clock::time_point deadline) = 0;
};

Result<std::unique_ptr<MountWatcher>> WatchMounts();

}  // namespace rexray
