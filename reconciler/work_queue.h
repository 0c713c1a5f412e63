#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>

#include "reconciler/clock.h"
#include "state/ids.h"
#include "state/time.h"

namespace rexray {

// A queue of volume names, not of events: adding a name that waits already changes nothing, a name is
// never given to two workers at once, and one that is added while it is worked on comes again afterwards.
class WorkQueue {
 public:
  explicit WorkQueue(const Clock& clock) : clock_(clock) {}

  void Add(const VolumeName& name);                       // due now
  void AddAt(const VolumeName& name, TimePoint due);      // keeps an earlier due time

  // Waits for a due name and takes it; nullopt when stopped. Done must follow.
  std::optional<VolumeName> Take(std::stop_token stop);
  void Done(const VolumeName& name);

  // When the name comes by itself; nullopt if it does not wait.
  std::optional<TimePoint> DueAt(const VolumeName& name) const;

  struct Stats {
    std::size_t depth = 0;         // due now, not taken
    std::size_t delayed = 0;       // due later
    std::size_t active = 0;        // taken
    Milliseconds oldestAge{0};     // of the longest overdue
    Milliseconds longestActive{0};
  };
  Stats stats() const;

 private:
  void Schedule(const VolumeName& name, TimePoint due);

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<VolumeName, TimePoint> due_;                    // waiting names
  std::set<std::pair<TimePoint, VolumeName>> order_;       // the same, by time
  std::map<VolumeName, TimePoint> active_;                 // taken, since when
  std::map<VolumeName, TimePoint> again_;                  // to be scheduled at Done
};

}  // namespace rexray
