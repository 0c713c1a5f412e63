#include <atomic>
#include <chrono>
#include <latch>
#include <thread>

#include "state/migrations.h"
#include "state/sqlite_database.h"
#include "tests/unit/state/sqlite_fixture.h"

namespace rexray {
namespace {

using testing::SizeIs;

class SqliteConcurrency : public SqliteFixture {
 protected:
  std::unique_ptr<SqliteDatabase> OpenDatabase() {
    EXPECT_TRUE(Migrate(path(), folder() + "/backups", Migrations(), At(0)).has_value());
    auto database = SqliteDatabase::Open(path());
    EXPECT_TRUE(database.has_value());
    return std::move(database).value();
  }
};

constexpr int kThreads = 4;
constexpr int kEach = 50;

TEST_F(SqliteConcurrency, EveryThreadsWritesArriveAndAreReadBackAtOnce) {
  Open();
  std::vector<std::jthread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      for (int n = 0; n < kEach; ++n) {
        const std::string name = "v" + std::to_string(t) + "-" + std::to_string(n);
        EXPECT_TRUE(store().Commit(Declaring({SampleVolume(name)}), At(1)).has_value());
        EXPECT_TRUE(store().Load({name}).has_value()) << "a committed volume is not seen";
        EXPECT_TRUE(store().AppendEvents({SampleEvent(name, "Created")}).has_value());
      }
    });
  }
  threads.clear();
  EXPECT_THAT(store().LoadAll().value(), SizeIs(kThreads * kEach));
  EXPECT_THAT(store().Events({}).value(), SizeIs(kThreads * kEach));
}

TEST_F(SqliteConcurrency, TokensOfOneVolumeAreGivenOutOnce) {
  Open();
  Declare("pg");
  std::atomic<int> begun = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([this, &begun] {
        for (int n = 0; n < kEach; ++n) {
          const auto state = store().Load({"pg"});
          const auto operation =
              store().BeginOperation(SampleOperation("pg"), state->record, state->revision);
          if (operation.has_value()) ++begun;
        }
      });
    }
  }
  EXPECT_EQ(Load("pg").record.fencingToken, static_cast<std::uint64_t>(begun));
  EXPECT_THAT(store().Operations({}).value(), SizeIs(static_cast<std::size_t>(begun)));
}

Result<void> InsertMeta(SqliteConnection& connection, int key) {
  connection.Run("INSERT INTO meta(key, value) VALUES(?, '')", std::to_string(key));
  return {};
}

std::int64_t CountMeta(SqliteDatabase& database) {
  std::int64_t count = -1;
  const auto read = database.Read([&](SqliteConnection& connection) -> Result<void> {
    Query query = connection.Ask("SELECT count(*) FROM meta");
    if (query.Next()) count = query.Integer(0);
    return {};
  });
  EXPECT_TRUE(read.has_value());
  return count;
}

TEST_F(SqliteConcurrency, WritesThatWaitShareOneCommit) {
  const auto database = OpenDatabase();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  int written = 0;
  while (database->Stats().commits == static_cast<std::uint64_t>(written)) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    std::latch start(kThreads);
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, key = written + t] {
        start.arrive_and_wait();
        EXPECT_TRUE(
            database->Write([&](SqliteConnection& c) { return InsertMeta(c, key); }).has_value());
      });
    }
    threads.clear();
    written += kThreads;
  }
  EXPECT_EQ(CountMeta(*database), written);
}

TEST_F(SqliteConcurrency, OneWritersErrorUndoesItsOwnWritesOnly) {
  const auto database = OpenDatabase();
  std::atomic<int> kept = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int n = 0; n < kEach; ++n) {
          const bool fail = n % 2 == 1;
          const auto written = database->Write([&](SqliteConnection& c) -> Result<void> {
            REXRAY_TRY(InsertMeta(c, t * kEach + n));
            return fail ? Fail(Code::Aborted, "no") : Result<void>{};
          });
          EXPECT_EQ(written.has_value(), !fail);
          if (!fail) ++kept;
        }
      });
    }
  }
  EXPECT_EQ(CountMeta(*database), kept);
}

TEST_F(SqliteConcurrency, ABugInOneBodyReachesItsCallerAndLeavesTheDatabaseUsable) {
  const auto database = OpenDatabase();
  EXPECT_THROW(static_cast<void>(database->Write([](SqliteConnection& connection) -> Result<void> {
                 REXRAY_TRY(InsertMeta(connection, 1));
                 throw std::logic_error("bug");
               })),
               std::logic_error);
  EXPECT_THROW(static_cast<void>(database->Read(
                   [](SqliteConnection&) -> Result<void> { throw std::logic_error("bug"); })),
               std::logic_error);
  EXPECT_EQ(CountMeta(*database), 0);
  EXPECT_TRUE(database->Write([](SqliteConnection& c) { return InsertMeta(c, 2); }).has_value());
}

TEST_F(SqliteConcurrency, SqliteErrorsBecomeErrors) {
  const auto database = OpenDatabase();
  const auto insert = [](SqliteConnection& c) { return InsertMeta(c, 1); };
  ASSERT_TRUE(database->Write(insert).has_value());
  EXPECT_EQ(database->Write(insert).error().code, Code::Internal);
  EXPECT_EQ(database->Read(insert).error().code, Code::Unavailable) << "readers cannot write";
}

TEST_F(SqliteConcurrency, ADatabaseHeldByAnotherProcessIsUnavailable) {
  Open();
  SqliteConnection other(path(), SqliteAccess::ReadWrite);
  other.RunScript("BEGIN IMMEDIATE");
  const auto commit = store().Commit(Declaring({SampleVolume("pg")}), At(1));
  ASSERT_FALSE(commit.has_value());
  EXPECT_EQ(commit.error().code, Code::Unavailable);
  EXPECT_EQ(commit.error().reason, "DatabaseLocked");
  other.RunScript("ROLLBACK");
  EXPECT_TRUE(store().Commit(Declaring({SampleVolume("pg")}), At(1)).has_value());
}

}  // namespace
}  // namespace rexray
