#pragma once

#include <signal.h>

#include <optional>

#include "state/time.h"

namespace rexray {

// The signals that speak to the daemon. Made before any other thread, so that all inherit the mask
// and the signals come only to those who wait here. One thread.
class Signals {
 public:
  Signals();

  // Waits for SIGTERM, SIGINT or SIGHUP, at most `patience`; nullopt: none came.
  std::optional<int> Wait(Milliseconds patience);

  // From now on the next SIGTERM or SIGINT ends the process at once.
  void LetThemKill();

 private:
  sigset_t set_;
};

}  // namespace rexray
