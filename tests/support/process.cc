#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "tests/support/command.h"

extern char** environ;

namespace rexray {
namespace {

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Ours, without those that `added` sets anew.
std::vector<std::string> Environment(const std::vector<std::string>& added) {
  std::vector<std::string> all = added;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('=') + 1);
    bool replaced = false;
    for (const std::string& each : added) replaced = replaced || each.starts_with(name);
    if (!replaced) all.emplace_back(text);
  }
  return all;
}

// Between fork and exec: async-signal-safe calls only.
[[noreturn]] void BecomeChild(const std::array<int, 3>& streams, char* const* argv,
                              char* const* environment, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
  const int null = ::open("/dev/null", O_RDWR);
  for (int stream = 0; stream < 3; ++stream) {
    const int wanted = streams[static_cast<std::size_t>(stream)];
    ::dup2(wanted < 0 ? null : wanted, stream);
  }
  ::close_range(3, ~0U, 0);
  ::execvpe(argv[0], argv, environment);
  ::_exit(127);
}

int ExitCodeOf(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Process::Process(const std::vector<std::string>& argv, const Options& options) {
  const std::vector<std::string> environment = Environment(options.environment);
  const auto argvPointers = Pointers(argv);
  const auto environmentPointers = Pointers(environment);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) {
    BecomeChild({options.in, options.out, options.err}, argvPointers.data(),
                environmentPointers.data(), parent);
  }
  // Here as well as in the child: whoever comes first, a signal to the group finds it.
  ::setpgid(pid_, pid_);
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (handle_ < 0) throw std::runtime_error("pidfd_open failed");
}

Process::~Process() {
  Kill();
  ::close(handle_);
}

bool Process::Running() { return !Wait(std::chrono::milliseconds(0)).has_value(); }

void Process::Signal(int signal) const {
  if (!exitCode_) ::kill(pid_, signal);
}

std::optional<int> Process::Wait(std::chrono::milliseconds patience) {
  if (exitCode_) return exitCode_;
  pollfd ended{.fd = handle_, .events = POLLIN, .revents = 0};
  if (::poll(&ended, 1, static_cast<int>(patience.count())) != 1) return std::nullopt;
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) return std::nullopt;
  exitCode_ = ExitCodeOf(status);
  return exitCode_;
}

void Process::Kill() {
  if (exitCode_) return;  // its number may belong to somebody else by now
  ::kill(-pid_, SIGKILL);
  while (!exitCode_) Wait(std::chrono::seconds(60));
  // What it started is killed too, but not ours to wait for: it may hold its locks a moment longer.
  Eventually([this] { return ::kill(-pid_, 0) != 0; }, std::chrono::seconds(10));
}

}  // namespace rexray
