#pragma once

#include <mutex>
#include <set>

#include "state/ids.h"

namespace rexray {

// Volumes of which an operator wants to be tried again what stands in their records as refused. Any
// thread.
class AskedAgain {
 public:
  void Note(const VolumeName& volume) {
    const std::lock_guard lock(mutex_);
    volumes_.insert(volume);
  }
  void Forget(const VolumeName& volume) {
    const std::lock_guard lock(mutex_);
    volumes_.erase(volume);
  }
  bool Has(const VolumeName& volume) const {
    const std::lock_guard lock(mutex_);
    return volumes_.contains(volume);
  }

 private:
  mutable std::mutex mutex_;
  std::set<VolumeName> volumes_;
};

}  // namespace rexray
