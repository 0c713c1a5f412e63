#include "drivers/os/freeze.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "drivers/os/os_error.h"

namespace rexray {
namespace {

// After fork, perhaps of a process with threads: async-signal-safe calls only. In a session of its
// own, so that it outlives the helper's group.
[[noreturn]] void Keep(int root, int life) {
  ::setsid();
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  ::prctl(PR_SET_NAME, "rexray-thaw");
  ::dup2(::fcntl(root, F_DUPFD, 3), 0);  // either may be 0 or 1
  ::dup2(::fcntl(life, F_DUPFD, 3), 1);
  ::close_range(2, ~0U, 0);
  char word = 0;
  ssize_t got = 0;
  while ((got = ::read(1, &word, 1)) < 0 && errno == EINTR) {
  }
  if (got == 0) ::ioctl(0, FITHAW, 0);
  ::_exit(0);
}

Result<std::pair<Descriptor, Descriptor>> Pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return FailErrno(errno, "cannot make a pipe");
  return std::pair(Descriptor(ends[0]), Descriptor(ends[1]));
}

std::unexpected<Error> CannotFreeze(int error) {
  if (error == EBUSY) {
    return Fail(Code::FailedPrecondition,
                "the filesystem is frozen already: let its writers go on (fsfreeze -u), then retry",
                "FrozenByOthers");
  }
  if (error == EOPNOTSUPP || error == ENOTTY) {
    return Fail(Code::Unimplemented,
                "a filesystem of this kind cannot be frozen: unmount it for the snapshot");
  }
  return FailErrno(error, "cannot freeze the filesystem");
}

}  // namespace

Result<FrozenFilesystem> FrozenFilesystem::Of(Descriptor root) {
  REXRAY_ASSIGN(auto pipe, Pipe());
  const pid_t keeper = ::fork();
  if (keeper < 0) return FailErrno(errno, "cannot make the process that thaws");
  if (keeper == 0) Keep(root.get(), pipe.first.get());
  pipe.first.Close();
  FrozenFilesystem frozen(std::move(root), std::move(pipe.second), keeper);
  if (::ioctl(frozen.root_.get(), FIFREEZE, 0) != 0) {
    const int error = errno;
    frozen.root_.Close();  // not ours to thaw
    return CannotFreeze(error);
  }
  return frozen;
}

FrozenFilesystem::FrozenFilesystem(FrozenFilesystem&& other) noexcept
    : root_(std::move(other.root_)),
      life_(std::move(other.life_)),
      keeper_(std::exchange(other.keeper_, -1)) {}

FrozenFilesystem::~FrozenFilesystem() {
  if (keeper_ < 0) return;
  if (root_.valid()) ::ioctl(root_.get(), FITHAW, 0);
  const char done = 1;
  while (::write(life_.get(), &done, 1) < 0 && errno == EINTR) {
  }
  while (::waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<void> FrozenFilesystem::Thaw() {
  const int thawed = ::ioctl(root_.get(), FITHAW, 0);
  const int error = errno;
  root_.Close();
  if (thawed == 0) return {};
  if (error != EINVAL) return FailErrno(error, "cannot thaw the filesystem");
  return Fail(Code::FailedPrecondition,
              "the filesystem was thawed while it was copied: the copy is not of one moment",
              "ThawedMeanwhile");
}

void ThawLeftover(const Descriptor& root) { (void)::ioctl(root.get(), FITHAW, 0); }

}  // namespace rexray
