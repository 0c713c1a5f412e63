#include "drivers/os/folder_watcher.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "drivers/os/deadline.h"
#include "drivers/os/folder_watches.h"
#include "drivers/os/os_error.h"
#include "drivers/os/stop_event.h"

namespace rexray {
namespace {

using FolderIdentity = std::optional<std::pair<dev_t, ino_t>>;  // nullopt: it is not there

FolderIdentity IdentityOf(const std::string& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return std::nullopt;
  return std::pair(status.st_dev, status.st_ino);
}

class InotifyFolderWatcher final : public FolderWatcher {
 public:
  explicit InotifyFolderWatcher(std::string folder)
      : folder_(std::move(folder)), mounts_(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)) {}

  Result<void> Arm() override {
    armedTo_ = IdentityOf(folder_);  // first: a mount upon the way since then is seen as a change
    return watches_.Set(folder_);
  }

  Result<bool> WaitForChange(const std::stop_token& stop,
                             std::chrono::steady_clock::time_point deadline) override {
    const StopEvent stopped(stop);
    while (true) {
      pollfd ready[] = {{watches_.descriptor(), POLLIN, 0},
                        {mounts_.get(), POLLPRI, 0},
                        {stopped.descriptor(), POLLIN, 0}};
      const int count = PollUntil(ready, deadline);
      if (count < 0) return FailErrno(errno, "cannot wait for changes of " + folder_);
      if (ready[0].revents != 0 && watches_.TakeEvents()) return true;
      // A mount upon the way is no event of any folder.
      if (ready[1].revents != 0 && IdentityOf(folder_) != armedTo_) return true;
      if (count == 0 || ready[2].revents != 0) return false;
    }
  }

  bool unfinished() const override { return watches_.unfinished(); }

 private:
  const std::string folder_;
  const Descriptor mounts_;
  FolderWatches watches_;
  FolderIdentity armedTo_;
};

}  // namespace

std::unique_ptr<FolderWatcher> WatchFolder(std::string folder) {
  return std::make_unique<InotifyFolderWatcher>(std::move(folder));
}

}  // namespace rexray
