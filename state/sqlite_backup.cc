#include "state/sqlite_backup.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

namespace rexray {
namespace {

namespace fs = std::filesystem;

Result<void> FailWithErrno(std::string_view what, const std::string& path) {
  return Fail(Code::Unavailable, fmt::format("cannot {} {}: {}", what, path, std::strerror(errno)));
}

Result<void> EnsureFolder(const std::string& folder) {
  std::error_code error;
  if (!fs::create_directory(folder, error)) {
    if (!error) return {};
    return Fail(Code::Unavailable, fmt::format("cannot make {}: {}", folder, error.message()));
  }
  return SyncPath(fs::path(folder).parent_path());
}

Result<void> ProveSound(const std::string& path) {
  SqliteConnection copy(path, SqliteAccess::ReadOnly);
  Query check = copy.Ask("PRAGMA quick_check(1)");
  if (check.Next() && check.Text(0) == "ok") return {};
  return Fail(Code::Internal,
              fmt::format("the backup {} is not sound; nothing was migrated", path));
}

// Times sort as text, and so does the suffix that keeps two backups of one second apart: '_'
// follows '.'.
std::string FreeName(const std::string& folder, std::int64_t version, TimePoint now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const std::string stem = fmt::format("{:%Y%m%dT%H%M%SZ}-v{}", fmt::gmtime(seconds), version);
  std::string path = fmt::format("{}/rexray-{}.db", folder, stem);
  for (int n = 2; fs::exists(path); ++n) path = fmt::format("{}/rexray-{}_{}.db", folder, stem, n);
  return path;
}

}  // namespace

Result<std::string> BackUp(SqliteConnection& database, const std::string& folder,
                           std::int64_t version, TimePoint now) {
  REXRAY_TRY(EnsureFolder(folder));
  std::string path = FreeName(folder, version, now);
  REXRAY_TRY(EnsurePrivateFile(path));
  database.CopyTo(path);
  REXRAY_TRY(SyncPath(path));
  REXRAY_TRY(ProveSound(path));
  return path;
}

Result<void> SyncPath(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return FailWithErrno("open", path);
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  return synced ? Result<void>{} : FailWithErrno("sync", path);
}

std::optional<std::string> NewestBackup(const std::string& folder) {
  std::optional<std::string> newest;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string path = entry.path();
    if (path.ends_with(".db") && (!newest.has_value() || path > *newest)) newest = path;
  }
  return newest;
}

Result<void> EnsurePrivateFile(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return errno == EEXIST ? Result<void>{} : FailWithErrno("make", path);
  ::close(file);
  return SyncPath(fs::path(path).parent_path());
}

}  // namespace rexray
