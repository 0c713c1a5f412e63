#include "tests/support/engine_leftovers.h"

#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "drivers/os/mount_table.h"
#include "tests/support/command.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

std::string ContentOf(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A containerd or a shim of this engine: they name its folder in their arguments.
bool ServesEngine(const std::string& command, const std::string& folder) {
  return command.find("containerd") != std::string::npos &&
         command.find(std::string(1, '\0') + folder + "/") != std::string::npos;
}

bool IsInGroup(const std::string& groups, const std::string& group) {
  return groups.find(":/" + group + "/") != std::string::npos ||
         groups.find(":/" + group + "\n") != std::string::npos;
}

std::vector<pid_t> ProcessesOf(const std::string& folder) {
  std::vector<pid_t> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    if (pid <= 0) continue;
    const std::string command = ContentOf(entry.path() / "cmdline");
    if (command.empty()) continue;  // of the kernel, or a zombie
    if (ServesEngine(command, folder) ||
        IsInGroup(ContentOf(entry.path() / "cgroup"), ControlGroupOf(folder))) {
      found.push_back(pid);
    }
  }
  return found;
}

void RemoveShimSockets(const std::string& folder) {
  const std::string scheme = "unix://";
  std::error_code ignored;
  for (const auto& task : fs::directory_iterator(
           folder + "/exec/containerd/daemon/io.containerd.runtime.v2.task/moby", ignored)) {
    const std::string address = ContentOf(task.path() / "address");
    if (address.starts_with(scheme + "/run/containerd/s/")) {
      ::unlink(address.substr(scheme.size()).c_str());
    }
  }
}

// Deepest first: a group goes when those in it have gone.
bool RemoveGroup(const fs::path& group) {
  std::vector<fs::path> folders = {group};
  std::error_code ignored;
  for (auto each = fs::recursive_directory_iterator(group, ignored);
       each != fs::recursive_directory_iterator(); each.increment(ignored)) {
    if (each->is_directory(ignored)) folders.push_back(each->path());
  }
  std::for_each(folders.rbegin(), folders.rend(),
                [](const fs::path& each) { ::rmdir(each.c_str()); });
  return !fs::exists(group, ignored);
}

bool RemoveGroupsOf(const std::string& folder) {
  const fs::path root = "/sys/fs/cgroup";
  const std::string group = ControlGroupOf(folder);
  bool gone = RemoveGroup(root / group);  // version 2; in version 1 each hierarchy is a folder
  std::error_code ignored;
  for (const auto& hierarchy : fs::directory_iterator(root, ignored)) {
    gone = RemoveGroup(hierarchy.path() / group) && gone;
  }
  return gone;
}

}  // namespace

std::string ControlGroupOf(const std::string& folder) {
  std::string name = fs::path(folder).relative_path();
  std::replace(name.begin(), name.end(), '/', '-');
  return name;
}

void EndContainersOf(const std::string& folder) {
  std::error_code ignored;
  if (!fs::exists(folder + "/exec", ignored)) return;
  const bool ended = Eventually([&] {
    const std::vector<pid_t> left = ProcessesOf(folder);
    for (const pid_t pid : left) ::kill(pid, SIGKILL);
    return left.empty();
  });
  RemoveShimSockets(folder);
  if (!ended || !Eventually([&] { return RemoveGroupsOf(folder); })) {
    std::cerr << "containers of the engine in " << folder << " are left\n";
  }
}

void EndProcessesInContainersOf(const std::string& folder) {
  const std::string group = ControlGroupOf(folder);
  const bool ended = Eventually([&] {
    std::vector<pid_t> left = ProcessesOf(folder);
    std::erase_if(left, [&](pid_t pid) {
      return !IsInGroup(ContentOf(fs::path("/proc") / std::to_string(pid) / "cgroup"), group);
    });
    for (const pid_t pid : left) ::kill(pid, SIGKILL);
    return left.empty();
  });
  if (!ended) std::cerr << "processes in containers of the engine in " << folder << " are left\n";
}

void UnmountCopiesOf(const std::string& folder) {
  const auto table = ReadMountTable();
  if (!table) return;
  for (auto each = table->rbegin(); each != table->rend(); ++each) {
    const std::string& target = each->target;
    if (target.starts_with(folder + "/data/") && target.find("/merged/") != std::string::npos) {
      ::umount2(target.c_str(), UMOUNT_NOFOLLOW);
    }
  }
}

bool ContainerdIsGone(const std::string& folder) {
  const std::string pid = ContentOf(folder + "/exec/containerd/containerd.pid");
  return pid.empty() || !ServesEngine(ContentOf("/proc/" + pid + "/cmdline"), folder);
}

}  // namespace rexray
