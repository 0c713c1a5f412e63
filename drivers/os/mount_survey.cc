#include "drivers/os/mount_survey.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "drivers/os/device.h"
#include "drivers/os/mount_namespace.h"
#include "drivers/os/mount_table.h"
#include "drivers/os/path.h"
#include "drivers/os/processes.h"

namespace rexray {
namespace {

constexpr const char* kOwn = "/proc/self/ns/mnt";

// What is read of every line; the rest only of those that matter.
struct Line {
  std::int64_t id = 0;
  std::string_view number;  // "7:3"
  std::string_view fstype;
};

std::string_view Word(std::string_view text, std::size_t index) {
  for (; index > 0; --index) text.remove_prefix(std::min(text.find(' '), text.size() - 1) + 1);
  return text.substr(0, text.find(' '));
}

Line Dissect(std::string_view text) {
  Line line;
  std::from_chars(text.data(), text.data() + text.size(), line.id);
  line.number = Word(text, 2);
  const auto separator = text.find(" - ");
  if (separator != text.npos) line.fstype = Word(text.substr(separator + 3), 0);
  return line;
}

bool IsRemote(std::string_view fstype) {
  constexpr std::array<std::string_view, 12> kRemote = {"nfs",  "nfs4", "cifs",   "smb3",
                                                        "9p",   "ceph", "afs",    "lustre",
                                                        "gfs2", "fuse", "autofs", "ocfs2"};
  return fstype.starts_with("fuse.") || std::ranges::find(kRemote, fstype) != kRemote.end();
}

// btrfs has numbers of its own: only its source tells.
bool MayShow(const Line& line, const Device& device) {
  return line.fstype == "btrfs" || line.number == fmt::format("{}:{}", device.major, device.minor);
}

// Of an open file of a namespace; 0: it is none.
std::uint64_t NumberOf(const Descriptor& space) {
  struct statfs filesystem {};
  struct stat status {};
  const bool is = ::fstatfs(space.get(), &filesystem) == 0 && filesystem.f_type == NSFS_MAGIC &&
                  ::fstat(space.get(), &status) == 0;
  return is ? status.st_ino : 0;
}

std::int64_t FirstMountOf(const Descriptor& table) {
  char text[32] = {};
  return ::pread(table.get(), text, sizeof text - 1, 0) > 0 ? std::atoll(text) : 0;
}

bool IsGone(int error) { return error == ENOENT || error == ESRCH; }

}  // namespace

Result<MountSurvey> MountSurvey::Of(std::vector<Device> sought) {
  MountSurvey survey(std::move(sought));
  survey.own_ = MountNamespaceIn(LinkText(kOwn));
  survey.visited_.insert(survey.own_);
  REXRAY_ASSIGN(const std::string table, ReadMountInfo());
  REXRAY_TRY(survey.Read(table, survey.own_, 0));
  REXRAY_TRY(survey.VisitProcesses());
  REXRAY_TRY(survey.VisitBound());
  return survey;
}

MountSurvey::Kind MountSurvey::KindOf(std::int64_t mountId) const {
  const auto index = static_cast<std::size_t>(mountId);
  return index < kinds_.size() ? kinds_[index] : Kind::Unknown;
}

Result<void> MountSurvey::VisitProcesses() {
  for (const pid_t pid : ProcessIds())
    for (const std::string& view : ViewsOf(pid)) REXRAY_TRY(VisitView(view, pid));
  return {};
}

Result<void> MountSurvey::Visit(const std::string& link, pid_t pid) {
  REXRAY_TRY(Enter(link, pid));
  return VisitBound();
}

// A process whose root is that of its namespace shows all of it, without a look from within.
Result<void> MountSurvey::VisitView(const std::string& view, pid_t pid) {
  const std::string space = LinkText(view + "/ns/mnt");
  const std::uint64_t number = MountNamespaceIn(space);
  if (number != 0 && visited_.contains(number)) return {};
  if (number != 0 && LinkText(view + "/root") != "/" && Enter(view + "/ns/mnt", pid)) return {};
  const Descriptor file(::open((view + "/mountinfo").c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid() || LinkText(view + "/ns/mnt") != space) return {};  // it has ended, or moved on
  return ReadFromRoot(file, number, pid);
}

Result<void> MountSurvey::Enter(const std::string& link, pid_t pid) {
  const std::uint64_t number = MountNamespaceIn(LinkText(link));
  if (number == 0 || visited_.contains(number)) return {};
  const Descriptor space(::open(link.c_str(), O_RDONLY | O_CLOEXEC));
  if (space.valid()) return EnterOpen(space, number, pid);
  if (IsGone(errno)) return {};
  return Fail(Code::Unavailable, fmt::format("cannot open the mount namespace of process {}: {}",
                                             pid, std::strerror(errno)));
}

Result<void> MountSurvey::EnterOpen(const Descriptor& space, std::uint64_t number, pid_t pid) {
  // Another process may have got the pid, another file the path.
  if (visited_.contains(number) || NumberOf(space) != number) return {};
  REXRAY_ASSIGN(const std::string table, MountInfoOf(space.get()));
  visited_.insert(number);
  return Read(table, number, pid);
}

// The kernel shows everybody the mounts below a process' root, if not which namespace it is.
Result<void> MountSurvey::ReadFromRoot(const Descriptor& table, std::uint64_t number, pid_t pid) {
  if (number != 0) visited_.insert(number);
  if (number == 0 && KindOf(FirstMountOf(table)) != Kind::Unknown) return {};
  REXRAY_ASSIGN(const std::string text, ReadMountInfo(table.get()));
  return Read(text, number == 0 ? kHiddenSpace : number, pid);
}

// Each may show others.
Result<void> MountSurvey::VisitBound() {
  while (!bound_.empty()) {
    const Bound bound = std::move(bound_.back());
    bound_.pop_back();
    const Descriptor space(::open(bound.path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (space.valid()) REXRAY_TRY(EnterOpen(space, bound.number, 0));
  }
  return {};
}

Result<void> MountSurvey::Read(const std::string& table, std::uint64_t space, pid_t pid) {
  for (std::size_t begin = 0, end = 0; begin < table.size(); begin = end + 1) {
    end = std::min(table.find('\n', begin), table.size());
    REXRAY_TRY(ReadLine(std::string_view(table).substr(begin, end - begin), space, pid));
  }
  return {};
}

Result<void> MountSurvey::ReadLine(std::string_view text, std::uint64_t space, pid_t pid) {
  const Line line = Dissect(text);
  const auto index = static_cast<std::size_t>(line.id);
  if (kinds_.size() <= index) kinds_.resize(index + 1, Kind::Unknown);
  kinds_[index] = IsRemote(line.fstype) ? Kind::Remote : Kind::Local;
  const bool maybe = line.fstype == "nsfs" || std::ranges::any_of(sought_, [&](const Device& each) {
                       return MayShow(line, each);
                     });
  if (!maybe) return {};
  REXRAY_ASSIGN(MountTable parsed, ParseMountTable(std::string(text) + "\n"));
  MountEntry& entry = parsed.front();
  if (const std::uint64_t number = MountNamespaceIn(entry.root); number != 0)
    bound_.push_back(
        {pid == 0 ? entry.target : fmt::format("/proc/{}/root{}", pid, entry.target), number});
  const bool shows =
      std::ranges::any_of(sought_, [&](const Device& each) { return ShowsPartOf(entry, each); });
  if (!shows) return {};
  kinds_[index] = Kind::Sought;
  sightings_.push_back({std::move(entry), space, pid});
  return {};
}

}  // namespace rexray
