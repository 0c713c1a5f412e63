#include "metrics/process_figures.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace rexray {
namespace {

Result<std::string> ReadProc(const char* path) {
  std::ifstream file(path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.empty()) return Fail(Code::Unavailable, fmt::format("cannot read {}", path));
  return text;
}

// Fields of /proc/self/stat from the third on: the second, the command's name in brackets, may hold
// spaces and brackets itself.
Result<std::vector<std::string>> StatFields() {
  REXRAY_ASSIGN(const std::string text, ReadProc("/proc/self/stat"));
  std::istringstream rest(text.substr(text.rfind(')') + 1));
  return std::vector<std::string>{std::istream_iterator<std::string>(rest), {}};
}

// The kernel's boot time, in seconds since the epoch.
Result<double> BootTime() {
  REXRAY_ASSIGN(const std::string text, ReadProc("/proc/stat"));
  const std::size_t at = text.find("\nbtime ");
  if (at == std::string::npos) return Fail(Code::Unavailable, "/proc/stat has no btime");
  return std::stod(text.substr(at + 7));
}

Result<double> CountDescriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator entries("/proc/self/fd", error);
  if (error) return Fail(Code::Unavailable, "cannot read /proc/self/fd: " + error.message());
  // The iterator's own descriptor is among them.
  return static_cast<double>(std::distance(begin(entries), end(entries))) - 1;
}

}  // namespace

Result<ProcessFigures> ReadProcessFigures() {
  // Counted from the third field: see proc(5), "utime", "stime", "starttime" and "rss".
  constexpr std::size_t kUtime = 11, kStime = 12, kStartTime = 19, kRss = 21;
  REXRAY_ASSIGN(const std::vector<std::string> fields, StatFields());
  if (fields.size() <= kRss) return Fail(Code::Unavailable, "/proc/self/stat is too short");
  REXRAY_ASSIGN(const double bootTime, BootTime());
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));

  ProcessFigures figures;
  figures.cpuSeconds = (std::stod(fields[kUtime]) + std::stod(fields[kStime])) / ticks;
  figures.startTimeSeconds = bootTime + std::stod(fields[kStartTime]) / ticks;
  figures.residentBytes = std::stod(fields[kRss]) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  REXRAY_ASSIGN(figures.openDescriptors, CountDescriptors());
  return figures;
}

}  // namespace rexray
