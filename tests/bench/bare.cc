#include "tests/bench/bare.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sys/mount.h>

#include <filesystem>
#include <optional>

namespace rexray {
namespace {

namespace fs = std::filesystem;

class BareTable {
 public:
  explicit BareTable(const std::string& file)
      : database_(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
    database_.exec("PRAGMA journal_mode=WAL");
    database_.exec("PRAGMA synchronous=FULL");
    database_.exec("CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, value TEXT)");
    upsert_.emplace(database_, "INSERT OR REPLACE INTO rows VALUES (?, ?)");
  }

  void Upsert(int number) {
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    upsert_->bind(1, fmt::format("volume-{}", number % 100));
    upsert_->bind(2, fmt::format("{:0>250}", number));
    upsert_->exec();
    upsert_->reset();
    transaction.commit();
  }

 private:
  SQLite::Database database_;
  std::optional<SQLite::Statement> upsert_;
};

}  // namespace

Figures BareUpserts(const std::string& file, int count) {
  BareTable table(file);
  return Repeated(count, [&](int number) { table.Upsert(number); });
}

Figures BareCycles(const std::string& folder, int count, int commits) {
  BareTable table(folder + "/bare.db");
  return Repeated(count, [&](int number) {
    const fs::path source = folder + "/bare/data";
    const fs::path target = folder + "/bare-mnt/target";
    fs::create_directories(source);
    fs::create_directories(target);
    for (int i = 0; i < commits; ++i) table.Upsert(number * commits + i);
    Must(mount(source.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) == 0, "bind mount");
    Must(umount2(target.c_str(), UMOUNT_NOFOLLOW) == 0, "unmount");
    fs::remove(target);
    fs::remove(source);
  });
}

}  // namespace rexray
