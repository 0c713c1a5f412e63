#pragma once

#include <map>
#include <mutex>
#include <string>

#include "state/ids.h"

namespace rexray {

// Filesystems that this daemon made itself and whose mkfs it saw end well: they need no check
// before they are completed. One that an earlier daemon made may have been cut off, and gets one.
// Any thread.
class FreshFilesystems {
 public:
  void Note(const VolumeName& volume, const std::string& uuid) {
    const std::lock_guard lock(mutex_);
    uuids_[volume] = uuid;
  }
  void Forget(const VolumeName& volume) {
    const std::lock_guard lock(mutex_);
    uuids_.erase(volume);
  }
  // Empty: none.
  std::string Of(const VolumeName& volume) const {
    const std::lock_guard lock(mutex_);
    const auto found = uuids_.find(volume);
    return found == uuids_.end() ? std::string() : found->second;
  }

 private:
  mutable std::mutex mutex_;
  std::map<VolumeName, std::string> uuids_;
};

}  // namespace rexray
