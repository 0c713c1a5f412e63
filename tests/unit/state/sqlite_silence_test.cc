#include <sys/stat.h>

#include "tests/unit/state/sqlite_fixture.h"

namespace rexray {
namespace {

// What a write would move: both files' sizes and times, and SQLite's own counter as another
// connection sees it.
struct Traces {
  std::string files;
  std::int64_t dataVersion = 0;
  std::uint64_t commits = 0;
  std::uint64_t rows = 0;
  friend bool operator==(const Traces&, const Traces&) = default;
};

class SqliteSilence : public SqliteFixture {
 protected:
  void SetUp() override {
    Open();
    Declare("pg");
    observer_ = std::make_unique<SqliteConnection>(path(), SqliteAccess::ReadOnly);
  }
  void TearDown() override { observer_.reset(); }

  Traces Look() {
    Traces traces;
    for (const std::string& file : {path(), path() + "-wal"}) {
      struct stat status {};
      ::stat(file.c_str(), &status);
      traces.files += std::to_string(status.st_size) + "@" + std::to_string(status.st_mtim.tv_sec) +
                      "." + std::to_string(status.st_mtim.tv_nsec) + " ";
    }
    traces.dataVersion = observer_->Pragma("data_version");
    traces.commits = store().Stats().commits;
    traces.rows = store().Stats().writtenRows;
    return traces;
  }

  template <class Call>
  void ExpectSilent(Call call) {
    const Traces before = Look();
    call();
    EXPECT_EQ(Look(), before);
  }

 private:
  std::unique_ptr<SqliteConnection> observer_;
};

TEST_F(SqliteSilence, ARealChangeIsSeen) {
  const Traces before = Look();
  Declare("log");
  EXPECT_FALSE(Look() == before);
}

TEST_F(SqliteSilence, CommittingTheSameWritesNothing) {
  ExpectSilent([&] { Declare("pg"); });
}

TEST_F(SqliteSilence, APreviewWritesNothing) {
  ExpectSilent([&] {
    EXPECT_TRUE(store().PreviewCommit(Declaring({SampleVolume("new")}), At(2)).has_value());
    EXPECT_TRUE(store().PreviewCommit(Removing({{{"pg"}, At(9)}}), At(2)).has_value());
  });
}

TEST_F(SqliteSilence, SavingTheSameRecordWritesNothing) {
  const Record record = Load("pg").record;
  ASSERT_TRUE(store().SaveRecord(record).has_value());
  ExpectSilent([&] { EXPECT_TRUE(store().SaveRecord(record).has_value()); });
}

TEST_F(SqliteSilence, RefusalsWriteNothing) {
  const VolumeState state = Load("pg");
  Begin("pg");
  ExpectSilent([&] {
    EXPECT_FALSE(store().SaveRecord(state.record).has_value());
    EXPECT_FALSE(store().BeginOperation(SampleOperation("pg"), state.record, 99).has_value());
    EXPECT_FALSE(store()
                     .Commit(Declaring({SampleVolume("x")}, {SampleAttachment("a", "y")}), At(2))
                     .has_value());
  });
}

TEST_F(SqliteSilence, EverythingElseThatChangesNothingWritesNothing) {
  ASSERT_TRUE(store().SetMeta("epoch", "1").has_value());
  ASSERT_TRUE(store().PutClaim(SampleClaim("pg", "c"), At(2)).has_value());
  ExpectSilent([&] {
    EXPECT_TRUE(store().SetMeta("epoch", "1").has_value());
    EXPECT_TRUE(store().PutClaim(SampleClaim("pg", "c"), At(3)).has_value());
    EXPECT_TRUE(store().PutClaim(SampleClaim("pg", "unknown", 0), At(3)).has_value());
    EXPECT_TRUE(store().DropClaimsOfOtherBoots({"db1"}, {"boot-1"}, At(3)).has_value());
    EXPECT_TRUE(store().SetPaused({"pg"}, false).has_value());
    EXPECT_TRUE(store().AppendEvents({}).has_value());
    EXPECT_TRUE(store().Prune(At(0), 1000).has_value());
    EXPECT_TRUE(store().LoadAll().has_value());
  });
}

TEST_F(SqliteSilence, OpeningWritesNothingToTheFile) {
  Close();
  const std::string before = FileBytes(path());
  Open();
  Load("pg");
  Close();
  EXPECT_EQ(FileBytes(path()), before);
  Open();
}

}  // namespace
}  // namespace rexray
