#pragma once

#include <memory>

#include "state/time.h"

namespace rexray {

// Where "now" comes from. Tests step it by hand.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint Now() const = 0;
};

class SystemClock : public Clock {
 public:
  TimePoint Now() const override;
};

}  // namespace rexray
