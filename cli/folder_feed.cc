#include "cli/folder_feed.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <functional>
#include <utility>

#include "cli/burst.h"
#include "cli/manifest_files.h"
#include "drivers/os/deadline.h"
#include "drivers/os/stop_event.h"

namespace rexray {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kMostBytes = 64 << 20;  // of all files together

// What the kernel says of the folder and its manifests, without reading them.
struct FolderLook {
  std::size_t digest = 0;
  std::int64_t newestSecond = 0;  // of the last change of any of them
  std::int64_t newestNano = 0;
};

class Looker {
 public:
  void Add(const std::string& path) {
    struct stat status {};
    text_ += path;
    if (::stat(path.c_str(), &status) != 0) {
      text_ += fmt::format("|{}\n", errno);
      return;
    }
    const auto& at = status.st_ctim;
    // Of the folder only which one it is: what else comes and goes in it is no news.
    text_ += fmt::format("|{}|{}\n", status.st_dev, status.st_ino);
    if (S_ISDIR(status.st_mode)) return;
    text_ += fmt::format("|{}|{}.{}|{}.{}\n", status.st_size, status.st_mtim.tv_sec,
                         status.st_mtim.tv_nsec, at.tv_sec, at.tv_nsec);
    const auto newest = std::pair(look_.newestSecond, look_.newestNano);
    if (std::pair<std::int64_t, std::int64_t>(at.tv_sec, at.tv_nsec) <= newest) return;
    look_.newestSecond = at.tv_sec;
    look_.newestNano = at.tv_nsec;
  }
  FolderLook Take() {
    look_.digest = std::hash<std::string>{}(text_);
    return look_;
  }

 private:
  std::string text_;
  FolderLook look_;
};

FolderLook LookAt(const std::string& folder) {
  Looker looker;
  looker.Add(folder);
  if (const auto files = ManifestsIn(folder)) {
    for (const auto& file : *files) looker.Add(file.string());
  }
  return looker.Take();
}

// Whether somebody may be writing at this moment. A time to come tells nothing.
bool IsYoung(const FolderLook& look, Milliseconds quiet) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const std::int64_t age =
      (now.tv_sec - look.newestSecond) * 1000 + (now.tv_nsec - look.newestNano) / 1'000'000;
  return age >= 0 && age < quiet.count();
}

SourceContent ReadFolder(const std::string& folder) {
  std::vector<ManifestText> texts;
  std::vector<Problem> problems;
  const auto files = ManifestsIn(folder);
  if (!files) return std::unexpected(std::vector{files.error()});
  std::size_t bytes = 0;
  for (const auto& file : *files) {
    auto text = ReadManifestFile(file);
    if (!text) {
      problems.push_back(std::move(text).error());
    } else if (bytes += text->text.size(); bytes > kMostBytes) {
      problems.push_back({.file = folder,
                          .path = {},
                          .message = fmt::format("larger than {} MiB in all; make several sources",
                                                 kMostBytes >> 20)});
      break;
    } else {
      texts.push_back(std::move(*text));
    }
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return texts;
}

// False: stop was requested.
bool Pause(const std::stop_token& stop, SourceFeed::Deadline until) {
  const StopEvent stopped(stop);
  pollfd ready[] = {{stopped.descriptor(), POLLIN, 0}};
  return PollUntil(ready, until) == 0;
}

}  // namespace

void FolderFeed::Arm() {
  const auto armed = watcher_->Arm();
  whyBlind_ = armed ? "" : armed.error().message;
}

// What changes while it is read is read again: a look before and after shows it, and the watch
// what a look cannot tell apart.
SourceContent FolderFeed::Read(const std::stop_token& stop) {
  const auto end = steady_clock::now() + times_.most;
  while (true) {
    Arm();
    const FolderLook before = LookAt(folder_);
    const bool patient = steady_clock::now() < end;
    if (!patient || !IsYoung(before, times_.quiet)) {
      SourceContent content = ReadFolder(folder_);
      const bool told =
          whyBlind_.empty() && watcher_->WaitForChange(stop, steady_clock::now()).value_or(false);
      if (!told && LookAt(folder_).digest == before.digest) {
        lastLook_ = before.digest;
        return content;
      }
    }
    if (!patient || !Pause(stop, steady_clock::now() + times_.quiet)) break;
  }
  lastLook_ = 0;
  return std::unexpected(std::vector{
      Problem{.file = folder_,
              .path = {},
              .message = "is written to all the time; it is read once that rests for a moment"}});
}

bool FolderFeed::AwaitChange(const std::stop_token& stop, Deadline deadline) {
  while (AwaitNews(stop, deadline)) {
    Arm();  // before the look: the way may have changed
    // Other files, an editor's say, are no news.
    if (LookAt(folder_).digest != lastLook_) return true;
  }
  return false;
}

bool FolderFeed::AwaitNews(const std::stop_token& stop, Deadline deadline) {
  if (whyBlind_.empty()) {
    const auto changed = watcher_->WaitForChange(stop, deadline);
    if (changed && *changed) AwaitQuiet(stop);
    if (changed) return *changed && !stop.stop_requested();
    whyBlind_ = changed.error().message;
  }
  const auto next = std::min<Deadline>(deadline, steady_clock::now() + times_.look);
  return Pause(stop, next) && next < deadline;
}

void FolderFeed::AwaitQuiet(const std::stop_token& stop) {
  Burst burst(steady_clock::now(), times_.quiet, times_.most);
  while (!stop.stop_requested()) {
    const bool more = watcher_->WaitForChange(stop, burst.due()).value_or(false);
    const auto now = steady_clock::now();
    if (burst.IsTooLong(now)) return;
    if (more || watcher_->unfinished()) {
      burst.Note(now);
    } else if (burst.IsOver(now)) {
      return;
    }
  }
}

std::string FolderFeed::following() const {
  if (whyBlind_.empty()) return "inotify";
  return fmt::format("looks every {}: {}", ToString(times_.look), whyBlind_);
}

}  // namespace rexray
