#include "tests/contract/store_contract.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class StoreRename : public StoreContract {
 protected:
  // A volume that exists at its backend, deleted.
  VolumeState Delete(const std::string& name) {
    Record record = Declare(name).record;
    record.createStarted = true;
    record.backendId = BackendId{"vol-" + name};
    EXPECT_TRUE(store().SaveRecord(record).has_value());
    Finish(Begin(name), {SampleEvent(name, "Mounted")});
    Remove(name);
    return Load(name);
  }
  Code RefusalOf(const std::string& from, const std::string& to) {
    const auto renamed = store().Rename({from}, {to});
    EXPECT_FALSE(renamed.has_value());
    return renamed ? Code::Internal : renamed.error().code;
  }
};
REXRAY_FOR_EACH_STORE(StoreRename);

TEST_P(StoreRename, KeepsAllThatIsKnownOfTheVolume) {
  const VolumeState before = Delete("pg");
  ASSERT_TRUE(store().Rename({"pg"}, {"old"}).has_value());
  Reopen();
  const VolumeState after = Load("old");
  EXPECT_EQ(after.uid, before.uid);
  EXPECT_EQ(after.record.uid, before.uid);
  EXPECT_EQ(after.record.backendId, BackendId{"vol-pg"});
  EXPECT_EQ(after.tombstone, before.tombstone);
  EXPECT_EQ(after.former->volume.name.value, "old");
  EXPECT_EQ(after.former->volume.size, before.former->volume.size);
  EXPECT_EQ(after.former->attachments.front().volume.value, "old");
  EXPECT_THAT(after.removedAttachments, SizeIs(1));
  EXPECT_FALSE(after.damaged);
  EXPECT_THAT(store().Quarantine().value(), IsEmpty());
}

TEST_P(StoreRename, TakesClaimsPermitsAndHistoryAlong) {
  Declare("pg");
  Finish(Begin("pg"), {SampleEvent("pg", "Mounted")});
  Remove("pg");
  ASSERT_TRUE(store().PutClaim(SampleClaim("pg", "c"), At(6)).has_value());
  ASSERT_TRUE(store().Grant({"pg"}, {PermitKind::Format, "x", "", "", At(6)}, {}).has_value());
  ASSERT_TRUE(store().SetPaused({"pg"}, true).has_value());
  ASSERT_TRUE(store().Rename({"pg"}, {"old"}).has_value());
  const VolumeState after = Load("old");
  EXPECT_TRUE(after.paused);
  EXPECT_THAT(after.permits, SizeIs(1));
  ASSERT_THAT(after.claims, SizeIs(1));
  EXPECT_EQ(after.claims.front().volume.value, "old");
  EXPECT_THAT(store().Operations({VolumeName{"old"}}).value(), SizeIs(1));
  EXPECT_EQ(store().Operations({}).value().front().volume.value, "old");
  EXPECT_EQ(store().Events({VolumeName{"old"}}).value().front().volume.value, "old");
  EXPECT_THAT(store().Events({VolumeName{"pg"}}).value(), IsEmpty());
  EXPECT_THAT(store().Claims({"pg"}).value(), IsEmpty());
  EXPECT_THAT(store().Quarantine().value(), IsEmpty());
}

TEST_P(StoreRename, FreesTheNameForAnotherVolume) {
  const VolumeState before = Delete("pg");
  ASSERT_TRUE(store().Rename({"pg"}, {"old"}).has_value());
  EXPECT_THAT(Names(), ElementsAre("old"));
  const VolumeState next = Declare("pg");
  EXPECT_NE(next.uid, before.uid);
  EXPECT_EQ(next.uid, DeriveVolumeUid({"test-domain"}, {"local"}, {"pg"}, 1));
  EXPECT_FALSE(next.record.backendId.has_value());
  EXPECT_EQ(next.record.uid, next.uid);
  EXPECT_EQ(Load("old").uid, before.uid);
}

TEST_P(StoreRename, WhatWasPlannedForTheOldNameCannotBegin) {
  const VolumeState planned = Delete("pg");
  ASSERT_TRUE(store().Rename({"pg"}, {"old"}).has_value());
  const Operation intent = SampleOperation("pg", ActionKind::Delete);
  EXPECT_EQ(store().BeginOperation(intent, planned.record, planned.revision).error().code,
            Code::Aborted);
  Declare("pg");
  EXPECT_EQ(store().BeginOperation(intent, planned.record, planned.revision).error().code,
            Code::Aborted);
  EXPECT_EQ(store().SaveRecord(planned.record).error().code, Code::Aborted);
  Record late = planned.record;
  late.volume = {"old"};
  EXPECT_EQ(store().SaveRecord(late).error().code, Code::Aborted);
}

TEST_P(StoreRename, WhatWasObservedUnderTheOldNameIsNotCurrent) {
  Record record = Delete("pg").record;
  record.observedRevision = Load("pg").revision;
  ASSERT_TRUE(store().SaveRecord(record).has_value());
  ASSERT_TRUE(store().Rename({"pg"}, {"old"}).has_value());
  EXPECT_LT(Load("old").record.observedRevision, Load("old").revision);
  Finish(Begin("old"));
}

TEST_P(StoreRename, AnOrphanIsTakenBackUnderItsNewName) {
  Delete("pg");
  ASSERT_TRUE(Forget("pg", {.volume = true, .keepRecord = true}).has_value());
  ASSERT_TRUE(store().Rename({"pg"}, {"old"}).has_value());
  EXPECT_TRUE(Load("old").record.orphaned);
  const FormerSpecs former = *Load("old").former;
  Commit(Declaring({{former.volume, {"cli", ""}}}, {{former.attachments.front(), {"cli", ""}}}));
  EXPECT_EQ(Load("old").record.backendId, BackendId{"vol-pg"});
  EXPECT_FALSE(Load("old").record.orphaned);
  EXPECT_THAT(Load("old").attachments, SizeIs(1));
}

TEST_P(StoreRename, ANameThatWasUsedBeforeNeverGoesBackInTime) {
  Delete("old");
  const auto token = Begin("old").fencingToken;
  ASSERT_TRUE(Forget("old", {.volume = true, .backendDeleted = true}).has_value());
  const auto first = Delete("pg").uid;
  ASSERT_TRUE(store().Rename({"pg"}, {"old"}).has_value());
  EXPECT_GT(Begin("old").fencingToken, token);
  ASSERT_TRUE(Forget("old", {.volume = true, .backendDeleted = true}).has_value());
  EXPECT_NE(Declare("old").uid, first);
}

TEST_P(StoreRename, IsRefusedWhereItWouldMixThingsUp) {
  Declare("pg");
  Declare("log");
  EXPECT_EQ(RefusalOf("pg", "old"), Code::FailedPrecondition) << "it is declared";
  EXPECT_EQ(RefusalOf("nobody", "old"), Code::NotFound);
  Remove("pg");
  EXPECT_EQ(RefusalOf("pg", "log"), Code::AlreadyExists);
  EXPECT_EQ(RefusalOf("pg", "pg"), Code::AlreadyExists);
  const Operation open = Begin("pg", ActionKind::Delete);
  EXPECT_EQ(RefusalOf("pg", "old"), Code::Aborted);
  Finish(open);
  EXPECT_TRUE(store().Rename({"pg"}, {"old"}).has_value());
  EXPECT_THAT(Names(), ElementsAre("log", "old"));
}

}  // namespace
}  // namespace rexray
