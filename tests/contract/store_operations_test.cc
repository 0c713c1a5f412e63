#include "tests/contract/store_contract.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class StoreOperations : public StoreContract {};
REXRAY_FOR_EACH_STORE(StoreOperations);

std::vector<OperationId> Ids(const Result<std::vector<Operation>>& operations) {
  std::vector<OperationId> ids;
  for (const Operation& operation : operations.value()) ids.push_back(operation.id);
  return ids;
}

TEST_P(StoreOperations, AnIntentGetsAnIdAndTheNextTokenAndSavesTheRecord) {
  VolumeState state = Declare("pg");
  state.record.createStarted = true;
  const auto begun = store().BeginOperation(SampleOperation("pg", ActionKind::Create), state.record,
                                            state.revision);
  ASSERT_TRUE(begun.has_value());
  EXPECT_GT(begun->id, 0);
  EXPECT_EQ(begun->fencingToken, 1u);
  Reopen();
  state = Load("pg");
  EXPECT_TRUE(state.record.createStarted);
  EXPECT_EQ(state.record.fencingToken, 1u);
  ASSERT_TRUE(state.openOperation.has_value());
  EXPECT_EQ(state.openOperation->id, begun->id);
  EXPECT_EQ(state.openOperation->action, ActionKind::Create);
  EXPECT_EQ(state.openOperation->process, "42/1000");
}

TEST_P(StoreOperations, AnOutcomeClosesTheOperationWithRecordAndEvents) {
  Declare("pg");
  Operation operation = Begin("pg");
  Record record = Load("pg").record;
  record.attach = AttachRecord{"/dev/loop1", {"loop:1"}, {"boot-1"}};
  operation.finished = At(12);
  operation.outcome = OperationOutcome::Failed;
  operation.error = Error{Code::Unavailable, "no answer", "Timeout"};
  ASSERT_TRUE(
      store().FinishOperation(operation, record, {SampleEvent("pg", "Failed")}).has_value());
  const VolumeState state = Load("pg");
  EXPECT_FALSE(state.openOperation.has_value());
  EXPECT_EQ(state.record.attach, record.attach);
  const auto operations = store().Operations({});
  ASSERT_THAT(operations.value(), SizeIs(1));
  EXPECT_EQ(operations->front().outcome, OperationOutcome::Failed);
  EXPECT_EQ(operations->front().finished, At(12));
  EXPECT_EQ(operations->front().error->reason, "Timeout");
  EXPECT_THAT(store().Events({}).value(), SizeIs(1));
}

TEST_P(StoreOperations, ANewIntentInterruptsTheOpenOne) {
  Declare("pg");
  const Operation first = Begin("pg", ActionKind::Attach, At(10));
  const Operation second = Begin("pg", ActionKind::Attach, At(20));
  EXPECT_EQ(second.fencingToken, first.fencingToken + 1);
  EXPECT_EQ(Load("pg").openOperation->id, second.id);
  const auto operations = store().Operations({}).value();
  ASSERT_THAT(operations, SizeIs(2));
  EXPECT_EQ(operations[1].id, first.id);
  EXPECT_EQ(operations[1].outcome, OperationOutcome::Interrupted);
  EXPECT_EQ(operations[1].finished, At(20));
}

TEST_P(StoreOperations, ALateFinisherIsRefused) {
  Declare("pg");
  Operation late = Begin("pg");
  const Record old = Load("pg").record;
  Begin("pg");
  late.finished = At(30);
  late.outcome = OperationOutcome::Succeeded;
  EXPECT_EQ(store().FinishOperation(late, old, {SampleEvent("pg", "Mounted")}).error().code,
            Code::Aborted);
  EXPECT_EQ(store().SaveRecord(old).error().code, Code::Aborted);
  EXPECT_THAT(store().Events({}).value(), IsEmpty());
}

TEST_P(StoreOperations, AnIntentOfAnOlderWishIsRefused) {
  const VolumeState planned = Declare("pg");
  Commit(Removing({}, {{"pg-db1"}}));
  const auto begun =
      store().BeginOperation(SampleOperation("pg"), planned.record, planned.revision);
  EXPECT_EQ(begun.error().code, Code::Aborted);
  EXPECT_FALSE(Load("pg").openOperation.has_value());
}

TEST_P(StoreOperations, AnIntentWithAnOlderRecordIsRefused) {
  const VolumeState old = Declare("pg");
  Finish(Begin("pg"));
  const auto begun = store().BeginOperation(SampleOperation("pg"), old.record, old.revision);
  EXPECT_EQ(begun.error().code, Code::Aborted);
}

TEST_P(StoreOperations, NothingIsFinishedWithoutOutcomeOrTwice) {
  Declare("pg");
  const Operation operation = Begin("pg");
  const Record record = Load("pg").record;
  EXPECT_EQ(store().FinishOperation(operation, record, {}).error().code, Code::Internal);
  Finish(operation);
  Operation again = operation;
  again.finished = At(40);
  again.outcome = OperationOutcome::Failed;
  EXPECT_EQ(store().FinishOperation(again, record, {}).error().code, Code::Aborted);
  again.id = 4711;
  EXPECT_EQ(store().FinishOperation(again, record, {}).error().code, Code::NotFound);
}

TEST_P(StoreOperations, AreListedNewestFirstByVolumeAndByBeingOpen) {
  Declare("pg");
  Declare("log");
  const auto a = Begin("pg");
  Finish(a);
  const auto b = Begin("log");
  const auto c = Begin("pg");
  EXPECT_THAT(Ids(store().Operations({})), ElementsAre(c.id, b.id, a.id));
  EXPECT_THAT(Ids(store().Operations({VolumeName{"pg"}})), ElementsAre(c.id, a.id));
  EXPECT_THAT(Ids(store().Operations({std::nullopt, true})), ElementsAre(c.id, b.id));
  EXPECT_THAT(Ids(store().Operations({VolumeName{"log"}, true})), ElementsAre(b.id));
  EXPECT_THAT(Ids(store().Operations({std::nullopt, false, 1})), ElementsAre(c.id));
}

TEST_P(StoreOperations, ARecordIsReadBackAsItWasSaved) {
  Record record = FullRecord();
  record.uid = Declare("pgdata").uid;
  ASSERT_TRUE(store().SaveRecord(record).has_value());
  Reopen();
  EXPECT_EQ(Load("pgdata").record, record);
}

TEST_P(StoreOperations, ARecordOfAnotherVolumeOrOfNoneIsRefused) {
  Record record = Declare("pg").record;
  record.uid = {"another"};
  EXPECT_EQ(store().SaveRecord(record).error().code, Code::Internal);
  record.volume = {"nobody"};
  EXPECT_EQ(store().SaveRecord(record).error().code, Code::NotFound);
  EXPECT_THAT(Names(), ElementsAre("pg"));
}

TEST_P(StoreOperations, EventsComeOldestFirstFromWhereTheReaderStands) {
  ASSERT_TRUE(
      store()
          .AppendEvents({SampleEvent("pg", "A"), SampleEvent("", "B"), SampleEvent("pg", "C")})
          .has_value());
  const auto all = store().Events({}).value();
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[0].reason + all[1].reason + all[2].reason, "ABC");
  EXPECT_LT(all[0].id, all[1].id);
  const auto later = store().Events({VolumeName{"pg"}, all[0].id}).value();
  ASSERT_THAT(later, SizeIs(1));
  EXPECT_EQ(later[0].reason, "C");
  EXPECT_EQ(store().Events({std::nullopt, 0, 2}).value().back().reason, "B");
}

TEST_P(StoreOperations, PruningDropsTheOldAndTheSurplusButNothingOpen) {
  Declare("pg");
  const auto open = Begin("pg", ActionKind::Attach, At(1));
  Declare("log");
  for (int second = 10; second < 20; ++second) Finish(Begin("log", ActionKind::Mount, At(second)));
  for (int second = 10; second < 20; ++second) {
    ASSERT_TRUE(store().AppendEvents({SampleEvent("log", "Mounted", At(second))}).has_value());
  }
  ASSERT_TRUE(store().Prune(At(15), 100).has_value());
  EXPECT_THAT(store().Operations({}).value(), SizeIs(6));
  EXPECT_THAT(store().Events({}).value(), SizeIs(5));
  ASSERT_TRUE(store().Prune(At(0), 2).has_value());
  EXPECT_EQ(store().Operations({}).value().back().id, open.id);
  EXPECT_THAT(store().Operations({}).value(), SizeIs(3));
  EXPECT_EQ(store().Events({}).value().front().at, At(18));
  const auto last = store().Events({}).value().back().id;
  ASSERT_TRUE(store().Prune(At(100), 0).has_value());
  ASSERT_TRUE(store().AppendEvents({SampleEvent("log", "Next")}).has_value());
  EXPECT_GT(store().Events({}).value().front().id, last);
}

}  // namespace
}  // namespace rexray
