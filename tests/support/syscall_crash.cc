#include "tests/support/syscall_crash.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

namespace rexray {
namespace {

// Whether the child is at a stop; else it has ended, and been reaped.
bool AwaitStop(pid_t child) {
  int status = 0;
  if (::waitpid(child, &status, 0) != child) throw std::runtime_error("lost the traced child");
  if (!WIFSTOPPED(status) && !(WIFEXITED(status) && WEXITSTATUS(status) == 0)) {
    throw std::runtime_error("the traced child broke down");
  }
  return WIFSTOPPED(status);
}

[[noreturn]] void RunTraced(const std::function<void()>& work) {
  if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(1);
  ::raise(SIGSTOP);
  work();
  ::_exit(0);
}

}  // namespace

bool KilledAtStop(std::size_t stop, const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) RunTraced(work);
  AwaitStop(child);
  ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_EXITKILL);
  for (std::size_t reached = 0; reached < stop; ++reached) {
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    if (!AwaitStop(child)) return false;
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  return true;
}

}  // namespace rexray
