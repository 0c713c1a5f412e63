#include "drivers/os/helper_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "drivers/os/deadline.h"
#include "drivers/os/helper_loop.h"
#include "drivers/os/helper_message.h"
#include "drivers/os/stop_event.h"

namespace rexray {
namespace {

// Idle helpers beyond these are let go: each costs memory, a new one only about a millisecond.
constexpr std::size_t kKeptIdle = 4;
// How often a caller without a free helper looks whether a killed one is gone.
constexpr std::chrono::milliseconds kLookAgain{20};

bool HasEnded(const HelperProcess& helper) {
  pollfd process{helper.process.get(), POLLIN, 0};
  return ::poll(&process, 1, 0) > 0;
}

bool IsOver(const CallContext& context) {
  return context.stop.stop_requested() || std::chrono::steady_clock::now() >= context.deadline;
}

std::unexpected<Error> NotBegun(std::string_view function) {
  return Fail(Code::DeadlineExceeded,
              fmt::format("{} was not begun: its time was over, or it was stopped", function));
}

std::span<const int> Passed(const int& lock) {
  return lock < 0 ? std::span<const int>{} : std::span(&lock, 1);
}

}  // namespace

Result<nlohmann::json> HelperPool::Call(std::string_view function, const nlohmann::json& arguments,
                                        const CallContext& context) {
  if (IsOver(context)) return NotBegun(function);
  REXRAY_TRY(RefuseWhileStuck(context.onBehalfOf));
  const std::string call = EncodeCall(function, arguments);
  for (;;) {
    REXRAY_ASSIGN(Lease lease, Acquire(context));
    const auto answer = Exchange(std::move(lease.helper), function, call, context);
    if (answer) return DecodeAnswer(*answer);
    if (answer.error().code != Code::Aborted) return std::unexpected(answer.error());
    // One that ended while idle never began it: the next one may have it.
    if (lease.start == Start::Fresh) return Fail(Code::Unavailable, answer.error().message);
  }
}

Result<void> HelperPool::RefuseWhileStuck(const std::string& onBehalfOf) {
  if (onBehalfOf.empty()) return {};
  const std::lock_guard lock(mutex_);
  ForgetGone();
  const auto found = std::ranges::find(stuck_, onBehalfOf, &Stuck::onBehalfOf);
  if (found == stuck_.end()) return {};
  return Fail(Code::Unavailable,
              fmt::format("process {} of an earlier call for {} was killed and still hangs in the "
                          "kernel; the storage that it waits for does not answer",
                          found->helper.pid, onBehalfOf));
}

Result<std::string> HelperPool::Exchange(HelperProcess helper, std::string_view function,
                                         const std::string& call, const CallContext& context) {
  const auto sent = SendMessage(helper.socket.get(), call, Passed(context.volumeLock));
  if (!sent) {
    Drop();
    const bool gone = sent.error().code == Code::Unavailable;
    return Fail(gone ? Code::Aborted : sent.error().code, sent.error().message);
  }
  const StopEvent stop(context.stop);
  pollfd ready[] = {{helper.socket.get(), POLLIN, 0}, {stop.descriptor(), POLLIN, 0}};
  PollUntil(ready, context.deadline);
  if (!ready[0].revents) {
    const pid_t pid = helper.pid;
    Abandon(std::move(helper), context.onBehalfOf);
    return Fail(Code::DeadlineExceeded,
                fmt::format("{} did not answer in time; its process {} was killed, what it began "
                            "may still take effect",
                            function, pid));
  }
  auto message = ReceiveMessage(helper.socket.get());
  if (!message || !*message) {
    Drop();
    const bool unread = !message && message.error().code == Code::Aborted;
    return Fail(unread ? Code::Aborted : Code::Unavailable,
                fmt::format("the helper process {} ended {} {}", helper.pid,
                            unread ? "before it took up" : "during", function) +
                    (unread ? "" : "; whether it took effect is unknown"));
  }
  GiveBack(std::move(helper));
  return std::move((*message)->bytes);
}

Result<HelperPool::Lease> HelperPool::Acquire(const CallContext& context) {
  {
    std::unique_lock lock(mutex_);
    REXRAY_TRY(WaitForRoom(lock, context));
    ++busy_;
    if (!idle_.empty()) {
      Lease lease{std::move(idle_.back()), Start::Reused};
      idle_.pop_back();
      return lease;
    }
  }
  auto helper = zygote_->Fork();
  if (!helper) {
    Drop();
    return std::unexpected(helper.error());
  }
  return Lease{std::move(*helper), Start::Fresh};
}

Result<void> HelperPool::WaitForRoom(std::unique_lock<std::mutex>& lock,
                                     const CallContext& context) {
  const auto room = [this] {
    ForgetGone();
    return !idle_.empty() || busy_ + stuck_.size() < cap_;
  };
  while (!room()) {
    if (context.stop.stop_requested())
      return Fail(Code::DeadlineExceeded, "stopped while waiting for a helper process");
    if (IsOver(context))
      return Fail(Code::ResourceExhausted,
                  fmt::format("all {} helper processes are busy, {} of them stuck in the kernel",
                              cap_, stuck_.size()));
    const auto again = std::chrono::steady_clock::now() + kLookAgain;
    freed_.wait_until(lock, context.stop, std::min(again, context.deadline), room);
  }
  return {};
}

void HelperPool::GiveBack(HelperProcess helper) {
  const std::lock_guard lock(mutex_);
  --busy_;
  if (idle_.size() < kKeptIdle) idle_.push_back(std::move(helper));
  freed_.notify_one();
}

void HelperPool::Drop() {
  const std::lock_guard lock(mutex_);
  --busy_;
  freed_.notify_one();
}

void HelperPool::Abandon(HelperProcess helper, const std::string& onBehalfOf) {
  zygote_->Kill(helper.pid);
  const std::lock_guard lock(mutex_);
  --busy_;
  ++abandoned_;
  helper.socket.Close();
  stuck_.push_back({std::move(helper), onBehalfOf});
  freed_.notify_one();
}

void HelperPool::ForgetGone() {
  std::erase_if(stuck_, [](const Stuck& each) { return HasEnded(each.helper); });
}

Helpers::Stats HelperPool::stats() const {
  const std::lock_guard lock(mutex_);
  const auto ended = std::ranges::count_if(stuck_, HasEnded, &Stuck::helper);
  return {idle_.size() + busy_ + stuck_.size() - static_cast<std::size_t>(ended), busy_,
          abandoned_};
}

Result<std::unique_ptr<Helpers>> StartHelpers(std::vector<HelperFunction> functions,
                                              std::size_t cap) {
  REXRAY_ASSIGN(auto zygote, Zygote::Start(functions));
  return std::make_unique<HelperPool>(std::move(zygote), cap);
}

}  // namespace rexray
