#include "reconciler/work_queue.h"

#include <algorithm>

namespace rexray {

void WorkQueue::Schedule(const VolumeName& name, TimePoint due) {
  const auto [waiting, added] = due_.try_emplace(name, due);
  if (!added) {
    if (waiting->second <= due) return;
    order_.erase({waiting->second, name});
    waiting->second = due;
  }
  order_.insert({due, name});
}

void WorkQueue::Add(const VolumeName& name) { AddAt(name, clock_.Now()); }

void WorkQueue::AddAt(const VolumeName& name, TimePoint due) {
  {
    std::scoped_lock lock(mutex_);
    if (active_.contains(name)) {
      const auto [again, added] = again_.try_emplace(name, due);
      if (!added) again->second = std::min(again->second, due);
      return;
    }
    Schedule(name, due);
  }
  changed_.notify_one();
}

std::optional<VolumeName> WorkQueue::Take(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (order_.empty()) {
      changed_.wait(lock, stop, [&] { return !order_.empty(); });
      continue;
    }
    const TimePoint now = clock_.Now();
    const auto [due, name] = *order_.begin();
    if (due <= now) {
      order_.erase(order_.begin());
      due_.erase(name);
      active_[name] = now;
      return name;
    }
    // Woken early by anything that becomes due before; waking for nothing only looks again.
    changed_.wait_for(lock, stop, due - now,
                      [&, first = due] { return order_.empty() || order_.begin()->first < first; });
  }
  return std::nullopt;
}

void WorkQueue::Done(const VolumeName& name) {
  {
    std::scoped_lock lock(mutex_);
    active_.erase(name);
    const auto again = again_.find(name);
    if (again == again_.end()) return;
    Schedule(name, again->second);
    again_.erase(again);
  }
  changed_.notify_one();
}

std::optional<TimePoint> WorkQueue::DueAt(const VolumeName& name) const {
  std::scoped_lock lock(mutex_);
  if (const auto found = due_.find(name); found != due_.end()) return found->second;
  if (const auto found = again_.find(name); found != again_.end()) return found->second;
  return std::nullopt;
}

WorkQueue::Stats WorkQueue::stats() const {
  std::scoped_lock lock(mutex_);
  const TimePoint now = clock_.Now();
  Stats stats;
  stats.active = active_.size();
  for (const auto& [due, name] : order_) {
    if (due > now) break;
    ++stats.depth;
  }
  stats.delayed = order_.size() - stats.depth;
  if (stats.depth > 0) stats.oldestAge = now - order_.begin()->first;
  for (const auto& [name, since] : active_) {
    stats.longestActive = std::max(stats.longestActive, now - since);
  }
  return stats;
}

}  // namespace rexray
