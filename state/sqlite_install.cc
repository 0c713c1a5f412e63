#include "state/sqlite_install.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "state/sqlite_backup.h"

namespace rexray {
namespace {

// The file first: without it, what is left of its log is recognised (migrations.cc).
constexpr std::array kParts = {"", "-wal", "-shm"};

bool Exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

std::string DatabasePath(const std::string& folder) { return folder + "/rexray.db"; }

Result<void> FailAt(std::string_view what, const std::string& path) {
  return Fail(Code::Unavailable, fmt::format("cannot {} {}: {}", what, path, std::strerror(errno)));
}

Result<void> Remove(const std::string& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return FailAt("remove", path);
}

Result<void> MakeFolder(const std::string& folder, const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0) {
    return errno == EEXIST ? Result<void>{} : FailAt("make", path);
  }
  return SyncPath(folder);
}

// Any part that is there takes the name.
std::string FreeStem(const std::string& aside, TimePoint now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const std::string stem = fmt::format("{}/rexray-{:%Y%m%dT%H%M%SZ}", aside, fmt::gmtime(seconds));
  std::string path = stem + ".db";
  for (int n = 2; Exists(path) || Exists(path + "-wal"); ++n)
    path = fmt::format("{}_{}.db", stem, n);
  return path;
}

// By a second name for each file, so that all of it is there before the first one goes.
Result<std::optional<std::string>> KeepAside(const std::string& folder, TimePoint now) {
  const std::string database = DatabasePath(folder);
  const std::string aside = folder + "/aside";
  if (!Exists(database) && !Exists(database + "-wal")) return std::nullopt;
  REXRAY_TRY(MakeFolder(folder, aside));
  std::string kept = FreeStem(aside, now);
  for (const std::string part : {"", "-wal"}) {
    if (!Exists(database + part)) continue;
    if (::link((database + part).c_str(), (kept + part).c_str()) != 0) {
      return std::unexpected(FailAt("keep " + database + part + " as", kept + part).error());
    }
  }
  REXRAY_TRY(SyncPath(aside));
  return kept;
}

}  // namespace

std::string CandidatePath(const std::string& folder) { return DatabasePath(folder) + ".new"; }

Result<void> ClearCandidate(const std::string& folder) {
  for (const std::string part : kParts) REXRAY_TRY(Remove(CandidatePath(folder) + part));
  return {};
}

Result<std::optional<std::string>> InstallCandidate(const std::string& folder, TimePoint now) {
  const std::string candidate = CandidatePath(folder);
  const std::string database = DatabasePath(folder);
  if (Exists(candidate + "-wal")) {
    return Fail(Code::Internal, candidate + " has a log of its own still; nothing was changed");
  }
  REXRAY_TRY(SyncPath(candidate));
  REXRAY_TRY(SyncPath(folder));
  REXRAY_ASSIGN(auto kept, KeepAside(folder, now));
  for (const std::string part : kParts) {
    REXRAY_TRY(Remove(database + part));
    REXRAY_TRY(SyncPath(folder));
  }
  if (::rename(candidate.c_str(), database.c_str()) != 0) {
    return std::unexpected(FailAt("put in place", candidate).error());
  }
  REXRAY_TRY(SyncPath(folder));
  return kept;
}

Result<void> CheckNotCutOff(const std::string& path) {
  if (Exists(path) || !Exists(path + ".new")) return {};
  return Fail(Code::FailedPrecondition,
              fmt::format("{0} is missing, and {0}.new is there: a `rexray db restore` or `rexray "
                          "db rebuild` was cut off; run it again (what was here before is kept in "
                          "aside/)",
                          path),
              "RestoreCutOff");
}

}  // namespace rexray
