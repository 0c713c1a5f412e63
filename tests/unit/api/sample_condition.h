#pragma once

#include <string>
#include <utility>

#include "state/record.h"

namespace rexray {

inline Condition MakeCondition(bool status, std::string reason, TimePoint since = {}) {
  Condition condition;
  condition.status = status;
  condition.reason = std::move(reason);
  condition.since = since;
  return condition;
}

inline Condition IsConverged(TimePoint since = {}) {
  return MakeCondition(true, "Converged", since);
}

}  // namespace rexray
