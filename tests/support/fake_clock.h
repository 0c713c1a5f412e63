#pragma once

#include <atomic>

#include "reconciler/clock.h"

namespace rexray {

// A clock that only a test moves. Any thread.
class FakeClock : public Clock {
 public:
  TimePoint Now() const override { return TimePoint(Milliseconds(now_.load())); }
  void Advance(Milliseconds time) { now_ += time.count(); }
  void AdvanceTo(TimePoint time) { now_ = time.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> now_ = 1'700'000'000'000;
};

}  // namespace rexray
