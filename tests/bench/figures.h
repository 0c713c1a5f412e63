#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace rexray {

using Nanoseconds = std::chrono::nanoseconds;

// What one run measured. Times of single calls depend on the neighbours of the machine; the
// server's processor time per call does so least.
struct Figures {
  std::vector<Nanoseconds> calls;  // sorted
  Nanoseconds wall{};
  Nanoseconds processor{};  // of the server, all calls together

  Nanoseconds Quantile(double share) const;
};

Nanoseconds Timed(const std::function<void()>& work);

// `work` with 0, 1, …, each a call. The processor time is this process' own.
Figures Repeated(int count, const std::function<void(int)>& work);

// Throws std::runtime_error with errno's meaning unless it is done.
void Must(bool done, const std::string& what);

// The processor time that a process has used so far, all its threads together.
Nanoseconds ProcessorTimeOf(pid_t process);

// "p50_us 12.3 p99_us 45.6 rate 6543 cpu_us 7.8 calls 10000", for scripts.
void Print(const Figures& figures);

}  // namespace rexray
