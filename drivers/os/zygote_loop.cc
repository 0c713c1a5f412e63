#include "drivers/os/zygote_loop.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <set>

#include "drivers/os/helper_loop.h"
#include "drivers/os/helper_message.h"

namespace rexray {
namespace {

void BlockOnlyChildSignal() {
  sigset_t child;
  ::sigemptyset(&child);
  ::sigaddset(&child, SIGCHLD);
  ::sigprocmask(SIG_SETMASK, &child, nullptr);
}

void UseDefaultSignals() {
  for (int number = 1; number < SIGRTMAX; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Descriptors of the daemon (locks, sockets, a pipe somebody waits on) must not live on in helpers;
// only its standard error stays, for the words of a crash.
void KeepOnly(int socket) {
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(null, STDIN_FILENO);
  ::dup2(null, STDOUT_FILENO);
  const auto kept = static_cast<unsigned>(socket);
  if (kept > 3) ::close_range(3, kept - 1, 0);
  ::close_range(kept + 1, ~0U, 0);
}

void BecomeHelper(int socket, const std::vector<HelperFunction>& functions) {
  UseDefaultSignals();
  ::setsid();  // a group of its own: Ctrl-C misses it, and it is killed together with its children
  ::prctl(PR_SET_NAME, "rexray-helper");
  KeepOnly(socket);
  ServeHelperRequests(socket, functions);
}

class ZygoteLoop {
 public:
  ZygoteLoop(int socket, const std::vector<HelperFunction>& functions)
      : socket_(socket), functions_(functions) {}

  void Run() {
    const Descriptor children = WatchChildren();
    pollfd ready[] = {{socket_, POLLIN, 0}, {children.get(), POLLIN, 0}};
    while (!helper_) {
      if (::poll(ready, 2, -1) < 0) continue;  // only ever EINTR
      if (ready[1].revents) Reap(children.get());
      if (ready[0].revents && !Obey()) return;
    }
  }

 private:
  static Descriptor WatchChildren() {
    sigset_t child;
    ::sigemptyset(&child);
    ::sigaddset(&child, SIGCHLD);
    return Descriptor(::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
  }

  // Helpers, and what killed helpers left behind: the zygote is the subreaper.
  void Reap(int children) {
    signalfd_siginfo ignored;
    while (::read(children, &ignored, sizeof ignored) > 0) {
    }
    for (pid_t gone; (gone = ::waitpid(-1, nullptr, WNOHANG)) > 0;) helpers_.erase(gone);
  }

  bool Obey() {
    const auto message = ReceiveMessage(socket_);
    if (!message || !*message || (*message)->bytes.size() != sizeof(ZygoteOrder)) return false;
    ZygoteOrder order;
    std::memcpy(&order, (*message)->bytes.data(), sizeof order);
    switch (order.kind) {
      case ZygoteOrder::Kind::Fork:
        return Fork();
      case ZygoteOrder::Kind::Kill:
        Kill(order.helper);
        return true;
    }
    return false;
  }

  void Kill(pid_t helper) {
    // One that was reaped may have handed its pid on.
    if (!helpers_.contains(helper)) return;
    ::kill(-helper, SIGKILL);
    ::kill(helper, SIGKILL);  // should it not have made its group yet
  }

  bool Fork() {
    auto ends = HelperSocketPair();
    if (!ends) return Answer({-1, EMFILE}, {});
    const pid_t pid = ::fork();
    if (pid < 0) return Answer({-1, errno}, {});
    if (pid == 0) {
      helper_ = true;
      BecomeHelper(ends->second.get(), functions_);
      return true;
    }
    helpers_.insert(pid);
    const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    const int both[] = {ends->first.get(), process.get()};
    if (!process.valid()) return Answer({-1, errno}, {});
    return Answer({pid, 0}, both);
  }

  bool Answer(ZygoteAnswer answer, std::span<const int> descriptors) {
    const std::string_view bytes(reinterpret_cast<const char*>(&answer), sizeof answer);
    return SendMessage(socket_, bytes, descriptors).has_value();
  }

  const int socket_;
  const std::vector<HelperFunction>& functions_;
  std::set<pid_t> helpers_;  // not reaped yet
  bool helper_ = false;      // this process is no longer the zygote but a helper that ended
};

}  // namespace

void RunZygote(int socket, const std::vector<HelperFunction>& functions) {
  UseDefaultSignals();
  BlockOnlyChildSignal();
  ::setsid();
  ::umask(022);
  ::prctl(PR_SET_NAME, "rexray-zygote");
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  KeepOnly(socket);
  ZygoteLoop(socket, functions).Run();
}

}  // namespace rexray
