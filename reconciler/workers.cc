#include "reconciler/workers.h"

namespace rexray {
namespace {

// How long something may wait while all workers are busy before another one is added.
constexpr Milliseconds kTolerance{100};

}  // namespace

Workers::Workers(WorkQueue& queue, Work work, std::size_t atRest, std::size_t atMost)
    : queue_(queue), work_(std::move(work)), atRest_(atRest), atMost_(atMost) {}

Workers::~Workers() { stop_.request_stop(); }

void Workers::Start() {
  for (std::size_t i = 0; i < atRest_; ++i) Add();
  supervisor_ = std::jthread([this] { Supervise(stop_.get_token()); });
}

void Workers::Add() {
  std::scoped_lock lock(mutex_);
  ++started_;
  threads_.emplace_back([this] { Run(stop_.get_token()); });
}

void Workers::Run(std::stop_token stop) {
  while (const auto name = queue_.Take(stop)) {
    {
      std::scoped_lock lock(mutex_);  // or the supervisor could miss it, between its look and its wait
    }
    changed_.notify_all();
    work_(*name, stop);
    queue_.Done(*name);
  }
  std::scoped_lock lock(mutex_);
  ++ended_;
  changed_.notify_all();
}

void Workers::Supervise(std::stop_token stop) {
  const auto allBusy = [&] { return queue_.stats().active >= threads_.size(); };
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested() && threads_.size() < atMost_) {
    if (!changed_.wait(lock, stop, allBusy)) return;
    changed_.wait_for(lock, stop, kTolerance, [&] { return !allBusy(); });
    if (stop.stop_requested() || !allBusy() || queue_.stats().oldestAge < kTolerance) continue;
    lock.unlock();
    Add();
    lock.lock();
  }
}

bool Workers::Stop(Milliseconds patience) {
  stop_.request_stop();
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return ended_ == started_; });
}

std::size_t Workers::count() const {
  std::scoped_lock lock(mutex_);
  return started_;
}

}  // namespace rexray
