#pragma once

#include <poll.h>

#include <chrono>
#include <span>

namespace rexray {

// poll() until a deadline of the steady clock; as poll(), 0: the deadline passed. Never EINTR.
int PollUntil(std::span<pollfd> descriptors, std::chrono::steady_clock::time_point deadline);

}  // namespace rexray
