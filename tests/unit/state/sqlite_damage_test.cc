#include <random>

#include "tests/unit/state/sqlite_fixture.h"

namespace rexray {
namespace {

using testing::HasSubstr;

class SqliteDamage : public SqliteFixture {
 protected:
  void MakeDatabase() {
    Open();
    for (int i = 0; i < 20; ++i) Declare("volume-" + std::to_string(i));
    Close();
  }
  Error OpenError() {
    auto store = TryOpen();
    EXPECT_FALSE(store.has_value());
    return store.has_value() ? Error{} : store.error();
  }
};

TEST_F(SqliteDamage, G32_AFileThatIsNoDatabaseIsNamedWithTheWayOutAndLeftAlone) {
  MakeDatabase();
  const std::string garbage = std::string(8192, 'x');
  WriteBytes(path(), garbage);
  const Error error = OpenError();
  EXPECT_EQ(error.code, Code::Internal);
  EXPECT_THAT(error.message, HasSubstr(path()));
  EXPECT_THAT(error.message, HasSubstr("rexray db rebuild -f MANIFESTS"));
  EXPECT_EQ(FileBytes(path()), garbage);
}

TEST_F(SqliteDamage, G32_TheNewestBackupIsNamed) {
  MakeDatabase();
  std::filesystem::create_directory(folder() + "/backups");
  for (const char* time : {"20260101T000000Z-v1", "20270101T000000Z-v1", "20250101T000000Z-v0"}) {
    WriteBytes(folder() + "/backups/rexray-" + time + ".db", "");
  }
  WriteBytes(path(), std::string(8192, 'x'));
  EXPECT_THAT(OpenError().message, HasSubstr("rexray db restore " + folder() +
                                             "/backups/rexray-20270101T000000Z-v1.db"));
}

TEST_F(SqliteDamage, G32_ACutFileIsRefused) {
  MakeDatabase();
  const std::string bytes = FileBytes(path());
  WriteBytes(path(), bytes.substr(0, bytes.size() / 2));
  EXPECT_EQ(OpenError().reason, "DatabaseDamaged");
}

TEST_F(SqliteDamage, G32_AnEmptiedFileIsNotTakenForANewOne) {
  Open();
  Declare("pg");
  const std::string log = FileBytes(path() + "-wal");
  ASSERT_FALSE(log.empty());
  Close();
  WriteBytes(path(), "");
  WriteBytes(path() + "-wal", log);
  EXPECT_EQ(OpenError().reason, "DatabaseDamaged");
  EXPECT_EQ(FileBytes(path() + "-wal"), log);
}

TEST_F(SqliteDamage, ADatabaseOfAnotherProgramIsRefusedAndLeftAlone) {
  Raw("CREATE TABLE theirs(x); INSERT INTO theirs VALUES(1)");
  const std::string bytes = FileBytes(path());
  const Error error = OpenError();
  EXPECT_EQ(error.code, Code::FailedPrecondition);
  EXPECT_THAT(error.message, HasSubstr("not a database of rexray"));
  EXPECT_EQ(FileBytes(path()), bytes);
}

TEST_F(SqliteDamage, G32_AMissingRowOfAnyTableStopsNothing) {
  for (const char* table : {"meta", "names", "volumes", "attachments", "records", "claims",
                            "operations", "events", "removed_attachments"}) {
    Open();
    Declare("pg");
    Begin("pg");
    Close();
    Raw(std::string("DELETE FROM ") + table);
    Open();
    EXPECT_TRUE(store().LoadAll().has_value()) << table;
    Declare("pg");
    EXPECT_TRUE(Load("pg").volume.has_value()) << table;
    Close();
  }
}

// Whatever byte flips: an answer or an error, never a crash, and never another volume's identity.
TEST_F(SqliteDamage, G32_ARandomByteNeverMixesUpVolumes) {
  MakeDatabase();
  const std::string bytes = FileBytes(path());
  std::mt19937 random(20260720);
  int opened = 0;
  for (int round = 0; round < 150; ++round) {
    std::string flipped = bytes;
    flipped[random() % flipped.size()] ^= static_cast<char>(1 + random() % 255);
    WriteBytes(path(), flipped);
    auto store = TryOpen();
    if (!store.has_value()) continue;
    const auto states = (*store)->LoadAll();
    if (!states.has_value()) continue;
    ++opened;
    for (const VolumeState& state : *states) {
      EXPECT_TRUE(!state.volume.has_value() || state.volume->spec.name == state.name);
      for (const auto& attachment : state.attachments)
        EXPECT_EQ(attachment.spec.volume, state.name);
    }
  }
  EXPECT_GT(opened, 50);
}

}  // namespace
}  // namespace rexray
