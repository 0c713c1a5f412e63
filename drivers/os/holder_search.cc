#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <optional>

#include "drivers/os/holders.h"
#include "drivers/os/path.h"
#include "drivers/os/processes.h"

namespace rexray {
namespace {

// How a process uses what is sought.
struct Use {
  std::string words;   // empty: not at all
  bool first = false;  // of the mount whose users are named first
};

// One process, or a thread of it that has a mount namespace to itself.
class ProcessSearch {
 public:
  ProcessSearch(MountSurvey& mounts, const HolderSearch& search, pid_t pid, std::string view)
      : mounts_(mounts),
        search_(search),
        pid_(pid),
        view_(std::move(view)),
        space_(MountNamespaceIn(LinkText(view_ + "/ns/mnt"))) {}

  Result<Use> Find() {
    for (const auto& [name, words] :
         {std::pair{"/cwd", "working directory"}, {"/root", "root directory"}, {"/exe", "program"}})
      if (Note(OfPath(view_ + name, words))) return use_;
    AnyName(view_ + "/fd",
            [this](const auto& number) { return Note(OfDescriptor(number)) || !visited_; });
    REXRAY_TRY(visited_);
    if (use_.words.empty()) Note(OfMappedFile());
    return use_;
  }

  std::uint64_t space() const { return space_; }

 private:
  // Whether no better use can be found.
  bool Note(Use use) {
    if (!use.words.empty() && (use_.words.empty() || use.first)) use_ = std::move(use);
    return !use_.words.empty() && (use_.first || search_.firstMount < 0);
  }

  // A link that has no number of a mount: only one whose text allows it is followed, lest we wait
  // for a server that has nothing to do with this.
  Use OfPath(const std::string& link, const char* words) {
    const std::string text = LinkText(link);
    if (!IsInSighting(text) && !IsInFolder(text) && !MayBeOfGoneMount(text)) return {};
    const auto status = StatusOf(link);
    if (!status) return {};
    const bool found = mounts_.KindOf(status->mountId) == MountSurvey::Kind::Sought ||
                       IsInFolder(text) || IsOfGoneMount(*status, text);
    return found ? Used(fmt::format("{} {}", words, text), status->mountId) : Use{};
  }

  Use OfDescriptor(const std::string& number) {
    const std::string link = view_ + "/fd/" + number;
    const std::string text = LinkText(link);
    if (text.starts_with("mnt:[")) visited_ = mounts_.Visit(link, pid_);
    if (!text.starts_with('/')) return {};
    const std::string info = ReadProcFile(view_ + "/fdinfo/" + number);
    const std::int64_t mount = NumberIn(info, "mnt_id");
    const Use openFile = Used("open file " + text, mount);
    switch (mounts_.KindOf(mount)) {
      case MountSurvey::Kind::Sought:
        return openFile;
      case MountSurvey::Kind::Remote:
        return {};
      case MountSurvey::Kind::Local:
        if (IsInFolder(text)) return openFile;
        return IsRawDevice(link) ? Used(text + " itself open", mount) : Use{};
      case MountSurvey::Kind::Unknown:
        if (!MayBeOfGoneMount(text, NumberIn(info, "ino"))) return {};
        if (const auto status = StatusOf(link); status && IsOfGoneMount(*status, text))
          return openFile;
        return {};
    }
    return {};
  }

  // By the text of a process' maps, which reaches no storage; only where there is something to be
  // found, as a process that hangs in mmap(2) makes its readers wait.
  Use OfMappedFile() {
    if (mounts_.sightings().empty() && !search_.goneMounts) return {};
    std::ifstream maps(view_ + "/maps");
    for (std::string line; std::getline(maps, line);) {
      unsigned major = 0, minor = 0;
      int path = 0;
      if (std::sscanf(line.c_str(), "%*s %*s %*s %x:%x %*s %n", &major, &minor, &path) != 2)
        continue;
      const std::string text = path > 0 ? line.substr(static_cast<std::size_t>(path)) : "";
      if (HasNumber(major, minor) && (IsWhole() || IsInSighting(text)))
        return Used("mapped file " + text, -1);
    }
    return {};
  }

  Use Used(std::string words, std::int64_t mount) const {
    return {std::move(words), mount >= 0 && mount == search_.firstMount};
  }

  const Device& device() const { return mounts_.sought().front(); }
  bool IsWhole() const { return device().root == "/"; }

  bool IsInSighting(const std::string& path) const {
    return std::ranges::any_of(mounts_.sightings(), [&](const Sighting& each) {
      return each.space == space_ && IsAtOrBelow(path, each.entry.target);
    });
  }

  // In the folder of a directory volume, by the folder's own path.
  bool IsInFolder(const std::string& path) const {
    return !IsWhole() && !device().path.empty() && space_ == mounts_.ownSpace() &&
           IsAtOrBelow(path, device().path);
  }

  bool HasNumber(unsigned major, unsigned minor) const {
    const auto has = [&](const auto& each) { return each.major == major && each.minor == minor; };
    return std::ranges::any_of(mounts_.sought(), has) ||
           std::ranges::any_of(mounts_.sightings(), has, &Sighting::entry);
  }

  // Helpers of ours, siblings of this one, open devices to look at them.
  bool IsRawDevice(const std::string& link) const {
    if (!search_.rawDevice) return false;
    const auto status = StatusOf(link);
    if (!status || status->type != S_IFBLK) return false;
    const auto parent = NumberIn(ReadProcFile(fmt::format("/proc/{}/status", pid_)), "PPid");
    return HasNumber(major(status->device), minor(status->device)) && parent != ::getppid();
  }

  // Before a link is followed. The kernel shows a path within the mount that is gone.
  bool MayBeOfGoneMount(const std::string& text, std::optional<std::int64_t> inode = {}) const {
    if (!search_.goneMounts || !text.starts_with('/')) return false;
    if (IsWhole()) return true;
    const auto own = StatusOf(device().path + text);
    return own && (!inode || own->inode == static_cast<ino_t>(*inode));
  }

  bool IsOfGoneMount(const PathStatus& status, const std::string& text) const {
    if (!search_.goneMounts || mounts_.KindOf(status.mountId) != MountSurvey::Kind::Unknown)
      return false;
    if (IsWhole()) return HasNumber(major(status.filesystem), minor(status.filesystem));
    const auto own = StatusOf(device().path + text);
    return own && own->inode == status.inode && own->filesystem == status.filesystem;
  }

  MountSurvey& mounts_;
  const HolderSearch& search_;
  const pid_t pid_;
  const std::string view_;
  const std::uint64_t space_;
  Use use_;
  Result<void> visited_;
};

struct Found {
  std::vector<Holder> first;
  std::vector<Holder> others;

  // Whether there is room for no better one.
  bool IsFull(const HolderSearch& search) const {
    return first.size() >= kMaxHolders || (search.firstMount < 0 && others.size() >= kMaxHolders);
  }
};

}  // namespace

Result<std::vector<Holder>> FindHolders(MountSurvey& mounts, const HolderSearch& search) {
  Found found;
  for (const pid_t pid : ProcessIds()) {
    if (pid == ::getpid() || found.IsFull(search)) continue;
    for (const std::string& view : ViewsOf(pid)) {
      ProcessSearch process(mounts, search, pid, view);
      REXRAY_ASSIGN(Use use, process.Find());
      if (use.words.empty()) continue;
      auto& list = use.first ? found.first : found.others;
      list.push_back(Describe(pid, process.space(), std::move(use.words)));
      break;
    }
  }
  std::ranges::move(found.others, std::back_inserter(found.first));
  if (found.first.size() > kMaxHolders) found.first.resize(kMaxHolders);
  return std::move(found.first);
}

}  // namespace rexray
