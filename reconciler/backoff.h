#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "state/plan.h"
#include "state/time.h"

namespace rexray {

struct BackoffConfig {
  Milliseconds first{500};
  Milliseconds longest{std::chrono::minutes(2)};
  double factor = 2.0;
  double jitter = 0.2;  // ± this share
};

// How long a failed action of a volume waits, per (volume, action): a failing attach does not delay the
// detach that would cure it. In memory: a restart tries at once. Any thread.
class Backoff {
 public:
  // `seed` makes the jitter; tests give their own.
  explicit Backoff(BackoffConfig config, std::uint64_t seed);

  struct Entry {
    TimePoint until;         // TimePoint::max(): not before the input changes
    std::uint32_t failures = 0;
    Error error;
    std::uint64_t generation = 0;  // of the volume's input when it failed
  };

  // Notes a failure and gives its entry. Errors that repeating cannot cure wait for the input to change.
  Entry Failed(const VolumeName& volume, ActionKind action, const Error& error,
               std::uint64_t generation, TimePoint now);
  void Succeeded(const VolumeName& volume, ActionKind action);
  // The entry that stands, if it is not over at `now` and its input is still `generation`.
  std::optional<Entry> Standing(const VolumeName& volume, ActionKind action,
                                std::uint64_t generation, TimePoint now) const;
  void Reset(const VolumeName& volume);

 private:
  Milliseconds Delay(std::uint32_t failures);

  const BackoffConfig config_;
  mutable std::mutex mutex_;
  std::uint64_t random_;
  std::map<std::pair<VolumeName, ActionKind>, Entry> entries_;
};

}  // namespace rexray
