#include "tests/contract/store_contract.h"

namespace rexray {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const VolumeUid kTheirs{"11111111-2222-5333-8444-555555555555"};

class StoreAdopt : public StoreContract {
 protected:
  Result<void> FinishWithUid(Operation operation, const VolumeUid& uid) {
    operation.finished = At(11);
    operation.outcome = OperationOutcome::Succeeded;
    Record record = Load(operation.volume.value).record;
    record.uid = uid;
    record.backendId = BackendId{"vol-theirs"};
    return store().FinishOperation(operation, record, {});
  }
};
REXRAY_FOR_EACH_STORE(StoreAdopt);

TEST_P(StoreAdopt, TheOutcomeMayBringAnotherUid) {
  const auto before = Declare("pg").uid;
  ASSERT_TRUE(FinishWithUid(Begin("pg", ActionKind::Adopt), kTheirs).has_value());
  Reopen();
  const VolumeState state = Load("pg");
  EXPECT_NE(before, kTheirs);
  EXPECT_EQ(state.uid, kTheirs);
  EXPECT_EQ(state.record.uid, kTheirs);
  EXPECT_EQ(state.record.backendId, BackendId{"vol-theirs"});
  EXPECT_TRUE(state.volume.has_value());
  EXPECT_FALSE(state.damaged);
  EXPECT_THAT(store().Quarantine().value(), IsEmpty());
}

TEST_P(StoreAdopt, TheIntentMayBringItToo) {
  VolumeState state = Declare("pg");
  state.record.uid = kTheirs;
  const auto begun = store().BeginOperation(SampleOperation("pg", ActionKind::Adopt), state.record,
                                            state.revision);
  ASSERT_TRUE(begun.has_value()) << begun.error().message;
  EXPECT_EQ(Load("pg").uid, kTheirs);
  EXPECT_EQ(Load("pg").record.uid, kTheirs);
  Finish(*begun);
}

TEST_P(StoreAdopt, NothingElseChangesAUid) {
  VolumeState state = Declare("pg");
  const auto uid = state.uid;
  EXPECT_EQ(FinishWithUid(Begin("pg", ActionKind::Attach), kTheirs).error().code, Code::Internal);
  Operation disguised = Begin("pg", ActionKind::Attach);
  disguised.action = ActionKind::Adopt;  // what counts is what was begun
  EXPECT_EQ(FinishWithUid(disguised, kTheirs).error().code, Code::Internal);
  state = Load("pg");
  state.record.uid = kTheirs;
  EXPECT_EQ(store().SaveRecord(state.record).error().code, Code::Internal);
  EXPECT_EQ(Load("pg").uid, uid);
}

TEST_P(StoreAdopt, G44_OneBackendVolumeIsNeverTwoVolumes) {
  Declare("pg");
  ASSERT_TRUE(FinishWithUid(Begin("pg", ActionKind::Adopt), kTheirs).has_value());
  const VolumeState other = Declare("log");
  const Operation begun = Begin("log", ActionKind::Adopt);
  const auto refused = FinishWithUid(begun, kTheirs);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::AlreadyExists);
  EXPECT_THAT(refused.error().message, HasSubstr("it is volume pg already"));
  EXPECT_EQ(Load("log").uid, other.uid);
  EXPECT_FALSE(Load("log").record.backendId.has_value());
}

// The uid that a name would give may be borne by what was taken over under another name.
TEST_P(StoreAdopt, G44_ANewVolumeDerivesNoUidThatIsTaken) {
  const VolumeUid ofPg = DeriveVolumeUid({"test-domain"}, {"local"}, {"pg"}, 0);
  Declare("copy");
  ASSERT_TRUE(FinishWithUid(Begin("copy", ActionKind::Adopt), ofPg).has_value());
  const VolumeState next = Declare("pg");
  EXPECT_EQ(next.uid, DeriveVolumeUid({"test-domain"}, {"local"}, {"pg"}, 1));
  Remove("pg");
  ASSERT_TRUE(Forget("pg", {.volume = true, .backendDeleted = true}).has_value());
  EXPECT_EQ(Declare("pg").uid, DeriveVolumeUid({"test-domain"}, {"local"}, {"pg"}, 2));
}

}  // namespace
}  // namespace rexray
