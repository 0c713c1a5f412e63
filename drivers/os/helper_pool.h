#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "drivers/os/helper.h"
#include "drivers/os/zygote.h"

namespace rexray {

// Hands each call to an idle helper process, or to a new one while fewer than `cap` live.
class HelperPool final : public Helpers {
 public:
  HelperPool(std::unique_ptr<Zygote> zygote, std::size_t cap)
      : zygote_(std::move(zygote)), cap_(cap) {}

  Result<nlohmann::json> Call(std::string_view function, const nlohmann::json& arguments,
                              const CallContext& context) override;
  Stats stats() const override;

 private:
  enum class Start { Fresh, Reused };
  struct Lease {
    HelperProcess helper;
    Start start;
  };

  struct Stuck {
    HelperProcess helper;
    std::string onBehalfOf;
  };

  Result<void> RefuseWhileStuck(const std::string& onBehalfOf);
  Result<Lease> Acquire(const CallContext& context);
  Result<void> WaitForRoom(std::unique_lock<std::mutex>& lock, const CallContext& context);
  // Aborted: the helper ended before it took the call.
  Result<std::string> Exchange(HelperProcess helper, std::string_view function,
                               const std::string& call, const CallContext& context);
  void GiveBack(HelperProcess helper);
  void Drop();  // a busy helper that ended by itself
  // A busy helper that will not end in time.
  void Abandon(HelperProcess helper, const std::string& onBehalfOf);
  void ForgetGone();  // abandoned ones that did end; needs mutex_

  const std::unique_ptr<Zygote> zygote_;
  const std::size_t cap_;
  mutable std::mutex mutex_;
  std::condition_variable_any freed_;
  std::vector<HelperProcess> idle_;
  std::vector<Stuck> stuck_;  // killed, but the kernel has not let go of them yet
  std::size_t busy_ = 0;
  std::size_t abandoned_ = 0;
};

}  // namespace rexray
