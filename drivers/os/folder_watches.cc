#include "drivers/os/folder_watches.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/inotify.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>

#include "drivers/os/directory.h"
#include "drivers/os/os_error.h"

namespace rexray {
namespace {

constexpr unsigned kNamesChange =
    IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr unsigned kFilesChange = kNamesChange | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB;
constexpr int kMostLinks = 40;  // as the kernel follows

Descriptor OpenOnTheWay(int folder, const char* name, int flags = 0) {
  return Descriptor(::openat(folder, name, O_PATH | O_CLOEXEC | flags));
}

std::unexpected<Error> FailWatching(int error) {
  if (error != ENOSPC && error != EMFILE && error != ENFILE) {
    return FailErrno(error, "inotify cannot watch it");
  }
  return Fail(Code::ResourceExhausted,
              error == ENOSPC ? "no inotify watch is left; raise fs.inotify.max_user_watches"
                              : "no inotify instance is left; raise fs.inotify.max_user_instances");
}

// nullopt: it is no symlink.
std::optional<std::string> LinkIn(const Descriptor& folder, const std::string& name) {
  std::array<char, 4097> target{};
  const auto length = ::readlinkat(folder.get(), name.c_str(), target.data(), target.size() - 1);
  if (length < 0) return std::nullopt;
  return std::string(target.data(), static_cast<std::size_t>(length));
}

// Names of a path that are still to be gone through.
class Route {
 public:
  void Prepend(std::string_view path) {
    std::deque<std::string> names;
    while (!path.empty()) {
      const std::string_view name = path.substr(0, path.find('/'));
      path.remove_prefix(std::min(name.size() + 1, path.size()));
      if (!name.empty() && name != ".") names.emplace_back(name);
    }
    names_.insert(names_.begin(), names.begin(), names.end());
  }
  bool empty() const { return names_.empty(); }
  std::string Next() {
    std::string name = std::move(names_.front());
    names_.pop_front();
    return name;
  }

 private:
  std::deque<std::string> names_;
};

}  // namespace

Result<void> FolderWatches::Set(const std::string& folder) {
  if (!events_.valid()) events_ = Descriptor(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!events_.valid()) return FailWatching(errno);
  next_.clear();
  REXRAY_ASSIGN(const Descriptor found, Follow(OpenOnTheWay(AT_FDCWD, "/"), folder, kNamesChange));
  if (found.valid()) REXRAY_TRY(FollowLinks(found));
  DropStale();
  written_.clear();
  return {};
}

// Gives what the path leads to; an invalid descriptor where it leads nowhere.
Result<Descriptor> FolderWatches::Follow(Descriptor from, const std::string& path,
                                         unsigned lastMask) {
  Route route;
  route.Prepend(path);
  for (int links = 0; !route.empty();) {
    const std::string name = route.Next();
    REXRAY_ASSIGN(Interest * interest, Watch(from, route.empty() ? lastMask : kNamesChange));
    if (interest == nullptr) return Descriptor();
    interest->names.insert(name);
    if (const auto target = LinkIn(from, name)) {
      if (++links > kMostLinks) return Descriptor();
      if (target->starts_with('/')) from = OpenOnTheWay(AT_FDCWD, "/");
      route.Prepend(*target);
    } else {
      from = OpenOnTheWay(from.get(), name.c_str(), O_NOFOLLOW);
    }
    if (!from.valid()) return Descriptor();
  }
  return from;
}

Result<void> FolderWatches::FollowLinks(const Descriptor& folder) {
  REXRAY_ASSIGN(Interest * interest, Watch(folder, kFilesChange));
  if (interest == nullptr) return {};
  interest->all = true;
  const std::unique_ptr<DIR, DirectoryCloser> entries(
      ::fdopendir(::openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  if (!entries) return {};
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string name = entry->d_name;
    if (!LinkIn(folder, name)) continue;
    REXRAY_TRY(Follow(OpenOnTheWay(folder.get(), "."), name, kFilesChange));
  }
  return {};
}

// nullptr: it is no folder, or went away. Masks of a folder that is watched for several reasons add
// up.
Result<FolderWatches::Interest*> FolderWatches::Watch(const Descriptor& folder, unsigned mask) {
  const std::string path = fmt::format("/proc/self/fd/{}", folder.get());
  const int watch =
      ::inotify_add_watch(events_.get(), path.c_str(), mask | IN_ONLYDIR | IN_MASK_ADD);
  if (watch >= 0) return &next_[watch];
  if (errno == ENOTDIR || errno == ENOENT) return nullptr;
  return FailWatching(errno);
}

void FolderWatches::DropStale() {
  for (const auto& [watch, interest] : watches_) {
    if (!next_.contains(watch)) ::inotify_rm_watch(events_.get(), watch);
  }
  watches_ = std::move(next_);
  next_.clear();
}

bool FolderWatches::TakeEvents() {
  alignas(inotify_event) std::array<char, 16 << 10> buffer;
  bool counts = false;
  while (true) {
    const auto bytes = ::read(events_.get(), buffer.data(), buffer.size());
    if (bytes <= 0) return counts;
    for (const char* at = buffer.data(); at < buffer.data() + bytes;) {
      const auto* event = reinterpret_cast<const inotify_event*>(at);
      const std::string name = event->len > 0 ? event->name : "";
      counts = Counts(event->wd, event->mask, name) || counts;
      at += sizeof(inotify_event) + event->len;
    }
  }
}

bool FolderWatches::Counts(int watch, unsigned mask, const std::string& name) {
  if ((mask & IN_Q_OVERFLOW) != 0) return true;
  const auto found = watches_.find(watch);
  if (found == watches_.end()) return false;  // of one that was dropped
  const Interest& interest = found->second;
  if (name.empty()) return (mask & IN_ATTRIB) == 0 || interest.all;
  if (!interest.all && !interest.names.contains(name)) return false;
  if ((mask & IN_MODIFY) != 0) {
    written_.insert(name);
  } else {
    written_.erase(name);
  }
  return true;
}

}  // namespace rexray
