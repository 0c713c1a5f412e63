#pragma once

#include "state/result.h"

namespace rexray {

// What the shell gets. Stable: scripts rely on it.
enum class ExitCode {
  Done = 0,
  Failed = 1,
  BadInput = 2,
  ChangesFound = 3,
  Blocked = 4,
  TimedOut = 5,
  Unreachable = 6,
};

// The reason of an Error that means: no daemon answered at the address.
inline constexpr const char* kDaemonUnreachable = "DaemonUnreachable";

ExitCode ExitCodeOf(const Error& error);

}  // namespace rexray
