#include "drivers/storage/sim_faults.h"

#include <stdexcept>

namespace rexray {
namespace {

constexpr std::size_t kLogLimit = 100'000;

bool Over(const CallContext& context) {
  return context.stop.stop_requested() || std::chrono::steady_clock::now() >= context.deadline;
}

std::unexpected<Error> NoAnswer(const SimCall& call) {
  return Fail(Code::DeadlineExceeded,
              call.method + " of " + call.object + ": the simulated world did not answer in time");
}

}  // namespace

void SimFaults::Check(const std::string& method) const {
  if (!methods_.contains(method)) throw std::invalid_argument("no simulated method " + method);
}

void SimFaults::Inject(Fault fault) {
  Check(fault.method);
  std::lock_guard lock(mutex_);
  faults_.push_back(std::move(fault));
}

void SimFaults::Refuse(const std::string& method, Error error, int times, Matches matches) {
  Inject({method, Kind::Refuse, std::move(error), times, std::move(matches)});
}

void SimFaults::LoseReply(const std::string& method, int times, Matches matches) {
  Inject({method,
          Kind::LoseReply,
          {Code::Unavailable, "simulated loss of the reply", {}},
          times,
          std::move(matches)});
}

void SimFaults::Hang(const std::string& method, int times, Matches matches) {
  Inject({method, Kind::Hang, {}, times, std::move(matches)});
}

void SimFaults::Delay(Milliseconds latency) {
  std::lock_guard lock(mutex_);
  latency_ = latency;
}

void SimFaults::Clear() {
  std::lock_guard lock(mutex_);
  faults_.clear();
  latency_ = {};
  ++releases_;
  changed_.notify_all();
}

std::size_t SimFaults::hanging() const {
  std::lock_guard lock(mutex_);
  return hanging_;
}

bool SimFaults::AwaitHanging(std::size_t count, Milliseconds patience) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return hanging_ >= count; });
}

void SimFaults::OnEffect(std::function<void(Moment, const SimCall&)> hook) {
  std::lock_guard lock(mutex_);
  hook_ = std::move(hook);
}

std::deque<SimCall> SimFaults::log() const {
  std::lock_guard lock(mutex_);
  return log_;
}

std::size_t SimFaults::count(const std::string& method) const {
  Check(method);
  std::lock_guard lock(mutex_);
  const auto found = counts_.find(method);
  return found == counts_.end() ? 0 : found->second;
}

void SimFaults::ClearLog() {
  std::lock_guard lock(mutex_);
  dropped_ += log_.size();
  log_.clear();
  counts_.clear();
}

std::size_t SimFaults::Log(const SimCall& call) {
  Check(call.method);
  std::lock_guard lock(mutex_);
  ++counts_[call.method];
  log_.push_back(call);
  if (log_.size() > kLogLimit) {
    log_.pop_front();
    ++dropped_;
  }
  return dropped_ + log_.size() - 1;
}

void SimFaults::Finish(std::size_t position, const std::optional<Error>& error) {
  std::lock_guard lock(mutex_);
  if (position < dropped_) return;
  log_[position - dropped_].finished = true;
  log_[position - dropped_].error = error;
}

std::optional<SimFaults::Fault> SimFaults::Take(const SimCall& call) {
  std::lock_guard lock(mutex_);
  for (auto fault = faults_.begin(); fault != faults_.end(); ++fault) {
    if (fault->method != call.method || (fault->matches && !fault->matches(call))) continue;
    Fault taken = *fault;
    if (fault->times != kAlways && --fault->times == 0) faults_.erase(fault);
    return taken;
  }
  return std::nullopt;
}

Result<void> SimFaults::Pass(const SimCall& call, const std::optional<Fault>& fault,
                             const CallContext& context) {
  std::unique_lock lock(mutex_);
  if (latency_ > Milliseconds::zero()) {
    const auto end = std::min(std::chrono::steady_clock::now() + latency_, context.deadline);
    changed_.wait_until(lock, context.stop, end, [] { return false; });
  }
  if (fault && fault->kind == Kind::Hang) {
    ++hanging_;
    changed_.notify_all();
    changed_.wait_until(lock, context.stop, context.deadline,
                        [&, before = releases_] { return releases_ != before; });
    --hanging_;
  }
  if (Over(context)) return NoAnswer(call);
  if (fault && fault->kind == Kind::Refuse) return std::unexpected(fault->error);
  return {};
}

void SimFaults::Notify(Moment moment, const SimCall& call) {
  std::unique_lock lock(mutex_);
  const auto hook = hook_;
  lock.unlock();
  if (hook) hook(moment, call);
}

}  // namespace rexray
