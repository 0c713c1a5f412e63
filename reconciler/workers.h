#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "reconciler/work_queue.h"

namespace rexray {

// Threads that take names from a queue and work on them, one name a thread. When all of them are busy while
// something waits, another is added, up to a limit: a volume whose calls never return holds its own thread
// and delays nobody (G15). Any thread may call.
class Workers {
 public:
  using Work = std::function<void(const VolumeName&, std::stop_token)>;

  Workers(WorkQueue& queue, Work work, std::size_t atRest, std::size_t atMost);
  ~Workers();  // stops, and waits for running work

  void Start();
  // Takes nothing more; waits for running work until `patience` is over. Whether all of it ended.
  bool Stop(Milliseconds patience);
  std::size_t count() const;

 private:
  void Add();
  void Run(std::stop_token stop);
  void Supervise(std::stop_token stop);

  WorkQueue& queue_;
  const Work work_;
  const std::size_t atRest_;
  const std::size_t atMost_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::size_t started_ = 0;
  std::size_t ended_ = 0;
  std::stop_source stop_;
  std::vector<std::jthread> threads_;
  std::jthread supervisor_;
};

}  // namespace rexray
