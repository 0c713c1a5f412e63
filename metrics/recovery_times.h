#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "state/record.h"

namespace rexray {

// How long an action of a volume took from the start of its first failed try to the end of the one
// that succeeded. Remembers failing actions only, and at most `capacity` of them: past it, further
// ones count from their last try, so a storm of failures costs bounded memory. Any thread.
class RecoveryTimes {
 public:
  explicit RecoveryTimes(std::size_t capacity) : capacity_(capacity) {}

  // Notes a finished operation. A success gives the time since the first try; nullopt otherwise.
  std::optional<Milliseconds> Note(const Operation& operation);

 private:
  std::optional<Milliseconds> Succeeded(const Operation& operation);
  void Failed(const Operation& operation);

  const std::size_t capacity_;
  std::mutex mutex_;
  std::map<std::pair<VolumeName, ActionKind>, TimePoint> firstTries_;
};

}  // namespace rexray
