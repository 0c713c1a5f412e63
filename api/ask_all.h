#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "api/worker_pool.h"
#include "state/time.h"

namespace rexray {

template <class Answer>
using Questions = std::vector<std::function<Answer()>>;

namespace ask_all {

// Shared with the threads, because some may still be asking when the caller has left.
template <class Answer>
struct Batch {
  explicit Batch(Questions<Answer> given)
      : questions(std::move(given)), answers(questions.size()), left(questions.size()) {}

  void Ask(std::size_t index) {
    auto answer = Wanted() ? Try(questions[index]) : std::nullopt;
    const std::lock_guard lock(mutex);
    if (abandoned) return;  // the answers have been given
    answers[index] = std::move(answer);
    if (--left == 0) done.notify_all();
  }
  bool Wanted() {
    const std::lock_guard lock(mutex);
    return !abandoned;
  }
  // A broken invariant is reported by whoever acts on it; here it is no answer.
  static std::optional<Answer> Try(const std::function<Answer()>& question) {
    try {
      return question();
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }

  const Questions<Answer> questions;
  std::mutex mutex;
  std::condition_variable done;
  std::vector<std::optional<Answer>> answers;  // guarded by mutex, as what follows
  std::size_t left;
  bool abandoned = false;
};

}  // namespace ask_all

// Asks all at once, since each may hang, and gives the answers that came within `patience`, in
// order. What the questions refer to lives as long as the pool.
template <class Answer>
std::vector<std::optional<Answer>> AskAll(WorkerPool& pool, Questions<Answer> questions,
                                          Milliseconds patience) {
  auto batch = std::make_shared<ask_all::Batch<Answer>>(std::move(questions));
  for (std::size_t i = 0; i < batch->questions.size(); ++i) {
    if (!pool.Submit([batch, i] { batch->Ask(i); })) {
      const std::lock_guard lock(batch->mutex);
      --batch->left;
    }
  }
  std::unique_lock lock(batch->mutex);
  batch->done.wait_for(lock, patience, [&] { return batch->left == 0; });
  batch->abandoned = true;
  return std::move(batch->answers);
}

}  // namespace rexray
