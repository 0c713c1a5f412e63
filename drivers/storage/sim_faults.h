#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "drivers/driver.h"
#include "state/time.h"

namespace rexray {

// One call into a simulated world, as faults match it and the log keeps it.
struct SimCall {
  std::string method;  // "Attach", "Mount": the interface's own name
  std::string object;  // backend id, volume name (Create) or path
  std::string node;
  std::optional<Error> error;  // of a finished call that failed
  bool finished = false;
};

// Whatever can go wrong between a caller and a simulated world: refusals, replies lost after the
// effect, calls that do not return, slowness. Also the log of all calls. Any thread. Naming a
// method that the world does not have throws std::invalid_argument, so that no fault is silently
// never hit.
class SimFaults {
 public:
  static constexpr int kAlways = -1;
  using Matches = std::function<bool(const SimCall&)>;

  explicit SimFaults(std::set<std::string> methods) : methods_(std::move(methods)) {}

  enum class Kind {
    Refuse,     // `error`, without any effect
    LoseReply,  // `error`, after the effect
    Hang,       // returns only when released (then it takes effect), stopped or past its deadline
  };
  struct Fault {
    std::string method;
    Kind kind = Kind::Refuse;
    Error error{Code::Unavailable, "simulated fault", {}};
    int times = 1;    // calls that it hits, or kAlways
    Matches matches;  // unset: every call of the method
  };

  // The oldest fault that matches a call hits it.
  void Inject(Fault fault);
  void Refuse(const std::string& method, Error error, int times = 1, Matches matches = {});
  void LoseReply(const std::string& method, int times = 1, Matches matches = {});
  void Hang(const std::string& method, int times = kAlways, Matches matches = {});
  // Every call of every method takes this long, or till its deadline.
  void Delay(Milliseconds latency);
  // Forgets all faults and lets hanging calls go on.
  void Clear();

  std::size_t hanging() const;
  // Whether `count` calls hung at once before `patience` ended.
  bool AwaitHanging(std::size_t count, Milliseconds patience) const;

  // Called around each effect, outside of all locks, with "before" or "after" it. A hook that
  // throws is a crash of the caller at that instruction.
  enum class Moment { Before, After };
  void OnEffect(std::function<void(Moment, const SimCall&)> hook);

  std::deque<SimCall> log() const;                     // the last 100,000 calls
  std::size_t count(const std::string& method) const;  // since the start or ClearLog
  void ClearLog();

  // Passes one call through: what a simulated world wraps around each of its methods.
  template <class Effect>
  auto Run(SimCall call, const CallContext& context, Effect effect) -> decltype(effect());

 private:
  struct Entry;  // of the log
  void Check(const std::string& method) const;
  std::size_t Log(const SimCall& call);
  void Finish(std::size_t position, const std::optional<Error>& error);
  std::optional<Fault> Take(const SimCall& call);
  // Blocks as long as `fault` and the latency say; an error if the call ends here.
  Result<void> Pass(const SimCall& call, const std::optional<Fault>& fault,
                    const CallContext& context);
  void Notify(Moment moment, const SimCall& call);

  const std::set<std::string> methods_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  std::list<Fault> faults_;
  Milliseconds latency_{0};
  std::size_t hanging_ = 0;
  std::size_t releases_ = 0;  // calls of Clear: a hanging call waits for the next one
  std::function<void(Moment, const SimCall&)> hook_;
  std::deque<SimCall> log_;
  std::size_t dropped_ = 0;  // from the front of the log
  std::map<std::string, std::size_t> counts_;
};

template <class Effect>
auto SimFaults::Run(SimCall call, const CallContext& context, Effect effect) -> decltype(effect()) {
  const std::size_t position = Log(call);
  const std::optional<Fault> fault = Take(call);
  if (auto passed = Pass(call, fault, context); !passed) {
    Finish(position, passed.error());
    return std::unexpected(passed.error());
  }
  Notify(Moment::Before, call);
  auto result = effect();
  if (fault && fault->kind == Kind::LoseReply) result = std::unexpected(fault->error);
  Finish(position, result ? std::optional<Error>() : result.error());
  Notify(Moment::After, call);
  return result;
}

}  // namespace rexray
