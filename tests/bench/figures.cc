#include "tests/bench/figures.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace rexray {
namespace {

double Microseconds(Nanoseconds time) { return static_cast<double>(time.count()) / 1000; }

}  // namespace

Nanoseconds Figures::Quantile(double share) const {
  if (calls.empty()) return {};
  const auto at = static_cast<std::size_t>(share * static_cast<double>(calls.size()));
  return calls[std::min(at, calls.size() - 1)];
}

Nanoseconds Timed(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::steady_clock::now() - start;
}

Figures Repeated(int count, const std::function<void(int)>& work) {
  Figures figures;
  const Nanoseconds before = ProcessorTimeOf(::getpid());
  figures.wall = Timed([&] {
    for (int i = 0; i < count; ++i) figures.calls.push_back(Timed([&] { work(i); }));
  });
  figures.processor = ProcessorTimeOf(::getpid()) - before;
  std::ranges::sort(figures.calls);
  return figures;
}

void Must(bool done, const std::string& what) {
  if (!done) throw std::runtime_error(fmt::format("{}: {}", what, std::strerror(errno)));
}

// The first figure of a thread's schedstat is its time on a processor; threads that ended are not
// in the sum, and a server under load ends none.
Nanoseconds ProcessorTimeOf(pid_t process) {
  Nanoseconds::rep total = 0;
  std::error_code gone;
  const std::filesystem::path threads = fmt::format("/proc/{}/task", process);
  for (const auto& thread : std::filesystem::directory_iterator(threads, gone)) {
    Nanoseconds::rep ran = 0;
    if (std::ifstream(thread.path() / "schedstat") >> ran) total += ran;
  }
  return Nanoseconds(total);
}

void Print(const Figures& figures) {
  const auto count = static_cast<double>(std::max<std::size_t>(figures.calls.size(), 1));
  fmt::print("p50_us {:.1f} p99_us {:.1f} rate {:.0f} cpu_us {:.1f} calls {}\n",
             Microseconds(figures.Quantile(0.5)), Microseconds(figures.Quantile(0.99)),
             count * 1e6 / std::max(Microseconds(figures.wall), 1.0),
             Microseconds(figures.processor) / count, figures.calls.size());
}

}  // namespace rexray
