#pragma once

#include <algorithm>
#include <chrono>

namespace rexray {

// Tells when a burst of changes is over: once none came for `quiet`, and at most `most` after the
// first, so that who writes without end is not waited for. Pure.
class Burst {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  Burst(Time first, Duration quiet, Duration most)
      : quiet_(quiet), end_(first + most), due_(std::min(first + quiet, end_)) {}

  void Note(Time change) { due_ = std::min(change + quiet_, end_); }
  Time due() const { return due_; }
  bool IsOver(Time now) const { return now >= due_; }
  bool IsTooLong(Time now) const { return now >= end_; }

 private:
  Duration quiet_;
  Time end_;
  Time due_;
};

}  // namespace rexray
