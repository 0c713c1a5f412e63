#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

#include "reconciler/observer.h"
#include "state/changed_volumes.h"

namespace rexray {

// Which volumes changed lately, for those who wait for it. Telling it costs the same whoever waits,
// so that no slow reader holds up the reconciler. Any thread.
class Changes : public Observer {
 public:
  using Sequence = ChangedVolumes::Sequence;
  using Batch = ChangedVolumes::Batch;
  using Deadline = std::chrono::steady_clock::time_point;

  // Remembers the newest change of `most` volumes; readers that are further behind look at all.
  explicit Changes(std::size_t most = 65'536) : changed_(most) {}

  // The volume's spec, record or events changed; an empty name: an event of the daemon itself.
  void Touch(const VolumeName& volume);
  void OnOperation(const Operation& operation, std::string_view,
                   std::chrono::nanoseconds) override {
    Touch(operation.volume);
  }
  void OnEvent(const Event& event) override { Touch(event.volume); }
  void OnStatus(const VolumeName& volume) override { Touch(volume); }

  Sequence newest() const { return changed_.newest(); }

  // What changed after `since`; waits for it until `deadline` or stop, and is empty then.
  Batch After(Sequence since, Deadline deadline, std::stop_token stop);

  // Waits until this volume changed after `since`; false: deadline or stop came first.
  bool AwaitChange(const VolumeName& volume, Sequence since, Deadline deadline,
                   std::stop_token stop);

 private:
  ChangedVolumes changed_;
  std::mutex mutex_;  // so that nobody who is about to wait misses a change
  std::condition_variable_any told_;
};

}  // namespace rexray
