#include "tests/support/command.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <ostream>
#include <stdexcept>
#include <thread>

#include "tests/support/process.h"

namespace rexray {
namespace {

// A stream held in memory: unlike a pipe it never fills, so nobody has to drain it meanwhile.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("stream", MFD_CLOEXEC)) {
    if (descriptor_ < 0) throw std::runtime_error("memfd_create failed");
  }
  explicit MemoryFile(std::string_view content) : MemoryFile() {
    if (::pwrite(descriptor_, content.data(), content.size(), 0) < 0) {
      throw std::runtime_error("cannot write the command's input");
    }
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int descriptor() const { return descriptor_; }

  std::string Content() const {
    std::string content;
    std::array<char, 65536> buffer;
    ssize_t got = 0;
    while ((got = ::pread(descriptor_, buffer.data(), buffer.size(),
                          static_cast<off_t>(content.size()))) > 0) {
      content.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return content;
  }

 private:
  int descriptor_;
};

}  // namespace

std::ostream& operator<<(std::ostream& stream, const CommandResult& result) {
  return stream << "exit code " << result.exitCode << "\nstdout:\n"
                << result.out << "\nstderr:\n"
                << result.err;
}

CommandResult RunCommand(const std::vector<std::string>& argv, const CommandOptions& options) {
  const MemoryFile in(options.input);
  const MemoryFile out;
  const MemoryFile err;
  Process process(argv, {.in = in.descriptor(),
                         .out = out.descriptor(),
                         .err = err.descriptor(),
                         .environment = options.environment});
  const auto exitCode = process.Wait(options.timeout);
  if (!exitCode) process.Kill();
  return {exitCode.value_or(CommandResult::kTimedOut), out.Content(), err.Content()};
}

void PauseBeforeAskingAgain() { std::this_thread::sleep_for(std::chrono::milliseconds(5)); }

}  // namespace rexray
