#include "drivers/os/deadline.h"

#include <algorithm>
#include <cerrno>

namespace rexray {

int PollUntil(std::span<pollfd> descriptors, std::chrono::steady_clock::time_point deadline) {
  using std::chrono::nanoseconds;
  using std::chrono::seconds;
  for (;;) {
    const auto left = std::max(nanoseconds(0), std::chrono::duration_cast<nanoseconds>(
                                                   deadline - std::chrono::steady_clock::now()));
    const auto whole = std::min(std::chrono::duration_cast<seconds>(left), seconds(86400));
    const timespec timeout{whole.count(), (left % seconds(1)).count()};
    const int ready = ::ppoll(descriptors.data(), descriptors.size(), &timeout, nullptr);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return ready;
    if (std::chrono::steady_clock::now() >= deadline) return 0;
  }
}

}  // namespace rexray
