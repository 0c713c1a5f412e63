#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace rexray {

// Threads for jobs that block. Threads are made when all others are busy, up to a limit, so that a
// few stuck jobs delay no other; they live as long as the pool. Any thread may submit.
class WorkerPool {
 public:
  // At most `threads` jobs run at once and `waiting` more are kept.
  WorkerPool(std::size_t threads, std::size_t waiting) : most_(threads), mostWaiting_(waiting) {}
  ~WorkerPool() { Stop(); }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Runs the job soon; false: the pool is full or stopped, and the job will not run. Jobs do not
  // throw.
  bool Submit(std::function<void()> job);

  // Takes no more jobs, drops those that wait, and returns when the running ones ended.
  void Stop();

 private:
  bool Grow();
  void Work();

  const std::size_t most_;
  const std::size_t mostWaiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  std::vector<std::jthread> threads_;
  std::size_t running_ = 0;
  bool stopped_ = false;
};

}  // namespace rexray
