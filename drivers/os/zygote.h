#pragma once

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <vector>

#include "drivers/os/descriptor.h"
#include "drivers/os/helper.h"

namespace rexray {

// A helper process as the daemon holds it: closing the socket ends it once it is idle.
struct HelperProcess {
  pid_t pid = -1;
  Descriptor socket;
  Descriptor process;  // pidfd: readable once the process is gone
};

// The single-threaded process that forks helpers, reaps them and their orphans, and alone may kill
// them: only who reaps knows that a pid still means the same process. It ends with the daemon.
class Zygote {
 public:
  // Forks it. The calling process must be single-threaded.
  static Result<std::unique_ptr<Zygote>> Start(const std::vector<HelperFunction>& functions);
  ~Zygote();

  // Any thread. Unavailable: the zygote is gone, or the host has no room for a process.
  Result<HelperProcess> Fork();
  // Ends a helper and the children it started, with SIGKILL; no wait. Any thread.
  void Kill(pid_t helper);

 private:
  Zygote(pid_t pid, Descriptor socket) : pid_(pid), socket_(std::move(socket)) {}

  const pid_t pid_;
  std::mutex mutex_;  // one order at a time
  Descriptor socket_;
};

}  // namespace rexray
