#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <stop_token>
#include <unordered_map>
#include <vector>

#include "reconciler/observer.h"

namespace rexray {

// Which volumes changed lately, for those who wait for it: a set of names with the number of their
// newest change. Telling it costs the same whoever waits, so that no slow reader holds up the
// reconciler. Any thread.
class Changes : public Observer {
 public:
  using Sequence = std::uint64_t;
  using Deadline = std::chrono::steady_clock::time_point;

  // Remembers the newest change of `most` volumes; readers that are further behind look at all.
  explicit Changes(std::size_t most = 65'536) : most_(most) {}

  // The volume's spec, record or events changed; an empty name: an event of the daemon itself.
  void Touch(const VolumeName& volume);
  void OnOperation(const Operation& operation, std::string_view,
                   std::chrono::nanoseconds) override {
    Touch(operation.volume);
  }
  void OnEvent(const Event& event) override { Touch(event.volume); }
  void OnStatus(const VolumeName& volume) override { Touch(volume); }

  // The number of the newest change. Taken before looking at the store, nothing is missed
  // afterwards.
  Sequence newest() const;

  struct Batch {
    Sequence upTo = 0;  // `since` of the next call
    bool all = false;   // too far behind: anything may have changed
    std::vector<VolumeName> volumes;
  };
  // What changed after `since`; waits for it until `deadline` or stop, and is empty then.
  Batch After(Sequence since, Deadline deadline, std::stop_token stop);

  // Waits until this volume changed after `since`; false: deadline or stop came first.
  bool AwaitChange(const VolumeName& volume, Sequence since, Deadline deadline,
                   std::stop_token stop);

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Sequence newest_ = 0;
  Sequence forgotten_ = 0;  // changes up to this one are no longer known
  std::unordered_map<VolumeName, Sequence> latest_;
  std::map<Sequence, VolumeName> order_;  // the same, by number
};

}  // namespace rexray
