#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "state/time.h"

namespace rexray {

// How many connections are open. Any thread.
class ConnectionCount {
 public:
  void Add() {
    const std::lock_guard lock(mutex_);
    ++open_;
  }

  void Remove() {
    const std::lock_guard lock(mutex_);
    if (--open_ == 0) emptied_.notify_all();
  }

  std::size_t open() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }

  // false: some are open still after `patience`.
  bool AwaitNone(Milliseconds patience) {
    std::unique_lock lock(mutex_);
    return emptied_.wait_for(lock, patience, [this] { return open_ == 0; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  std::size_t open_ = 0;
};

}  // namespace rexray
