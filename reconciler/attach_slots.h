#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "state/plan_input.h"

namespace rexray {

// Reserves what attaches and detaches of this node compete for: its slots at a backend, and its
// turn where the backend takes one call at a time. In memory, as a node has one daemon and its
// calls end with it. Any thread.
class AttachSlots {
 public:
  // Held while the call runs.
  using Lease = std::shared_ptr<void>;

  // nullptr: not now. Actions that compete for nothing always get one.
  Lease TryTake(const ServiceName& service, ActionKind action, const PlanInput& input);

 private:
  struct Counts {
    std::size_t attaching = 0;
    std::size_t detaching = 0;
  };
  std::mutex mutex_;
  std::map<ServiceName, Counts> running_;
};

}  // namespace rexray
