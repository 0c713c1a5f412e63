#include "state/sqlite_restore.h"

#include <sys/stat.h>

#include "state/migrations.h"
#include "state/sqlite_export.h"
#include "state/sqlite_install.h"
#include "tests/support/syscall_crash.h"
#include "tests/unit/state/sqlite_fixture.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

class SqliteRestore : public SqliteFixture {
 protected:
  // A backup that holds "old", and a database that holds "new" as well, with a log.
  void SetUp() override {
    Open();
    Declare("old");
    ASSERT_TRUE(ExportDatabase(path(), backup(), false).has_value());
    Declare("new");
    Close();
  }

  std::string backup() const { return folder() + "/backup.db"; }
  Result<Restored> Restore() { return RestoreDatabase(folder(), backup(), At(500)); }

  std::vector<std::string> Names() {
    Open();
    std::vector<std::string> names;
    const auto known = store().VolumeNames();
    for (const VolumeName& each : known.value()) names.push_back(each.value);
    Close();
    return names;
  }
  std::string KeptAside() {
    std::string kept;
    for (const auto& each : fs::directory_iterator(folder() + "/aside")) {
      if (each.path().extension() == ".db") kept = each.path();
    }
    return kept;
  }
  // As it would be in the place of the database.
  std::vector<std::string> NamesIn(const std::string& database) {
    std::vector<std::string> names;
    SqliteConnection connection(database, SqliteAccess::ReadOnly);
    Query query = connection.Ask("SELECT name FROM volumes ORDER BY name");
    while (query.Next()) names.push_back(query.Text(0));
    return names;
  }
};

TEST_F(SqliteRestore, G32_PutsTheBackupInPlaceAndKeepsWhatWasThere) {
  const auto restored = Restore();
  ASSERT_TRUE(restored.has_value()) << restored.error().message;
  EXPECT_EQ(restored->epoch, 2u);
  EXPECT_EQ(restored->volumes, 1u);
  EXPECT_THAT(Names(), ElementsAre("old"));
  ASSERT_TRUE(restored->keptAside.has_value());
  EXPECT_THAT(NamesIn(*restored->keptAside), ElementsAre("new", "old"));
  EXPECT_THAT(NamesIn(backup()), ElementsAre("old")) << "the backup itself stays as it was";
}

TEST_F(SqliteRestore, TheEpochIsAboveThoseOfBoth) {
  ASSERT_EQ(Restore()->epoch, 2u);
  EXPECT_EQ(Restore()->epoch, 3u) << "the backup is of the first, the database of the second";
  fs::remove(path());
  EXPECT_EQ(Restore()->epoch, 2u) << "nothing but the backup is known";
}

TEST_F(SqliteRestore, G32_ALogThatWasNotMovedIntoTheFileIsKeptWithIt) {
  {
    SqliteConnection connection(path(), SqliteAccess::ReadWrite);
    connection.SetCheckpointOnClose(false);
    connection.RunScript("INSERT INTO meta VALUES('in', 'the log')");
  }
  ASSERT_GT(fs::file_size(path() + "-wal"), 0u);
  const auto restored = Restore();
  ASSERT_TRUE(restored.has_value()) << restored.error().message;
  SqliteConnection kept(*restored->keptAside, SqliteAccess::ReadWrite);
  EXPECT_TRUE(kept.Ask("SELECT 1 FROM meta WHERE key='in'").Next());
  EXPECT_THAT(Names(), ElementsAre("old"));
}

TEST_F(SqliteRestore, G32_ADamagedDatabaseIsKeptAsItIs) {
  WriteBytes(path(), std::string(8192, 'x'));
  const auto restored = Restore();
  ASSERT_TRUE(restored.has_value()) << restored.error().message;
  EXPECT_EQ(FileBytes(*restored->keptAside), std::string(8192, 'x'));
  EXPECT_THAT(Names(), ElementsAre("old"));
}

TEST_F(SqliteRestore, WhatIsNoBackupOfOursIsRefusedBeforeAnythingIsTouched) {
  const std::string bytes = FileBytes(path());
  const auto refuse = [&](const std::string& text) {
    const auto restored = Restore();
    EXPECT_FALSE(restored.has_value());
    if (restored.has_value()) return;
    EXPECT_THAT(restored.error().message, HasSubstr(text));
    EXPECT_EQ(FileBytes(path()), bytes);
    EXPECT_FALSE(fs::exists(folder() + "/aside"));
  };
  const std::string good = FileBytes(backup());
  SqliteConnection(backup(), SqliteAccess::ReadWrite).RunScript("PRAGMA user_version=99");
  refuse("knows schemas up to");
  WriteBytes(backup(), good);
  SqliteConnection(backup(), SqliteAccess::ReadWrite).RunScript("PRAGMA application_id=1");
  refuse("not a database of rexray");
  WriteBytes(backup(), good.substr(0, good.size() / 2));
  refuse("damaged");
  WriteBytes(backup(), "no database at all, but long enough to look at");
  refuse("damaged");
  WriteBytes(backup(), "");
  refuse("holds no database");
  fs::remove(backup());
  refuse("there is no file");
}

TEST_F(SqliteRestore, TheDatabaseItselfIsNoBackup) {
  fs::remove(backup());
  fs::create_symlink(path(), backup());
  EXPECT_EQ(Restore().error().code, Code::InvalidArgument);
}

TEST_F(SqliteRestore, AnOlderBackupIsMigrated) {
  fs::remove(backup());
  SqliteConnection(backup(), SqliteAccess::ReadWrite)
      .RunScript(FileBytes(REXRAY_SOURCE_DIR "/tests/unit/state/schema_1.sql"));
  const auto restored = Restore();
  ASSERT_TRUE(restored.has_value()) << restored.error().message;
  EXPECT_THAT(Names(), ElementsAre("deleted", "live", "orphan"));
  EXPECT_EQ(SqliteConnection(backup(), SqliteAccess::ReadOnly).Pragma("user_version"), 1);
}

// At no instruction is there an empty database in its place, or one with the log of another.
TEST_F(SqliteRestore, G32_KilledAtAnyInstructionNothingIsLost) {
  const std::string aside = folder() + "/aside";
  int kills = 0, cutOff = 0;
  const auto restore = [&] { (void)Restore(); };
  for (std::size_t stop = 1; KilledAtStop(stop, restore) && !HasFailure(); stop += 11) {
    ++kills;
    auto opened = TryOpen();
    if (opened.has_value()) {
      EXPECT_TRUE((*opened)->Load({"old"}).has_value()) << "stop " << stop;
      opened->reset();
    } else {
      ++cutOff;
      EXPECT_EQ(opened.error().reason, "RestoreCutOff") << "stop " << stop;
      EXPECT_THAT(NamesIn(KeptAside()), ElementsAre("new", "old")) << "stop " << stop;
    }
    const auto again = Restore();
    ASSERT_TRUE(again.has_value()) << "stop " << stop << ": " << again.error().message;
    EXPECT_THAT(Names(), ElementsAre("old"));
    Open();
    Declare("new");
    Close();
    fs::remove_all(aside);
  }
  EXPECT_GT(kills, 20);
  EXPECT_GT(cutOff, 0) << "the moment without a database was never met";
}

class SqliteExport : public SqliteRestore {};

TEST_F(SqliteExport, ABackupIsOneFileOfItsOwnerAlone) {
  struct stat status {};
  ASSERT_EQ(::stat(backup().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  EXPECT_THAT(NamesIn(backup()), ElementsAre("old"));
  EXPECT_FALSE(fs::exists(backup() + "-wal"));
}

TEST_F(SqliteExport, HoldsWhatADaemonWroteLastAndDisturbsItNot) {
  Open();
  Declare("newer");
  ASSERT_TRUE(ExportDatabase(path(), folder() + "/online.db", false).has_value());
  Declare("newest");
  EXPECT_THAT(NamesIn(folder() + "/online.db"), ElementsAre("new", "newer", "old"));
}

TEST_F(SqliteExport, ReplacesAFileOnlyWhenToldTo) {
  const auto refused = ExportDatabase(path(), backup(), false);
  EXPECT_EQ(refused.error().code, Code::AlreadyExists);
  EXPECT_THAT(refused.error().message, HasSubstr("--force"));
  EXPECT_THAT(NamesIn(backup()), ElementsAre("old"));
  ASSERT_TRUE(ExportDatabase(path(), backup(), true).has_value());
  EXPECT_THAT(NamesIn(backup()), ElementsAre("new", "old"));
}

TEST_F(SqliteExport, NeverReplacesTheDatabaseOrWhatIsNoFile) {
  EXPECT_EQ(ExportDatabase(path(), path(), true).error().code, Code::InvalidArgument);
  EXPECT_EQ(ExportDatabase(path(), folder(), true).error().code, Code::InvalidArgument);
  fs::create_symlink(path(), folder() + "/link.db");
  EXPECT_EQ(ExportDatabase(path(), folder() + "/link.db", true).error().code,
            Code::InvalidArgument);
  EXPECT_THAT(Names(), ElementsAre("new", "old"));
}

TEST_F(SqliteExport, ADamagedDatabaseGivesNoBackup) {
  const std::string bytes = FileBytes(path());
  WriteBytes(path(), bytes.substr(0, bytes.size() / 2));
  EXPECT_FALSE(ExportDatabase(path(), folder() + "/half.db", false).has_value());
  EXPECT_FALSE(fs::exists(folder() + "/half.db"));
  EXPECT_FALSE(fs::exists(folder() + "/half.db.new"));
}

TEST_F(SqliteExport, G32_KilledAtAnyInstructionThereIsTheWholeBackupOrTheOneBefore) {
  int kills = 0;
  const auto copy = [&] { (void)ExportDatabase(path(), backup(), true); };
  for (std::size_t stop = 1; KilledAtStop(stop, copy) && !HasFailure(); stop += 11) {
    ++kills;
    const auto names = NamesIn(backup());
    EXPECT_TRUE(names == std::vector<std::string>({"old"}) ||
                names == std::vector<std::string>({"new", "old"}))
        << "stop " << stop;
    EXPECT_TRUE(ExportDatabase(path(), folder() + "/again.db", true).has_value());
  }
  EXPECT_GT(kills, 10);
}

}  // namespace
}  // namespace rexray
