#include "state/sqlite_export.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "state/migrations.h"
#include "state/sqlite_backup.h"
#include "state/sqlite_connection.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

Result<void> FailOn(std::string_view what, const std::string& path) {
  return Fail(Code::Unavailable, fmt::format("cannot {} {}: {}", what, path, std::strerror(errno)));
}

Result<void> CheckReplaceable(const std::string& database, const std::string& file, bool replace) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(file, error))) return {};
  if (!fs::is_regular_file(fs::symlink_status(file, error)) ||
      fs::equivalent(file, database, error)) {
    return Fail(Code::InvalidArgument,
                fmt::format("{} is no file that a backup may replace", file));
  }
  if (replace) return {};
  return Fail(Code::AlreadyExists,
              fmt::format("{} exists; choose another name, or replace it with --force", file));
}

// Where the copy is made. One that a killed backup left is used again; who finds it locked is not
// alone. The file's name leads to it, or it never becomes a backup.
class Draft {
 public:
  explicit Draft(std::string path) : path_(std::move(path)) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (lock_ < 0) return;
    if (!became_) ::unlink(path_.c_str());
    ::close(lock_);
  }

  Result<void> Open() {
    lock_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock_ < 0) return FailOn("make", path_);
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
      ::close(std::exchange(lock_, -1));
      return Fail(Code::Aborted, fmt::format("another backup is writing {}; try again", path_));
    }
    REXRAY_TRY(CheckIsStillThere());
    ::unlink((path_ + "-journal").c_str());
    const bool empty = ::fchmod(lock_, 0600) == 0 && ::ftruncate(lock_, 0) == 0;
    return empty ? Result<void>{} : FailOn("empty", path_);
  }

  Result<void> Become(const std::string& file, bool replace) {
    const unsigned flags = replace ? 0 : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, file.c_str(), flags) != 0) {
      return FailOn("put in place", file);
    }
    became_ = true;
    const std::string folder = fs::path(file).parent_path();
    return SyncPath(folder.empty() ? "." : folder);
  }

  const std::string& path() const { return path_; }

 private:
  // While the lock was waited for, it may have become somebody else's backup.
  Result<void> CheckIsStillThere() const {
    struct stat held {
    }, named{};
    const bool same = ::fstat(lock_, &held) == 0 && ::lstat(path_.c_str(), &named) == 0 &&
                      held.st_dev == named.st_dev && held.st_ino == named.st_ino;
    if (same) return {};
    return Fail(Code::Aborted, fmt::format("another backup wrote {}; try again", path_));
  }

  const std::string path_;
  int lock_ = -1;
  bool became_ = false;
};

// What was copied is proven, and without a log of its own.
Result<void> Finish(const std::string& copy) {
  return RunGuarded(copy, [&]() -> Result<void> {
    SqliteConnection made(copy, SqliteAccess::ReadWrite);
    REXRAY_TRY(CheckUsable(made, copy));
    made.RunScript("PRAGMA journal_mode=DELETE");
    return {};
  });
}

}  // namespace

Result<std::uint64_t> ExportDatabase(const std::string& database, const std::string& file,
                                     bool replace) {
  REXRAY_TRY(CheckReplaceable(database, file, replace));
  Draft draft(file + ".new");
  REXRAY_TRY(draft.Open());
  REXRAY_TRY(RunGuarded(database, [&]() -> Result<void> {
    SqliteConnection source(database, SqliteAccess::ReadOnly);
    source.CopyTo(draft.path());
    return {};
  }));
  REXRAY_TRY(Finish(draft.path()));
  REXRAY_TRY(SyncPath(draft.path()));
  std::error_code error;
  const auto bytes = fs::file_size(draft.path(), error);
  REXRAY_TRY(draft.Become(file, replace));
  return bytes;
}

}  // namespace rexray
