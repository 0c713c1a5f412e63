#include "drivers/os/holders.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <linux/stat.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>

namespace rexray {
namespace {

// Whether a link of /proc/<pid> leads to what is searched for.
using Matches = std::function<bool(const std::string& link)>;

struct FolderCloser {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

// Calls `visit` for each name until it says that it has found what it wanted. A process may end
// meanwhile: what cannot be opened has nothing.
bool AnyName(const std::string& folder, const std::function<bool(const char*)>& visit) {
  const std::unique_ptr<DIR, FolderCloser> open(::opendir(folder.c_str()));
  if (!open) return false;
  while (const dirent* entry = ::readdir(open.get()))
    if (entry->d_name[0] != '.' && visit(entry->d_name)) return true;
  return false;
}

bool Uses(const std::string& process, const Matches& matches) {
  for (const char* link : {"/cwd", "/root", "/exe"})
    if (matches(process + link)) return true;
  for (const char* folder : {"/fd", "/map_files"}) {
    const std::string links = process + folder;
    if (AnyName(links, [&](const char* name) { return matches(links + "/" + name); })) return true;
  }
  return false;
}

std::vector<Holder> Search(const Matches& matches) {
  std::vector<Holder> found;
  AnyName("/proc", [&](const char* name) {
    const pid_t pid = std::atoi(name);
    const std::string process = fmt::format("/proc/{}", name);
    if (pid <= 0 || pid == ::getpid() || !Uses(process, matches)) return false;
    Holder holder{pid, {}};
    std::ifstream(process + "/comm") >> holder.command;
    found.push_back(std::move(holder));
    return found.size() == kMaxHolders;
  });
  return found;
}

}  // namespace

std::vector<Holder> HoldersOfMount(std::int64_t mountId) {
  return Search([mountId](const std::string& link) {
    struct statx status {};
    return ::statx(AT_FDCWD, link.c_str(), AT_STATX_DONT_SYNC, STATX_MNT_ID, &status) == 0 &&
           (status.stx_mask & STATX_MNT_ID) &&
           static_cast<std::int64_t>(status.stx_mnt_id) == mountId;
  });
}

std::vector<Holder> HoldersOfFile(const std::string& path) {
  return Search([&path](const std::string& link) {
    char target[PATH_MAX];
    const ssize_t length = ::readlink(link.c_str(), target, sizeof target);
    return length > 0 && std::string_view(target, static_cast<std::size_t>(length)) == path;
  });
}

std::string ToString(const std::vector<Holder>& holders) {
  if (holders.empty()) return "the kernel names no process";
  std::string text;
  for (const Holder& holder : holders)
    text += fmt::format("{}process {} ({})", text.empty() ? "" : ", ", holder.pid, holder.command);
  return text;
}

}  // namespace rexray
