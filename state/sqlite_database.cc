#include "state/sqlite_database.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace rexray {
namespace {

constexpr std::uint64_t kMaxLogBytes = 4 << 20;

std::uint64_t FileSize(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

// A rollback after an error that SQLite already answered with one of its own has nothing left to
// do.
void RollBack(SqliteConnection& connection) {
  if (connection.InTransaction()) connection.Run("ROLLBACK");
}

// Ends a snapshot also when its body throws.
class ReadEnd {
 public:
  explicit ReadEnd(SqliteConnection& connection) : connection_(connection) {}
  ReadEnd(const ReadEnd&) = delete;
  ReadEnd& operator=(const ReadEnd&) = delete;
  ~ReadEnd() { RollBack(connection_); }

 private:
  SqliteConnection& connection_;
};

}  // namespace

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(const std::string& path) {
  std::unique_ptr<SqliteDatabase> database;
  REXRAY_TRY(RunGuarded(path, [&]() -> Result<void> {
    database.reset(new SqliteDatabase(path));
    return {};
  }));
  return database;
}

SqliteDatabase::SqliteDatabase(const std::string& path)
    : path_(path), writer_(path, SqliteAccess::ReadWrite), reader_(path, SqliteAccess::ReadOnly) {
  writer_.RunScript(
      "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=4194304");
  reader_.RunScript("PRAGMA query_only=ON");
}

Result<void> SqliteDatabase::Write(const TransactionBody& body, WriteMode mode) {
  Request request{body, mode, {}, {}, false};
  std::unique_lock lock(queueMutex_);
  queue_.push_back(&request);
  queueChanged_.wait(lock, [&] { return request.done || !writing_; });
  if (!request.done) {
    const auto batch = std::exchange(queue_, {});
    writing_ = true;
    lock.unlock();
    Commit(batch);
    lock.lock();
    writing_ = false;
    for (Request* each : batch) each->done = true;
    queueChanged_.notify_all();
  }
  if (request.bug != nullptr) std::rethrow_exception(request.bug);
  return std::move(request.result);
}

// One that has to be durable makes so all that was committed before it: the log is written in
// order.
void SqliteDatabase::SyncFor(const std::deque<Request*>& batch) {
  const bool sync = std::ranges::any_of(
      batch, [](const Request* each) { return each->mode == WriteMode::Commit; });
  if (sync == syncs_) return;
  writer_.RunScript(sync ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
  syncs_ = sync;
}

void SqliteDatabase::Commit(const std::deque<Request*>& batch) {
  const auto outcome = RunGuarded(path_, [&] { return RunTransaction(batch); });
  if (outcome.has_value()) return ShrinkLog();
  RunGuarded(path_, [&]() -> Result<void> {
    RollBack(writer_);
    return {};
  });
  for (Request* each : batch) each->result = outcome;  // what was written for them is gone too
}

Result<void> SqliteDatabase::RunTransaction(const std::deque<Request*>& batch) {
  const auto begin = std::chrono::steady_clock::now();
  SyncFor(batch);
  writer_.Run("BEGIN IMMEDIATE");
  std::uint64_t rows = 0;
  for (Request* each : batch) {
    REXRAY_ASSIGN(const auto written, RunInSavepoint(*each));
    rows += written;
  }
  // Pages of a rolled back savepoint are still dirty: a commit would write them out, unchanged.
  writer_.Run(rows == 0 ? "ROLLBACK" : "COMMIT");
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  Count(rows, seconds.count());
  return {};
}

Result<std::uint64_t> SqliteDatabase::RunInSavepoint(Request& request) {
  const auto before = writer_.TotalChanges();
  writer_.Run("SAVEPOINT request");
  try {
    request.result = RunGuarded(path_, [&] { return request.body(writer_); });
  } catch (...) {
    request.bug = std::current_exception();
    request.result = Fail(Code::Internal, "a transaction was abandoned by a bug; please report it");
  }
  // Disk full and I/O errors end the whole transaction, with all that was written for others
  // before.
  if (!writer_.InTransaction()) return std::unexpected(request.result.error());
  const bool keep = request.result.has_value() && request.mode != WriteMode::Preview;
  if (!keep) writer_.Run("ROLLBACK TO request");
  writer_.Run("RELEASE request");
  return keep ? writer_.TotalChanges() - before : 0;
}

Result<void> SqliteDatabase::Read(const TransactionBody& body) {
  const std::scoped_lock lock(readerMutex_);
  return RunGuarded(path_, [&]() -> Result<void> {
    reader_.Run("BEGIN");
    const ReadEnd end(reader_);
    return body(reader_);
  });
}

void SqliteDatabase::Count(std::uint64_t rows, double seconds) {
  if (rows == 0) return;
  const std::scoped_lock lock(statsMutex_);
  stats_.commits += 1;
  stats_.rows += rows;
  stats_.seconds += seconds;
}

// SQLite's own checkpoints copy the log into the file but never make it smaller.
void SqliteDatabase::ShrinkLog() {
  if (FileSize(path_ + "-wal") <= kMaxLogBytes) return;
  // A checkpoint that fails loses nothing: the log keeps what was committed, the next one tries
  // again.
  RunGuarded(path_, [&]() -> Result<void> {
    writer_.Run("PRAGMA wal_checkpoint(TRUNCATE)");
    return {};
  });
}

std::uint64_t SqliteDatabase::SizeBytes() const {
  return FileSize(path_) + FileSize(path_ + "-wal");
}

WriteStats SqliteDatabase::Stats() const {
  const std::scoped_lock lock(statsMutex_);
  return stats_;
}

}  // namespace rexray
