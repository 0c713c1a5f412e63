#include "api/changes.h"

namespace rexray {

void Changes::Touch(const VolumeName& volume) {
  {
    const std::lock_guard lock(mutex_);
    changed_.Touch(volume);
  }
  told_.notify_all();
}

Changes::Batch Changes::After(Sequence since, Deadline deadline, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  told_.wait_until(lock, stop, deadline, [&] { return changed_.newest() > since; });
  return changed_.After(since);
}

bool Changes::AwaitChange(const VolumeName& volume, Sequence since, Deadline deadline,
                          std::stop_token stop) {
  std::unique_lock lock(mutex_);
  return told_.wait_until(lock, stop, deadline, [&] { return changed_.HasChanged(volume, since); });
}

}  // namespace rexray
