#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "state/ids.h"
#include "state/time.h"

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace rexray {

// A statement with its parameters bound. Going out of scope resets it: a statement left open would
// pin the write-ahead log. Columns count from 0.
class Query {
 public:
  Query(Query&& other) noexcept = default;
  Query& operator=(Query&&) = delete;
  ~Query();

  bool Next();  // steps to the next row; false: there is none
  bool IsNull(int column) const;
  std::int64_t Integer(int column) const;
  std::string Text(int column) const;
  TimePoint Time(int column) const;
  int Columns() const;
  std::string ColumnName(int column) const;

 private:
  friend class SqliteConnection;
  explicit Query(std::shared_ptr<SQLite::Statement> statement);

  void Bind(int index, std::string_view text);
  void Bind(int index, TimePoint time);
  void BindInteger(int index, std::int64_t value);
  void Bind(int index, std::integral auto value) {
    BindInteger(index, static_cast<std::int64_t>(value));
  }
  template <class Tag>
  void Bind(int index, const rexray::Text<Tag>& text) {
    Bind(index, text.value);
  }
  template <class T>
  void Bind(int index, const std::optional<T>& value) {
    if (value.has_value()) Bind(index, *value);  // unbound is NULL
  }

  std::shared_ptr<SQLite::Statement> statement_;
};

enum class SqliteAccess { ReadOnly, ReadWrite };

// One connection with its prepared statements; not to be shared by threads at the same time. All
// methods throw SQLite::Exception, which RunGuarded turns into an Error.
class SqliteConnection {
 public:
  // Opens without changing a byte of the file: what may be wrong with it is found out first.
  SqliteConnection(const std::string& path, SqliteAccess access);
  ~SqliteConnection();

  // `sql` stays prepared: it must be one of a few texts, values come as arguments.
  template <class... Args>
  Query Ask(std::string_view sql, const Args&... args) {
    Query query = Prepare(sql);
    int index = 0;
    (query.Bind(++index, args), ...);
    return query;
  }
  template <class... Args>
  void Run(std::string_view sql, const Args&... args) {
    Query query = Ask(sql, args...);
    while (query.Next()) {
    }
  }
  // Several statements, not prepared: schema and pragmas.
  void RunScript(const std::string& sql);
  std::int64_t Pragma(const std::string& name);
  // The connection that is closed last moves the log into the file; off: it leaves both alone.
  void SetCheckpointOnClose(bool enabled);
  void CopyTo(const std::string& path);  // a consistent copy, with the write-ahead log's content

  std::int64_t LastId() const;
  std::uint64_t TotalChanges() const;  // rows written by this connection
  bool InTransaction() const;

 private:
  Query Prepare(std::string_view sql);

  std::unique_ptr<SQLite::Database> database_;
  std::map<std::string, std::shared_ptr<SQLite::Statement>, std::less<>> statements_;
};

// Runs `body`, turning what SQLite throws into an Error that names the file and the remedy:
// Unavailable for what may pass (disk full, I/O, locked, read-only), Internal for damage and bugs.
Result<void> RunGuarded(const std::string& path, const std::function<Result<void>()>& body);

}  // namespace rexray
