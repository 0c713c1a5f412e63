#include "api/changes.h"

namespace rexray {

void Changes::Touch(const VolumeName& volume) {
  {
    const std::lock_guard lock(mutex_);
    Sequence& latest = latest_[volume];
    order_.erase(latest);
    latest = ++newest_;
    order_.emplace(latest, volume);
    if (order_.size() > most_) {
      const auto oldest = order_.begin();
      forgotten_ = oldest->first;
      latest_.erase(oldest->second);
      order_.erase(oldest);
    }
  }
  changed_.notify_all();
}

Changes::Sequence Changes::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

Changes::Batch Changes::After(Sequence since, Deadline deadline, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, stop, deadline, [&] { return newest_ > since; });
  Batch batch{.upTo = newest_, .all = since < forgotten_, .volumes = {}};
  for (auto at = order_.upper_bound(since); at != order_.end(); ++at) {
    batch.volumes.push_back(at->second);
  }
  return batch;
}

bool Changes::AwaitChange(const VolumeName& volume, Sequence since, Deadline deadline,
                          std::stop_token stop) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, stop, deadline, [&] {
    const auto latest = latest_.find(volume);
    return since < forgotten_ || (latest != latest_.end() && latest->second > since);
  });
}

}  // namespace rexray
