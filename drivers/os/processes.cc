#include "drivers/os/processes.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <set>

#include "drivers/os/descriptor.h"
#include "drivers/os/directory.h"

namespace rexray {
namespace {

constexpr nlink_t kLinksOfOneThread = 3;  // of a process' task folder: ".", "..", and its own

bool HasThreads(const std::string& tasks) {
  struct stat status {};
  return ::stat(tasks.c_str(), &status) == 0 && status.st_nlink > kLinksOfOneThread;
}

}  // namespace

bool AnyName(const std::string& folder, const std::function<bool(const std::string&)>& visit) {
  const std::unique_ptr<DIR, DirectoryCloser> open(::opendir(folder.c_str()));
  if (!open) return false;
  while (const dirent* entry = ::readdir(open.get()))
    if (entry->d_name[0] != '.' && visit(entry->d_name)) return true;
  return false;
}

std::vector<pid_t> ProcessIds() {
  std::vector<pid_t> ids;
  AnyName("/proc", [&ids](const std::string& name) {
    if (const pid_t pid = std::atoi(name.c_str()); pid > 0) ids.push_back(pid);
    return false;
  });
  return ids;
}

// A first thread that has ended shows nothing while others still run.
std::vector<std::string> ViewsOf(pid_t pid) {
  const std::string process = "/proc/" + std::to_string(pid);
  const std::string tasks = process + "/task";
  std::vector<std::string> views;
  std::set<std::string> seen;
  const auto add = [&](const std::string& view) {
    errno = 0;
    const std::string space = LinkText(view + "/ns/mnt");
    const bool hidden = space.empty() && errno == EACCES;
    if ((hidden || !space.empty()) && seen.insert(space).second) views.push_back(view);
    return false;
  };
  add(process);
  if (HasThreads(tasks)) AnyName(tasks, [&](const auto& name) { return add(tasks + "/" + name); });
  return views;
}

std::string LinkText(const std::string& link) {
  char target[PATH_MAX];
  const ssize_t length = ::readlink(link.c_str(), target, sizeof target);
  return length > 0 ? std::string(target, static_cast<std::size_t>(length)) : std::string();
}

std::uint64_t MountNamespaceIn(std::string_view link) {
  constexpr std::string_view kHead = "mnt:[";
  std::uint64_t number = 0;
  if (link.starts_with(kHead))
    std::from_chars(link.data() + kHead.size(), link.data() + link.size(), number);
  return number;
}

std::string ReadProcFile(const std::string& file) {
  const Descriptor open(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  char text[16 << 10];
  const ssize_t length = open.valid() ? ::read(open.get(), text, sizeof text) : 0;
  return {text, static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
}

std::int64_t NumberIn(const std::string& text, const std::string& name) {
  const std::string lines = "\n" + text;
  const std::string head = "\n" + name + ":";
  const auto found = lines.find(head);
  return found == std::string::npos ? 0 : std::atoll(lines.c_str() + found + head.size());
}

}  // namespace rexray
