#include "tests/contract/store_contract.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class StoreRemoval : public StoreContract {
 protected:
  // As after a Create: a removal then concerns a backend volume.
  void MakeExist(const std::string& name) {
    Record record = Load(name).record;
    record.createStarted = true;
    record.backendId = BackendId{"vol-" + name};
    ASSERT_TRUE(store().SaveRecord(record).has_value());
  }
};
REXRAY_FOR_EACH_STORE(StoreRemoval);

constexpr Store::ForgetRequest kOrphan{.volume = true, .keepRecord = true};
constexpr Store::ForgetRequest kDeleted{.volume = true, .backendDeleted = true};

TEST_P(StoreRemoval, ARemovedVolumeLeavesATombstoneWithTheRecordedPolicy) {
  auto volume = SampleVolume("pg");
  volume.spec.reclaimPolicy = ReclaimPolicy::Delete;
  Commit(Declaring({volume}, {SampleAttachment("pg-db1", "pg")}));
  EXPECT_THAT(InWords(Commit(Removing({{{"pg"}, At(99)}}), At(5))),
              ElementsAre("Deleted Volume pg 2", "Deleted Attachment pg-db1 1"));
  const VolumeState state = Load("pg");
  EXPECT_FALSE(state.volume.has_value());
  EXPECT_EQ(state.tombstone, (Tombstone{ReclaimPolicy::Delete, 2, At(5), At(99)}));
  EXPECT_THAT(state.attachments, IsEmpty());
  EXPECT_THAT(state.removedAttachments, SizeIs(1));
}

TEST_P(StoreRemoval, ARepeatedRemovalIsUnchangedUnlessItHastens) {
  Declare("pg");
  Remove("pg", At(99));
  EXPECT_THAT(InWords(Commit(Removing({{{"pg"}, At(500)}}))), ElementsAre("Unchanged Volume pg 2"));
  EXPECT_EQ(Load("pg").tombstone->deleteAfter, At(99));
  EXPECT_THAT(InWords(Commit(Removing({{{"pg"}, At(6)}}))), ElementsAre("Deleted Volume pg 2"));
  EXPECT_EQ(Load("pg").tombstone->deleteAfter, At(6));
}

TEST_P(StoreRemoval, CommittingAgainWithdrawsTheTombstoneAndKeepsUidAndRecord) {
  const auto uid = Declare("pg").uid;
  MakeExist("pg");
  Remove("pg");
  EXPECT_THAT(InWords(Commit(Declaring({SampleVolume("pg")}))), ElementsAre("Created Volume pg 3"));
  const VolumeState state = Load("pg");
  EXPECT_FALSE(state.tombstone.has_value());
  EXPECT_EQ(state.uid, uid);
  EXPECT_EQ(state.record.backendId, BackendId{"vol-pg"});
}

TEST_P(StoreRemoval, AnAttachmentComesBackWithoutItsTombstone) {
  Declare("pg");
  EXPECT_THAT(InWords(Commit(Removing({}, {{"pg-db1"}}), At(4))),
              ElementsAre("Deleted Attachment pg-db1 1"));
  EXPECT_THAT(Load("pg").removedAttachments, SizeIs(1));
  EXPECT_THAT(InWords(Commit(Removing({}, {{"pg-db1"}}), At(5))),
              ElementsAre("Unchanged Attachment pg-db1 1"));
  EXPECT_THAT(InWords(Commit(Declaring({}, {SampleAttachment("pg-db1", "pg")}))),
              ElementsAre("Created Attachment pg-db1 2"));
  EXPECT_THAT(Load("pg").removedAttachments, IsEmpty());
}

TEST_P(StoreRemoval, ForgettingAnAttachmentKeepsTheVolume) {
  Declare("pg");
  Commit(Removing({}, {{"pg-db1"}}));
  ASSERT_TRUE(Forget("pg", {}).has_value());
  const VolumeState state = Load("pg");
  EXPECT_TRUE(state.volume.has_value());
  EXPECT_THAT(state.removedAttachments, IsEmpty());
  EXPECT_FALSE(state.openOperation.has_value());
}

TEST_P(StoreRemoval, G09_KeepsHowItWasDeclaredUntilItIsDeclaredAgain) {
  const auto volume = SampleVolume("pg");
  const auto here = SampleAttachment("pg-db1", "pg");
  const auto there = SampleAttachment("pg-db2", "pg", "db2");
  Commit(Declaring({volume}, {here, there}));
  EXPECT_FALSE(Load("pg").former.has_value());
  // As a manifest is deleted: Attachments by their names, the others go with the volume.
  Commit(Removing({{{"pg"}, At(99)}}, {{"pg-db2"}}));
  const FormerSpecs former{volume.spec, {there.spec, here.spec}};
  EXPECT_EQ(Load("pg").former, former);
  ASSERT_TRUE(Forget("pg", kOrphan).has_value());
  Reopen();
  EXPECT_EQ(Load("pg").former, former);
  Declare("pg");
  EXPECT_FALSE(Load("pg").former.has_value());
}

TEST_P(StoreRemoval, AttachmentsDeletedBeforeDoNotComeBackWithIt) {
  Declare("pg");
  Commit(Removing({}, {{"pg-db1"}}));
  Remove("pg");
  EXPECT_THAT(Load("pg").former->attachments, IsEmpty());
}

TEST_P(StoreRemoval, ARetainedVolumeStaysAsOrphan) {
  Declare("pg");
  MakeExist("pg");
  Remove("pg");
  ASSERT_TRUE(Forget("pg", kOrphan).has_value());
  Reopen();
  const VolumeState state = Load("pg");
  EXPECT_TRUE(state.record.orphaned);
  EXPECT_EQ(state.record.backendId, BackendId{"vol-pg"});
  EXPECT_FALSE(state.volume.has_value());
  EXPECT_FALSE(state.tombstone.has_value());
  EXPECT_THAT(state.removedAttachments, IsEmpty());
  EXPECT_THAT(Names(), ElementsAre("pg"));
  EXPECT_THAT(InWords(Commit(Removing({{{"pg"}, At(9)}}))), ElementsAre("Unchanged Volume pg 2"));
}

TEST_P(StoreRemoval, AnOrphanIsTakenBackByItsNameOnItsService) {
  const auto uid = Declare("pg").uid;
  MakeExist("pg");
  Remove("pg");
  ASSERT_TRUE(Forget("pg", kOrphan).has_value());
  auto elsewhere = SampleVolume("pg");
  elsewhere.spec.service = {"other"};
  const auto refused = store().Commit(Declaring({elsewhere}), At(9));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::FailedPrecondition);
  EXPECT_THAT(refused.error().message, HasSubstr("declare service local"));
  EXPECT_THAT(InWords(Commit(Declaring({SampleVolume("pg")}))), ElementsAre("Created Volume pg 3"));
  EXPECT_FALSE(Load("pg").record.orphaned);
  EXPECT_EQ(Load("pg").record.backendId, BackendId{"vol-pg"});
  EXPECT_EQ(Load("pg").uid, uid);
}

TEST_P(StoreRemoval, ADeletedVolumeIsGoneAndItsNameMakesAnotherVolume) {
  const VolumeState first = Declare("pg");
  MakeExist("pg");
  ASSERT_TRUE(store().PutClaim(SampleClaim("pg", "c"), At(2)).has_value());
  const auto token = Begin("pg").fencingToken;
  Remove("pg");
  ASSERT_TRUE(Forget("pg", kDeleted).has_value());
  EXPECT_THAT(Names(), IsEmpty());
  EXPECT_EQ(store().Load({"pg"}).error().code, Code::NotFound);
  EXPECT_THAT(store().Claims({"pg"}).value(), IsEmpty());

  const VolumeState second = Declare("pg");
  EXPECT_EQ(second.incarnation, 1u);
  EXPECT_EQ(second.uid, DeriveVolumeUid({"test-domain"}, {"local"}, {"pg"}, 1));
  EXPECT_NE(second.uid, first.uid);
  EXPECT_FALSE(second.record.createStarted);
  EXPECT_FALSE(second.paused);
  EXPECT_GT(Begin("pg").fencingToken, token);
  EXPECT_EQ(store().SaveRecord(first.record).error().code, Code::Aborted);
}

TEST_P(StoreRemoval, AVolumeThatNeverExistedKeepsItsIncarnation) {
  const auto uid = Declare("pg").uid;
  Remove("pg");
  ASSERT_TRUE(Forget("pg", {.volume = true}).has_value());
  EXPECT_EQ(Declare("pg").uid, uid);
}

TEST_P(StoreRemoval, NothingIsForgottenThatIsWantedAgain) {
  Declare("pg");
  Remove("pg");
  Operation operation = Begin("pg", ActionKind::Forget);
  Declare("pg");
  operation.finished = At(11);
  operation.outcome = OperationOutcome::Succeeded;
  EXPECT_EQ(store().FinishForget(operation, Load("pg").record, {}, kDeleted).error().code,
            Code::Aborted);
  EXPECT_TRUE(Load("pg").volume.has_value());
  EXPECT_THAT(Load("pg").attachments, SizeIs(1));
}

TEST_P(StoreRemoval, ARemovalOfAfterTheIntentIsNotForgottenWithIt) {
  Commit(Declaring({SampleVolume("pg")},
                   {SampleAttachment("a", "pg"), SampleAttachment("b", "pg", "db2")}));
  Commit(Removing({}, {{"a"}}));
  Operation operation = Begin("pg", ActionKind::Forget);
  Commit(Removing({}, {{"b"}}));
  operation.finished = At(11);
  operation.outcome = OperationOutcome::Succeeded;
  EXPECT_EQ(store().FinishForget(operation, Load("pg").record, {}, {}).error().code, Code::Aborted);
  EXPECT_THAT(Load("pg").removedAttachments, SizeIs(2));
}

TEST_P(StoreRemoval, AVolumeThatIsNotRemovedIsNeverForgotten) {
  Declare("pg");
  EXPECT_EQ(Forget("pg", kDeleted).error().code, Code::Aborted);
  EXPECT_TRUE(Load("pg").volume.has_value());
}

}  // namespace
}  // namespace rexray
