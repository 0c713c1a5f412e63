#include "state/changed_volumes.h"

namespace rexray {

void ChangedVolumes::Touch(const VolumeName& volume) {
  const std::lock_guard lock(mutex_);
  Sequence& latest = latest_[volume];
  order_.erase(latest);
  latest = ++newest_;
  order_.emplace(latest, volume);
  if (order_.size() <= most_) return;
  const auto oldest = order_.begin();
  forgotten_ = oldest->first;
  latest_.erase(oldest->second);
  order_.erase(oldest);
}

void ChangedVolumes::TouchAll() {
  const std::lock_guard lock(mutex_);
  forgotten_ = ++newest_;
  latest_.clear();
  order_.clear();
}

ChangedVolumes::Sequence ChangedVolumes::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

ChangedVolumes::Batch ChangedVolumes::After(Sequence since) const {
  const std::lock_guard lock(mutex_);
  Batch batch{.upTo = newest_, .all = since < forgotten_, .volumes = {}};
  for (auto at = order_.upper_bound(since); at != order_.end(); ++at) {
    batch.volumes.push_back(at->second);
  }
  return batch;
}

bool ChangedVolumes::HasChanged(const VolumeName& volume, Sequence since) const {
  const std::lock_guard lock(mutex_);
  if (since < forgotten_) return true;
  const auto latest = latest_.find(volume);
  return latest != latest_.end() && latest->second > since;
}

}  // namespace rexray
