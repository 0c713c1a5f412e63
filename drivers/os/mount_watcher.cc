#include "drivers/os/mount_watcher.h"

#include <fcntl.h>

#include <cerrno>

#include "drivers/os/deadline.h"
#include "drivers/os/descriptor.h"
#include "drivers/os/os_error.h"
#include "drivers/os/stop_event.h"

namespace rexray {
namespace {

class MountInfoWatcher final : public MountWatcher {
 public:
  explicit MountInfoWatcher(Descriptor table) : table_(std::move(table)) {}

  Result<bool> WaitForChange(const std::stop_token& stop,
                             std::chrono::steady_clock::time_point deadline) override {
    const StopEvent stopped(stop);
    pollfd ready[] = {{table_.get(), POLLPRI, 0}, {stopped.descriptor(), POLLIN, 0}};
    if (PollUntil(ready, deadline) < 0) return FailErrno(errno, "cannot watch the mount table");
    return (ready[0].revents & (POLLPRI | POLLERR)) != 0;
  }

 private:
  const Descriptor table_;
};

}  // namespace

Result<std::unique_ptr<MountWatcher>> WatchMounts() {
  Descriptor table(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
  if (!table.valid()) return FailErrno(errno, "cannot open the mount table");
  return std::make_unique<MountInfoWatcher>(std::move(table));
}

}  // namespace rexray
