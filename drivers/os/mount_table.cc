#include "drivers/os/mount_table.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <libmount/libmount.h>
#include <poll.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "drivers/os/os_error.h"

namespace rexray {
namespace {

constexpr const char* kMountInfo = "/proc/self/mountinfo";

struct TableDeleter {
  void operator()(libmnt_table* table) const { mnt_unref_table(table); }
};
struct IteratorDeleter {
  void operator()(libmnt_iter* iterator) const { mnt_free_iter(iterator); }
};
struct FileCloser {
  void operator()(FILE* file) const { std::fclose(file); }
};

std::string Text(const char* text) { return text ? text : ""; }

MountEntry EntryOf(libmnt_fs* line) {
  MountEntry entry;
  entry.id = mnt_fs_get_id(line);
  entry.parent = mnt_fs_get_parent_id(line);
  entry.major = major(mnt_fs_get_devno(line));
  entry.minor = minor(mnt_fs_get_devno(line));
  entry.root = Text(mnt_fs_get_root(line));
  entry.target = Text(mnt_fs_get_target(line));
  entry.options = Text(mnt_fs_get_vfs_options(line));
  entry.fstype = Text(mnt_fs_get_fstype(line));
  entry.source = Text(mnt_fs_get_source(line));
  entry.fsOptions = Text(mnt_fs_get_fs_options(line));
  return entry;
}

Result<Descriptor> OpenMountInfo() {
  Descriptor file(::open(kMountInfo, O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return FailErrno(errno, "cannot open the mount table");
  return file;
}

// The kernel reports each change once per open file; asked before reading, none is missed.
bool HasChanged(int file) {
  pollfd table{file, POLLPRI, 0};
  return ::poll(&table, 1, 0) != 0 && (table.revents & (POLLPRI | POLLERR));
}

// Appends what the next read gives; false: that was the end.
Result<bool> ReadPiece(int file, std::size_t piece, std::string& text) {
  const std::size_t done = text.size();
  ssize_t got = 0;
  int error = 0;
  text.resize_and_overwrite(done + piece, [&](char* buffer, std::size_t) {
    do {
      got = ::read(file, buffer + done, piece);
    } while (got < 0 && errno == EINTR);
    error = errno;
    return done + static_cast<std::size_t>(std::max<ssize_t>(got, 0));
  });
  if (got < 0) return FailErrno(error, "cannot read the mount table");
  return got > 0;
}

// The whole line of that id, sought from `begin` on, where a line ends or the text begins.
std::optional<std::string> LineOf(std::int64_t id, const std::string& text, std::size_t begin) {
  const std::string head = fmt::format("\n{} ", id);
  const bool first = begin == 0 && text.starts_with(std::string_view(head).substr(1));
  const std::size_t found = first ? 0 : text.find(head, begin);
  if (found == std::string::npos) return std::nullopt;
  const std::size_t start = first ? 0 : found + 1;
  const std::size_t end = text.find('\n', start);
  if (end == std::string::npos) return std::nullopt;
  return text.substr(start, end + 1 - start);
}

}  // namespace

Result<std::string> ReadMountInfo(int file) {
  if (::lseek(file, 0, SEEK_SET) < 0) return FailErrno(errno, "cannot read the mount table");
  std::string text;
  for (;;) {
    REXRAY_ASSIGN(const bool more, ReadPiece(file, 256 << 10, text));
    if (!more) return text;
  }
}

Result<std::string> ReadMountInfo() {
  REXRAY_ASSIGN(const Descriptor file, OpenMountInfo());
  return ReadMountInfo(file.get());
}

Result<MountTable> ParseMountTable(const std::string& text) {
  MountTable entries;
  if (text.empty()) return entries;
  if (text.back() != '\n') return Fail(Code::Internal, "the mount table is cut off");
  const std::unique_ptr<libmnt_table, TableDeleter> table(mnt_new_table());
  const std::unique_ptr<libmnt_iter, IteratorDeleter> iterator(mnt_new_iter(MNT_ITER_FORWARD));
  const std::unique_ptr<FILE, FileCloser> stream(
      ::fmemopen(const_cast<char*>(text.data()), text.size(), "r"));
  if (!table || !iterator || !stream) return Fail(Code::ResourceExhausted, "out of memory");
  if (mnt_table_parse_stream(table.get(), stream.get(), kMountInfo) < 0)
    return Fail(Code::Internal, "the mount table has a line that cannot be read");
  libmnt_fs* line = nullptr;
  while (mnt_table_next_fs(table.get(), iterator.get(), &line) == 0)
    entries.push_back(EntryOf(line));
  if (entries.size() != static_cast<std::size_t>(std::ranges::count(text, '\n')))
    return Fail(Code::Internal, "the mount table has a line that cannot be read");
  return entries;
}

Result<std::shared_ptr<const MountTable>> CachedMountTable::Current() {
  const std::lock_guard lock(mutex_);
  REXRAY_TRY(Open());
  if (HasChanged(file_.get())) stale_ = true;
  if (stale_) REXRAY_TRY(Read());
  return table_;
}

Result<std::shared_ptr<const MountTable>> CachedMountTable::Reread() {
  const std::lock_guard lock(mutex_);
  REXRAY_TRY(Open());
  REXRAY_TRY(Read());
  return table_;
}

Result<void> CachedMountTable::Open() {
  if (file_.valid()) return {};
  REXRAY_ASSIGN(file_, OpenMountInfo());
  return {};
}

Result<void> CachedMountTable::Read() {
  stale_ = true;
  REXRAY_ASSIGN(std::string text, ReadMountInfo(file_.get()));
  if (!table_ || text != text_) {
    REXRAY_ASSIGN(MountTable entries, ParseMountTable(text));
    table_ = std::make_shared<const MountTable>(std::move(entries));
    text_ = std::move(text);
  }
  stale_ = false;
  return {};
}

bool IsWholeFilesystem(const MountEntry& entry) {
  if (entry.fstype == "ext4" || entry.fstype == "xfs") return entry.root == "/";
  const std::string options = "," + entry.fsOptions + ",";
  return entry.fstype == "btrfs" && options.find(",subvol=" + entry.root + ",") != options.npos;
}

Result<MountTable> ReadMountTable() {
  REXRAY_ASSIGN(const std::string text, ReadMountInfo());
  return ParseMountTable(text);
}

// Without parsing the other 9,999; and reading them only up to that line: what holds a volume's
// folder is an old mount, and the kernel tells of those first.
Result<std::optional<MountEntry>> ReadMount(std::int64_t id) {
  constexpr std::size_t kPiece = 16 << 10;
  REXRAY_ASSIGN(const Descriptor file, OpenMountInfo());
  std::string text;
  for (std::size_t searched = 0;;) {
    REXRAY_ASSIGN(const bool more, ReadPiece(file.get(), kPiece, text));
    if (const auto line = LineOf(id, text, searched)) {
      REXRAY_ASSIGN(MountTable lines, ParseMountTable(*line));
      return std::move(lines.front());
    }
    if (!more) return std::nullopt;
    // A line that is not whole yet is looked at again, with the end of the one before it.
    const std::size_t last = text.rfind('\n');
    searched = last == std::string::npos ? 0 : last;
  }
}

}  // namespace rexray
