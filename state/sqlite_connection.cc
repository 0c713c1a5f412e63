#include "state/sqlite_connection.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

namespace rexray {
namespace {

constexpr int kBusyTimeoutMs = 5000;

int OpenFlags(SqliteAccess access) {
  return access == SqliteAccess::ReadOnly ? SQLite::OPEN_READONLY
                                          : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
}

Error Describe(const std::string& path, const SQLite::Exception& exception) {
  const auto text = [&](std::string_view what, std::string_view remedy) {
    return fmt::format("state database {}: {} ({}); {}", path, what, exception.what(), remedy);
  };
  switch (exception.getErrorCode()) {
    case SQLITE_FULL:
      return {Code::Unavailable, text("the disk is full", "free space, nothing was changed"),
              "DiskFull"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return {Code::Unavailable, text("it cannot be written", "check mount, owner and mode"),
              "NotWritable"};
    case SQLITE_IOERR:
      return {Code::Unavailable, text("I/O error", "check the disk"), "IoError"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Code::Unavailable, text("another process holds it", "end that process"),
              "DatabaseLocked"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Code::Internal, text("the file is damaged", "nothing was changed"),
              "DatabaseDamaged"};
    default:
      return {Code::Internal, text("unexpected error", "please report it"), {}};
  }
}

}  // namespace

Query::Query(std::shared_ptr<SQLite::Statement> statement) : statement_(std::move(statement)) {}

Query::~Query() {
  if (statement_ == nullptr) return;  // moved from
  statement_->tryReset();
}

bool Query::Next() { return statement_->executeStep(); }
bool Query::IsNull(int column) const { return statement_->isColumnNull(column); }
std::int64_t Query::Integer(int column) const { return statement_->getColumn(column).getInt64(); }
std::string Query::Text(int column) const { return statement_->getColumn(column).getString(); }
TimePoint Query::Time(int column) const { return TimePoint(Milliseconds(Integer(column))); }
int Query::Columns() const { return statement_->getColumnCount(); }
std::string Query::ColumnName(int column) const { return statement_->getColumnName(column); }

void Query::Bind(int index, std::string_view text) { statement_->bind(index, std::string(text)); }
void Query::Bind(int index, TimePoint time) { BindInteger(index, time.time_since_epoch().count()); }
void Query::BindInteger(int index, std::int64_t value) { statement_->bind(index, value); }

SqliteConnection::SqliteConnection(const std::string& path, SqliteAccess access)
    : database_(std::make_unique<SQLite::Database>(path, OpenFlags(access), kBusyTimeoutMs)) {
  // Without these a misspelt column in double quotes would read as text.
  sqlite3_db_config(database_->getHandle(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(database_->getHandle(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
}

SqliteConnection::~SqliteConnection() = default;

Query SqliteConnection::Prepare(std::string_view sql) {
  const auto prepare = [&] {
    return std::make_shared<SQLite::Statement>(*database_, std::string(sql));
  };
  auto kept = statements_.find(sql);
  if (kept == statements_.end()) kept = statements_.emplace(sql, prepare()).first;
  if (kept->second.use_count() > 1) return Query(prepare());  // in use by a caller further up
  kept->second->clearBindings();
  return Query(kept->second);
}

void SqliteConnection::RunScript(const std::string& sql) { database_->exec(sql); }

std::int64_t SqliteConnection::Pragma(const std::string& name) {
  return database_->execAndGet("PRAGMA " + name).getInt64();
}

void SqliteConnection::SetCheckpointOnClose(bool enabled) {
  sqlite3_db_config(database_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, enabled ? 0 : 1,
                    nullptr);
}

void SqliteConnection::CopyTo(const std::string& path) {
  SQLite::Database copy(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  const int result = SQLite::Backup(copy, *database_).executeStep();
  if (result != SQLITE_DONE) throw SQLite::Exception("the copy is not complete", result);
}

std::int64_t SqliteConnection::LastId() const { return database_->getLastInsertRowid(); }

std::uint64_t SqliteConnection::TotalChanges() const {
  return static_cast<std::uint64_t>(sqlite3_total_changes64(database_->getHandle()));
}

bool SqliteConnection::InTransaction() const {
  return sqlite3_get_autocommit(database_->getHandle()) == 0;
}

Result<void> RunGuarded(const std::string& path, const std::function<Result<void>()>& body) {
  try {
    return body();
  } catch (const SQLite::Exception& exception) {
    return std::unexpected(Describe(path, exception));
  }
}

}  // namespace rexray
