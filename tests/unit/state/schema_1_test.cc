#include "state/migrations.h"
#include "tests/unit/state/sqlite_fixture.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// What a version with schema 1 left behind (schema_1.sql tells what), opened by this one.
class SchemaOne : public SqliteFixture {
 protected:
  void SetUp() override {
    Raw(FileBytes(REXRAY_SOURCE_DIR "/tests/unit/state/schema_1.sql"));
    ASSERT_EQ(RawText("PRAGMA user_version"), "1");
    Open();
  }
};

TEST_F(SchemaOne, G32_IsMigratedAfterABackupWithNothingLost) {
  EXPECT_EQ(RawText("PRAGMA user_version"), std::to_string(Migrations().back().version));
  EXPECT_THAT(store().Quarantine().value(), IsEmpty());
  EXPECT_THAT(store().VolumeNames().value(),
              ElementsAre(VolumeName{"deleted"}, VolumeName{"live"}, VolumeName{"orphan"}));
  EXPECT_THAT(store().Operations({}).value(), SizeIs(8));
  EXPECT_THAT(store().Events({}).value(), SizeIs(7));
  EXPECT_EQ(store().Meta("epoch").value(), "1");
  const auto backups = std::filesystem::directory_iterator(folder() + "/backups");
  const std::string backup = begin(backups)->path();
  EXPECT_EQ(SqliteConnection(backup, SqliteAccess::ReadOnly).Pragma("user_version"), 1);
}

TEST_F(SchemaOne, KeepsWhatIsDeclaredAndRecorded) {
  const VolumeState live = Load("live");
  EXPECT_EQ(live.uid, DeriveVolumeUid({"test-domain"}, {"local"}, {"live"}, 0));
  EXPECT_EQ(live.volume->spec.size, Bytes{1 << 30});
  EXPECT_EQ(live.volume->spec.accessMode, AccessMode::ReadWriteOnce);
  EXPECT_THAT(live.attachments, SizeIs(1));
  EXPECT_EQ(live.attachments.front().spec.preemption, Preemption::Never);
  EXPECT_EQ(live.record.mount->target, "/srv/live");
  EXPECT_EQ(live.record.facts->format.phase, FormatPhase::Formatted);
  EXPECT_THAT(live.claims, SizeIs(1));
  EXPECT_EQ(live.openOperation->action, ActionKind::Remount);
  EXPECT_THAT(live.permits, IsEmpty());
}

TEST_F(SchemaOne, RemovalsGoOnAndTheirNamesAreRemembered) {
  const VolumeState deleted = Load("deleted");
  EXPECT_EQ(deleted.tombstone->deleteAfter, At(90000));
  EXPECT_TRUE(deleted.paused);
  EXPECT_FALSE(deleted.former.has_value());
  EXPECT_TRUE(Load("orphan").record.orphaned);
  EXPECT_EQ(Load("orphan").record.backendId, BackendId{"vol-orphan"});
  Declare("gone");
  EXPECT_EQ(Load("gone").uid, DeriveVolumeUid({"test-domain"}, {"local"}, {"gone"}, 1));
}

TEST_F(SchemaOne, TakesWhatTheNewSchemaAdds) {
  const Permit permit{PermitKind::Preempt, "db2", "it is off", "ann", At(100)};
  ASSERT_TRUE(store().Grant({"live"}, permit, {}).has_value());
  ASSERT_TRUE(store().Rename({"deleted"}, {"old"}).has_value());
  ASSERT_TRUE(store().Commit(Removing({{{"live"}, At(200)}}), At(100)).has_value());
  Reopen();
  EXPECT_EQ(Load("old").record.backendId, BackendId{"vol-deleted"});
  EXPECT_THAT(Load("live").former->attachments, SizeIs(1));
}

}  // namespace
}  // namespace rexray
