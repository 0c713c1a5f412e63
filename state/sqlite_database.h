#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "state/sqlite_connection.h"

namespace rexray {

// The body of a transaction: an error rolls back what it wrote.
using TransactionBody = std::function<Result<void>(SqliteConnection&)>;

enum class WriteMode {
  Commit,
  // Durable with the next Commit at the latest; until then a power cut (not a crash of the daemon)
  // may take it back, wholly.
  CommitUnsynced,
  Preview,  // the body's result stands, what it wrote is rolled back
};

struct WriteStats {
  std::uint64_t commits = 0;  // that wrote
  double seconds = 0;
  std::uint64_t rows = 0;
};

// The open database: one connection that writes, one that reads. Any thread may call; writes that
// arrive while one is under way share the next commit (one fsync for all), each in a savepoint of
// its own.
class SqliteDatabase {
 public:
  // The file must exist with the current schema (migrations.h). It stays in WAL mode.
  static Result<std::unique_ptr<SqliteDatabase>> Open(const std::string& path);

  // Returns after the commit is durable, unless its mode says otherwise. A body that changes
  // nothing leaves the files as they are. The body may run on another caller's thread, never at the
  // same time as another write.
  Result<void> Write(const TransactionBody& body, WriteMode mode = WriteMode::Commit);
  // One snapshot: all that was committed before. The body cannot write.
  Result<void> Read(const TransactionBody& body);

  const std::string& path() const { return path_; }
  std::uint64_t SizeBytes() const;  // of file and log
  WriteStats Stats() const;

 private:
  struct Request {
    const TransactionBody& body;
    WriteMode mode;
    Result<void> result;
    std::exception_ptr bug;  // what the body threw that is no SQLite error; belongs to its caller
    bool done = false;
  };

  explicit SqliteDatabase(const std::string& path);
  void Commit(const std::deque<Request*>& batch);
  Result<void> RunTransaction(const std::deque<Request*>& batch);
  Result<std::uint64_t> RunInSavepoint(Request& request);  // rows written that stay
  void SyncFor(const std::deque<Request*>& batch);
  void Count(std::uint64_t rows, double seconds);
  void ShrinkLog();

  const std::string path_;

  std::mutex queueMutex_;
  std::condition_variable queueChanged_;
  std::deque<Request*> queue_;  // guarded by queueMutex_
  bool writing_ = false;        // guarded by queueMutex_; its setter alone uses writer_
  SqliteConnection writer_;
  bool syncs_ = true;  // each commit of writer_

  std::mutex readerMutex_;
  SqliteConnection reader_;  // guarded by readerMutex_

  mutable std::mutex statsMutex_;
  WriteStats stats_;  // guarded by statsMutex_
};

}  // namespace rexray
