#include "state/migrations.h"

#include <sys/stat.h>

#include <array>

#include "state/sqlite_backup.h"
#include "tests/unit/state/sqlite_fixture.h"

namespace rexray {
namespace {

using testing::HasSubstr;

constexpr std::array kTwo = {
    Migration{1, "CREATE TABLE a(x INTEGER) STRICT"},
    Migration{2, "ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT 'new'"}};
const std::span<const Migration> kOne = std::span(kTwo).first(1);
const TimePoint kNow = ParseRfc3339("2026-11-20T19:16:13Z").value();

class MigrationsTest : public SqliteFixture {
 protected:
  Result<void> Run(std::span<const Migration> migrations) {
    return Migrate(path(), folder() + "/backups", migrations, kNow);
  }
  std::string Version() { return RawText("PRAGMA user_version"); }
  std::string Backup(const std::string& name) { return folder() + "/backups/" + name; }
};

TEST_F(MigrationsTest, ANewDatabaseIsMadeWithoutBackup) {
  ASSERT_TRUE(Run(kTwo).has_value());
  EXPECT_EQ(Version(), "2");
  EXPECT_EQ(RawText("PRAGMA journal_mode"), "wal");
  EXPECT_FALSE(std::filesystem::exists(folder() + "/backups"));
}

TEST_F(MigrationsTest, TheFileIsItsOwnersOnly) {
  ASSERT_TRUE(Run(kTwo).has_value());
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
}

TEST_F(MigrationsTest, G32_AnOlderDatabaseIsBackedUpBeforeItsFirstStep) {
  ASSERT_TRUE(Run(kOne).has_value());
  Raw("INSERT INTO a VALUES(7)");
  ASSERT_TRUE(Run(kTwo).has_value());
  EXPECT_EQ(Version(), "2");
  EXPECT_EQ(RawText("SELECT x || y FROM a"), "7new");

  SqliteConnection backup(Backup("rexray-20261120T191613Z-v1.db"), SqliteAccess::ReadOnly);
  EXPECT_EQ(backup.Pragma("user_version"), 1);
  Query query = backup.Ask("SELECT x FROM a");
  ASSERT_TRUE(query.Next());
  EXPECT_EQ(query.Integer(0), 7);
}

TEST_F(MigrationsTest, ABackupHoldsWhatIsStillInTheLog) {
  ASSERT_TRUE(Run(kOne).has_value());
  SqliteConnection open(path(), SqliteAccess::ReadWrite);
  open.RunScript("INSERT INTO a VALUES(8)");
  ASSERT_TRUE(Run(kTwo).has_value());
  SqliteConnection backup(Backup("rexray-20261120T191613Z-v1.db"), SqliteAccess::ReadOnly);
  EXPECT_TRUE(backup.Ask("SELECT 1 FROM a WHERE x=8").Next());
}

TEST_F(MigrationsTest, ACurrentDatabaseIsNotBackedUp) {
  ASSERT_TRUE(Run(kTwo).has_value());
  ASSERT_TRUE(Run(kTwo).has_value());
  EXPECT_FALSE(std::filesystem::exists(folder() + "/backups"));
}

TEST_F(MigrationsTest, BackupsAreKeptApart) {
  ASSERT_TRUE(Run(kOne).has_value());
  SqliteConnection database(path(), SqliteAccess::ReadWrite);
  const auto first = BackUp(database, folder() + "/backups", 1, kNow);
  const auto second = BackUp(database, folder() + "/backups", 1, kNow);
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_NE(*first, *second);
  EXPECT_TRUE(std::filesystem::exists(*first));
  EXPECT_EQ(NewestBackup(folder() + "/backups"), *second);
}

TEST_F(MigrationsTest, AStepThatFailsLeavesTheDatabaseAsItWas) {
  ASSERT_TRUE(Run(kOne).has_value());
  const std::array broken = {kTwo[0],
                             Migration{2, "CREATE TABLE b(x); INSERT INTO nowhere VALUES(1)"}};
  const auto migrated = Run(broken);
  ASSERT_FALSE(migrated.has_value());
  EXPECT_THAT(migrated.error().message, HasSubstr("nowhere"));
  EXPECT_EQ(Version(), "1");
  EXPECT_EQ(RawText("SELECT count(*) FROM sqlite_schema WHERE name='b'"), "0");
}

TEST_F(MigrationsTest, ASchemaFromTheFutureIsRefusedAndNothingTouched) {
  ASSERT_TRUE(Run(kTwo).has_value());
  const std::string bytes = FileBytes(path());
  const auto migrated = Run(kOne);
  ASSERT_FALSE(migrated.has_value());
  EXPECT_EQ(migrated.error().code, Code::FailedPrecondition);
  EXPECT_EQ(migrated.error().reason, "SchemaTooNew");
  EXPECT_THAT(migrated.error().message,
              HasSubstr("has schema 2, this rexray knows schemas up to 1"));
  EXPECT_EQ(FileBytes(path()), bytes);
}

TEST_F(MigrationsTest, ALogFromTheFutureIsNotMovedIntoTheFile) {
  ASSERT_TRUE(Run(kOne).has_value());
  std::string bytes, log;
  {
    SqliteConnection newer(path(), SqliteAccess::ReadWrite);
    newer.RunScript("PRAGMA user_version=9");
    bytes = FileBytes(path());
    log = FileBytes(path() + "-wal");
    newer.SetCheckpointOnClose(false);
  }
  EXPECT_EQ(Run(kTwo).error().reason, "SchemaTooNew");
  EXPECT_EQ(FileBytes(path()), bytes);
  EXPECT_EQ(FileBytes(path() + "-wal"), log);
}

TEST_F(MigrationsTest, OneBadRowIsNoReasonToRefuse) {
  ASSERT_TRUE(Run(kTwo).has_value());
  Raw("PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql=replace(sql, 'NOT NULL DEFAULT', "
      "'DEFAULT')");
  Raw("INSERT INTO a VALUES(1, NULL)");
  Raw("PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql=replace(sql, 'TEXT DEFAULT', 'TEXT "
      "NOT NULL "
      "DEFAULT')");
  ASSERT_THAT(RawText("PRAGMA quick_check"), HasSubstr("NULL value in a.y"));
  EXPECT_TRUE(Run(kTwo).has_value());
}

TEST_F(MigrationsTest, ThePublishedOnesCountFromOne) {
  std::int64_t expected = 0;
  for (const Migration& migration : Migrations()) EXPECT_EQ(migration.version, ++expected);
  Open();
  EXPECT_EQ(Version(), std::to_string(expected));
}

}  // namespace
}  // namespace rexray
