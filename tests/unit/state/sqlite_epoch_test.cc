#include "state/sqlite_epoch.h"

#include "tests/unit/state/sqlite_fixture.h"

namespace rexray {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class SqliteEpoch : public SqliteFixture {
 protected:
  void SetUp() override { Open(); }

  // A volume that was created, as the operation `action` left it.
  void Create(const std::string& name) {
    Declare(name);
    const Operation operation = Begin(name);
    Record record = Load(name).record;
    record.createStarted = true;
    record.backendId = BackendId{"vol-" + name};
    End(operation, record);
  }
  void End(Operation operation, const Record& record) {
    operation.finished = At(20);
    operation.outcome = OperationOutcome::Succeeded;
    ASSERT_TRUE(store().FinishOperation(operation, record, {}).has_value());
  }
  void NextEpoch() {
    Close();
    SqliteConnection database(path(), SqliteAccess::ReadWrite);
    ASSERT_TRUE(BeginEpoch(database, {EpochOf(database) + 1, "restored", At(500)}).has_value());
    Open();
  }
};

TEST_F(SqliteEpoch, G32_TheNodeIsHeldAndTheEpochCounts) {
  NextEpoch();
  NextEpoch();
  EXPECT_EQ(store().Meta(kMetaEpoch).value(), "3");
  EXPECT_EQ(store().Meta(kMetaHeld).value(), ToRfc3339(At(500)));
  EXPECT_THAT(store().Events({}).value(), SizeIs(2));
}

TEST_F(SqliteEpoch, G01_WhatWasMadeCountsAsFormattedAndWhatWasNotDoesNot) {
  Create("made");
  Declare("wished");
  NextEpoch();
  EXPECT_TRUE(Load("made").ofEarlierEpoch);
  EXPECT_FALSE(Load("wished").ofEarlierEpoch);
}

TEST_F(SqliteEpoch, G01_OnlyAFormatByLeaveThatSucceededEndsThat) {
  Create("pg");
  NextEpoch();
  const Permit permit{PermitKind::Format, "vol-pg", "", "ann", At(510)};
  ASSERT_TRUE(store().Grant({"pg"}, permit, {}).has_value());
  VolumeState state = Load("pg");
  Operation mark = SampleOperation("pg", ActionKind::MarkFormatting);
  mark.permit = PermitKind::Format;
  const auto begun = store().BeginOperation(mark, state.record, state.revision);
  ASSERT_TRUE(begun.has_value()) << begun.error().message;
  EXPECT_TRUE(Load("pg").ofEarlierEpoch);
  End(*begun, Load("pg").record);
  EXPECT_FALSE(Load("pg").ofEarlierEpoch);
}

TEST_F(SqliteEpoch, ANameWhoseVolumeIsGoneStandsForANewOne) {
  Create("pg");
  NextEpoch();
  ASSERT_TRUE(store().Commit(Removing({{{"pg"}, At(600)}}), At(600)).has_value());
  VolumeState state = Load("pg");
  auto forget = store().BeginOperation(SampleOperation("pg", ActionKind::Forget), state.record,
                                       state.revision);
  ASSERT_TRUE(forget.has_value());
  forget->finished = At(610);
  forget->outcome = OperationOutcome::Succeeded;
  ASSERT_TRUE(
      store()
          .FinishForget(*forget, Load("pg").record, {}, {.volume = true, .backendDeleted = true})
          .has_value());
  Declare("pg");
  EXPECT_FALSE(Load("pg").ofEarlierEpoch);
}

TEST_F(SqliteEpoch, G09_NoDeletionOfAnEarlierEpochDestroysAnything) {
  Sourced<VolumeSpec> volume = SampleVolume("pg");
  volume.spec.reclaimPolicy = ReclaimPolicy::Delete;
  ASSERT_TRUE(store().Commit(Declaring({volume}), At(1)).has_value());
  ASSERT_TRUE(store().Commit(Removing({{{"pg"}, At(100)}}), At(2)).has_value());
  ASSERT_EQ(Load("pg").tombstone->reclaimPolicy, ReclaimPolicy::Delete);
  NextEpoch();
  EXPECT_EQ(Load("pg").tombstone->reclaimPolicy, ReclaimPolicy::Retain);
}

TEST_F(SqliteEpoch, G01_AnOperatorsLeaveIsVoid) {
  Create("pg");
  const Permit permit{PermitKind::Format, "vol-pg", "", "ann", At(100)};
  ASSERT_TRUE(store().Grant({"pg"}, permit, {}).has_value());
  NextEpoch();
  EXPECT_THAT(Load("pg").permits, IsEmpty());
}

TEST_F(SqliteEpoch, G20_TokensBeginAboveAllThatAnEarlierEpochCanHaveGiven) {
  Create("pg");
  const VolumeState before = Load("pg");
  NextEpoch();
  const VolumeState after = Load("pg");
  EXPECT_GE(after.record.fencingToken, 1ULL << 32);
  EXPECT_GT(after.revision, before.revision);
  EXPECT_GE(after.record.lastEffectAt, At(500));
  EXPECT_EQ(store().SaveRecord(before.record).error().code, Code::Aborted) << "a late finisher";
  EXPECT_GT(Begin("pg").fencingToken, 1ULL << 32);
}

TEST_F(SqliteEpoch, ARowThatCannotBeReadGoesToQuarantineAndItsVolumeCountsAsFormatted) {
  Create("pg");
  Close();
  Raw("UPDATE records SET body='{'");
  NextEpoch();
  EXPECT_THAT(store().Quarantine().value(), SizeIs(1));
  EXPECT_TRUE(Load("pg").ofEarlierEpoch);
}

}  // namespace
}  // namespace rexray
