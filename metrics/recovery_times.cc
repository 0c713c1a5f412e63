#include "metrics/recovery_times.h"

#include <algorithm>

namespace rexray {

std::optional<Milliseconds> RecoveryTimes::Note(const Operation& operation) {
  const std::lock_guard guard(mutex_);
  switch (operation.outcome) {
    case OperationOutcome::Succeeded:
      return Succeeded(operation);
    case OperationOutcome::Failed:
    case OperationOutcome::Interrupted:
      Failed(operation);
      return std::nullopt;
    case OperationOutcome::Running:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Milliseconds> RecoveryTimes::Succeeded(const Operation& operation) {
  TimePoint start = operation.started;
  const auto first = firstTries_.find({operation.volume, operation.action});
  if (first != firstTries_.end()) {
    start = std::min(start, first->second);
    firstTries_.erase(first);
  }
  if (operation.action == ActionKind::Forget) {
    // Nothing of the volume is tried any more; what it failed at must not be remembered for ever.
    std::erase_if(firstTries_,
                  [&](const auto& entry) { return entry.first.first == operation.volume; });
  }
  return operation.finished.value_or(operation.started) - start;
}

void RecoveryTimes::Failed(const Operation& operation) {
  if (firstTries_.size() >= capacity_) return;
  firstTries_.try_emplace({operation.volume, operation.action}, operation.started);
}

}  // namespace rexray
