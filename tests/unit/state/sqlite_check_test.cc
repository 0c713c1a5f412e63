#include "state/sqlite_check.h"

#include "tests/unit/state/sqlite_fixture.h"

namespace rexray {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class SqliteCheck : public SqliteFixture {
 protected:
  void SetUp() override {
    Open();
    Declare("pg");
    Begin("pg");
  }
  DatabaseCheck Check() {
    auto check = CheckDatabase(path());
    EXPECT_TRUE(check.has_value()) << check.error().message;
    return check.value_or(DatabaseCheck{});
  }
};

TEST_F(SqliteCheck, OfASoundDatabaseUnderARunningDaemonNothingIsFoundAndNothingChanged) {
  const std::string bytes = FileBytes(path());
  const std::string log = FileBytes(path() + "-wal");
  const DatabaseCheck check = Check();
  EXPECT_THAT(check.findings, IsEmpty());
  EXPECT_EQ(check.volumes, 1u);
  EXPECT_EQ(check.epoch, 1u);
  EXPECT_EQ(FileBytes(path()), bytes);
  EXPECT_EQ(FileBytes(path() + "-wal"), log);
}

TEST_F(SqliteCheck, G32_ARowThatCannotBeReadIsNamedWithWhatEndsItAndLeftThere) {
  Close();
  Raw("UPDATE records SET body='{'");
  const DatabaseCheck check = Check();
  ASSERT_THAT(check.findings, SizeIs(1));
  const CheckFinding& finding = check.findings.front();
  EXPECT_EQ(finding.table, "records");
  EXPECT_EQ(finding.key, "pg");
  EXPECT_FALSE(finding.error.empty());
  EXPECT_THAT(finding.exit, HasSubstr("rexray delete volume pg"));
  EXPECT_FALSE(finding.quarantined);
  EXPECT_EQ(RawText("SELECT count(*) FROM quarantine"), "0");
}

TEST_F(SqliteCheck, G13_EachQuarantinedRowNamesWhatEndsIt) {
  Close();
  Raw("UPDATE records SET body='{'; UPDATE volumes SET spec='{'; UPDATE attachments SET spec='{'; "
      "UPDATE operations SET body='{'");
  Reopen();
  const DatabaseCheck check = Check();
  EXPECT_THAT(check.findings, SizeIs(4));
  for (const CheckFinding& each : check.findings) {
    EXPECT_TRUE(each.quarantined);
    EXPECT_FALSE(each.exit.empty()) << each.table;
  }
}

TEST_F(SqliteCheck, G32_WhateverBytesAreFlippedItAnswers) {
  Close();
  const std::string bytes = FileBytes(path());
  int found = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 97) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(~flipped[at]);
    WriteBytes(path(), flipped);
    const auto check = CheckDatabase(path());
    found += !check.has_value() || !check->findings.empty();
  }
  EXPECT_GT(found, 20);
}

TEST_F(SqliteCheck, ACutFileIsAFindingAndAMissingOneAnError) {
  Close();
  const std::string bytes = FileBytes(path());
  WriteBytes(path(), bytes.substr(0, bytes.size() / 2));
  const DatabaseCheck check = Check();
  ASSERT_FALSE(check.findings.empty());
  EXPECT_THAT(check.findings.front().exit, HasSubstr("rexray db restore"));
  std::filesystem::remove(path());
  EXPECT_EQ(CheckDatabase(path()).error().code, Code::NotFound);
}

TEST_F(SqliteCheck, AnOlderSchemaIsToldAndItsRowsAreLeftToTheMigration) {
  Close();
  std::filesystem::remove(path());
  Raw(FileBytes(REXRAY_SOURCE_DIR "/tests/unit/state/schema_1.sql"));
  const DatabaseCheck check = Check();
  EXPECT_EQ(check.schema, 1);
  EXPECT_GT(check.latestSchema, 1);
}

}  // namespace
}  // namespace rexray
