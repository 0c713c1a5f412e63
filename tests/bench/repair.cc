#include "tests/bench/repair.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace rexray {
namespace {

// Asked of the kernel directly: reading mountinfo would take longer than the repair.
bool IsMountPoint(const std::string& path) {
  struct statx status {};
  if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, 0, &status) != 0) return false;
  return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

void AwaitMounted(const std::string& path) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!IsMountPoint(path)) {
    if (std::chrono::steady_clock::now() > end) {
      throw std::runtime_error(fmt::format("{} stays unmounted", path));
    }
    std::this_thread::yield();
  }
}

}  // namespace

Figures Repairs(const std::string& prefix, int count) {
  return Repeated(count, [&](int number) {
    const std::string target = fmt::format("{}-{}", prefix, number);
    if (!IsMountPoint(target)) throw std::runtime_error(target + " is not mounted");
    Must(::umount2(target.c_str(), UMOUNT_NOFOLLOW) == 0, "unmount " + target);
    AwaitMounted(target);
  });
}

}  // namespace rexray
