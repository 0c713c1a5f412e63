#include "tests/unit/drivers/os/temp_folder.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace rexray {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = "/tmp/rexray-os-test";

std::vector<std::string> MountsBelow(const std::string& folder) {
  std::ifstream table("/proc/self/mountinfo");
  std::vector<std::string> targets;
  for (std::string line; std::getline(table, line);) {
    std::istringstream fields(line);
    std::string target;
    for (int i = 0; i < 5; ++i) fields >> target;
    if (target.starts_with(folder + "/")) targets.push_back(target);
  }
  return targets;
}

void UnmountBelow(const std::string& folder) {
  for (auto targets = MountsBelow(folder); !targets.empty(); targets = MountsBelow(folder)) {
    std::size_t gone = 0;
    for (auto target = targets.rbegin(); target != targets.rend(); ++target)
      gone += ::umount2(target->c_str(), MNT_DETACH | UMOUNT_NOFOLLOW) == 0;
    if (gone == 0) return;
  }
}

void DetachLoopsBelow(const std::string& folder) {
  for (const auto& block : fs::directory_iterator("/sys/block")) {
    std::ifstream file(block.path() / "loop/backing_file");
    std::string backing;
    if (!std::getline(file, backing) || !backing.starts_with(folder + "/")) continue;
    const std::string node = "/dev/" + block.path().filename().string();
    if (const int device = ::open(node.c_str(), O_RDONLY | O_CLOEXEC); device >= 0) {
      ::ioctl(device, LOOP_CLR_FD, 0);
      ::close(device);
    }
  }
}

void ClearImmutable(const fs::path& folder) {
  const int open = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (open < 0) return;
  unsigned long flags = 0;
  if (::ioctl(open, FS_IOC_GETFLAGS, &flags) == 0 && (flags & FS_IMMUTABLE_FL)) {
    flags &= ~static_cast<unsigned long>(FS_IMMUTABLE_FL);
    ::ioctl(open, FS_IOC_SETFLAGS, &flags);
  }
  ::close(open);
}

void Remove(const fs::path& folder) {
  UnmountBelow(folder);
  DetachLoopsBelow(folder);
  if (!MountsBelow(folder).empty()) return;  // never delete through a mount
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored))
    if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) ClearImmutable(entry.path());
  fs::remove_all(folder, ignored);
}

void SweepDeadProcesses() {
  std::error_code ignored;
  for (const auto& folder : fs::directory_iterator(kRoot, ignored)) {
    const pid_t owner = std::atoi(folder.path().filename().c_str());
    if (owner > 0 && ::kill(owner, 0) < 0 && errno == ESRCH) Remove(folder.path());
  }
}

}  // namespace

TempFolder::TempFolder() {
  static std::atomic<int> count = 0;
  fs::create_directories(kRoot);
  SweepDeadProcesses();
  path_ = kRoot / (std::to_string(::getpid()) + "-" + std::to_string(++count));
  fs::create_directory(path_);
}

TempFolder::~TempFolder() { Remove(path_); }

}  // namespace rexray
