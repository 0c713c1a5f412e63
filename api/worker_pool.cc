#include "api/worker_pool.h"

#include <system_error>
#include <utility>

namespace rexray {

bool WorkerPool::Submit(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    const std::size_t jobs = running_ + jobs_.size();
    if (stopped_ || jobs >= most_ + mostWaiting_) return false;
    if (threads_.size() < most_ && threads_.size() <= jobs && !Grow()) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();  // not under the lock, which the thread needs first of all
  return true;
}

// Without further threads the jobs still run, one after the other, as long as there is one.
bool WorkerPool::Grow() {
  try {
    threads_.emplace_back([this] { Work(); });
  } catch (const std::system_error&) {
    return !threads_.empty();
  }
  return true;
}

void WorkerPool::Stop() {
  std::deque<std::function<void()>> dropped;
  std::vector<std::jthread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    dropped.swap(jobs_);
    threads.swap(threads_);
  }
  changed_.notify_all();
}

void WorkerPool::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopped_ || !jobs_.empty(); });
    if (stopped_) return;
    ++running_;
    std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    job = nullptr;  // what it holds is freed before the next one runs
    lock.lock();
    --running_;
  }
}

}  // namespace rexray
