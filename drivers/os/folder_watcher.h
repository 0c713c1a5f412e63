#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

#include "state/result.h"

namespace rexray {

// Tells when a folder of files may hold something else: its entries changed, or a symlink among
// them leads elsewhere; or the path leads to another folder than before, because one on the way was
// made, removed, renamed, replaced, or mounted upon. For one thread.
class FolderWatcher {
 public:
  virtual ~FolderWatcher() = default;

  // From before this returns, tells of all that changes, along what the path leads to now; a folder
  // that is missing is told of when it appears. ResourceExhausted: the kernel's limits of watches.
  virtual Result<void> Arm() = 0;

  // Blocks until something changed since it was armed, or since the last call. False: nothing did
  // until the deadline, or stop was requested.
  virtual Result<bool> WaitForChange(const std::stop_token& stop,
                                     std::chrono::steady_clock::time_point deadline) = 0;

  // A file is open and half-written, as far as its writer shows.
  virtual bool unfinished() const = 0;
};

// By inotify and the mount table. `folder` is an absolute path.
std::unique_ptr<FolderWatcher> WatchFolder(std::string folder);

}  // namespace rexray
