#include "tests/support/temp_folder.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

#include "drivers/os/descriptor.h"
#include "tests/support/engine_leftovers.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = "/tmp/rexray-test";

bool IsIn(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder + "/");
}

// mountinfo writes blanks and such as octal escapes, "\\040".
std::string Unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 3 < text.size();
    plain += escape ? static_cast<char>(std::stoi(text.substr(i + 1, 3), nullptr, 8)) : text[i];
    if (escape) i += 3;
  }
  return plain;
}

// Topmost first.
std::vector<std::string> MountsIn(const std::string& folder) {
  std::vector<std::string> targets;
  std::ifstream table("/proc/self/mountinfo");
  for (std::string line; std::getline(table, line);) {
    std::istringstream fields(line);
    std::string id, parent, device, root, target;
    fields >> id >> parent >> device >> root >> target;
    if (IsIn(Unescaped(target), folder)) targets.insert(targets.begin(), Unescaped(target));
  }
  return targets;
}

bool BacksOn(const fs::path& device, const std::string& folder) {
  std::ifstream file(device / "loop/backing_file");
  std::string backing;
  return std::getline(file, backing) && IsIn(backing, folder);
}

void DetachLoopDevicesIn(const std::string& folder) {
  std::error_code ignored;
  for (const auto& device : fs::directory_iterator("/sys/block", ignored)) {
    if (!BacksOn(device.path(), folder)) continue;
    const std::string node = "/dev/" + device.path().filename().string();
    const Descriptor loop(::open(node.c_str(), O_RDONLY | O_CLOEXEC));
    // Asked again once it is open, which keeps it attached: another test may have got the number.
    if (loop.valid() && BacksOn(device.path(), folder)) ::ioctl(loop.get(), LOOP_CLR_FD);
  }
}

void ClearImmutable(const fs::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  int flags = 0;
  if (!file.valid() || ::ioctl(file.get(), FS_IOC_GETFLAGS, &flags) != 0) return;
  if ((flags & FS_IMMUTABLE_FL) == 0) return;
  flags &= ~FS_IMMUTABLE_FL;
  ::ioctl(file.get(), FS_IOC_SETFLAGS, &flags);
}

void ClearImmutableIn(const std::string& folder) {
  std::error_code ignored;
  for (auto each = fs::recursive_directory_iterator(folder, ignored);
       each != fs::recursive_directory_iterator(); each.increment(ignored)) {
    const auto type = each->symlink_status(ignored).type();
    if (type == fs::file_type::directory || type == fs::file_type::regular) {
      ClearImmutable(each->path());
    }
  }
}

// What is mounted may hang, and is no engine's folder.
void EndContainersIn(const std::string& folder) {
  const std::vector<std::string> mounts = MountsIn(folder);
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (std::ranges::find(mounts, entry.path().string()) == mounts.end()) {
      EndContainersOf(entry.path());
    }
  }
}

void Remove(const std::string& folder) {
  EndContainersIn(folder);
  for (const std::string& target : MountsIn(folder)) {
    ::umount2(target.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW);
  }
  DetachLoopDevicesIn(folder);
  if (!MountsIn(folder).empty()) {
    std::cerr << folder << " still has mounts: left as it is\n";
    return;
  }
  ClearImmutableIn(folder);
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) std::cerr << "cannot remove " << folder << ": " << error.message() << "\n";
}

void SweepFoldersOfDeadProcesses() {
  std::error_code ignored;
  for (const auto& folder : fs::directory_iterator(kRoot, ignored)) {
    const pid_t owner = std::atoi(folder.path().filename().c_str());
    if (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH) Remove(folder.path());
  }
}

}  // namespace

TempFolder::TempFolder() {
  static std::atomic<int> count = 0;
  fs::create_directories(kRoot);
  SweepFoldersOfDeadProcesses();
  path_ = (kRoot / (std::to_string(::getpid()) + "-" + std::to_string(++count))).string();
  fs::create_directory(path_);
}

TempFolder::~TempFolder() { Remove(path_); }

}  // namespace rexray
