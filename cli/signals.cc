#include "cli/signals.h"

#include <chrono>

namespace rexray {

Signals::Signals() {
  sigemptyset(&set_);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, number);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  signal(SIGPIPE, SIG_IGN);  // a client that left is an error of its connection, not of the daemon
}

std::optional<int> Signals::Wait(Milliseconds patience) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(patience);
  const std::chrono::nanoseconds rest = patience - seconds;
  const timespec time{.tv_sec = seconds.count(), .tv_nsec = rest.count()};
  const int number = sigtimedwait(&set_, nullptr, &time);
  return number > 0 ? std::optional(number) : std::nullopt;
}

void Signals::LetThemKill() { pthread_sigmask(SIG_UNBLOCK, &set_, nullptr); }

}  // namespace rexray
