#include "tests/contract/store_contract.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Permit kPreempt{PermitKind::Preempt, "db2", "db2 is powered off", "ann", At(3)};
const Permit kFormat{PermitKind::Format, "vol-pg", "it is scrap", "ann", At(4)};

class StorePermits : public StoreContract {
 protected:
  void Grant(const Permit& permit) {
    ASSERT_TRUE(store().Grant({"pg"}, permit, {SampleEvent("pg", "Permitted")}).has_value());
  }
  Result<Operation> BeginWith(PermitKind kind, ActionKind action) {
    const VolumeState state = Load("pg");
    Operation operation = SampleOperation("pg", action);
    operation.permit = kind;
    return store().BeginOperation(operation, state.record, state.revision);
  }
};
REXRAY_FOR_EACH_STORE(StorePermits);

TEST_P(StorePermits, AreKeptWithTheirEvents) {
  Declare("pg");
  Grant(kPreempt);
  Grant(kFormat);
  Reopen();
  EXPECT_THAT(Load("pg").permits, testing::UnorderedElementsAre(kPreempt, kFormat));
  EXPECT_THAT(store().LoadAll().value().front().permits, SizeIs(2));
  EXPECT_THAT(store().Events({VolumeName{"pg"}}).value(), SizeIs(2));
  EXPECT_EQ(store().Grant({"nobody"}, kPreempt, {}).error().code, Code::NotFound);
}

TEST_P(StorePermits, ANewOneTakesThePlaceOfItsKind) {
  Declare("pg");
  Grant(kPreempt);
  Permit other = kPreempt;
  other.subject = "db3";
  Grant(other);
  EXPECT_THAT(Load("pg").permits, ElementsAre(other));
}

// What was planned for another holder must not begin with this leave.
TEST_P(StorePermits, G03_ChangeWhatIsWanted) {
  const VolumeState planned = Declare("pg");
  Grant(kPreempt);
  EXPECT_GT(Load("pg").revision, planned.revision);
  Operation operation = SampleOperation("pg", ActionKind::ForceDetach);
  operation.permit = PermitKind::Preempt;
  EXPECT_EQ(store().BeginOperation(operation, planned.record, planned.revision).error().code,
            Code::Aborted);
  EXPECT_THAT(Load("pg").permits, ElementsAre(kPreempt));
}

TEST_P(StorePermits, G03_AreUsedUpByTheIntentThatNamesThem) {
  Declare("pg");
  Grant(kPreempt);
  Grant(kFormat);
  const auto begun = BeginWith(PermitKind::Preempt, ActionKind::ForceDetach);
  ASSERT_TRUE(begun.has_value()) << begun.error().message;
  EXPECT_THAT(Load("pg").permits, ElementsAre(kFormat));
  const auto again = BeginWith(PermitKind::Preempt, ActionKind::ForceDetach);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Code::Aborted);
  EXPECT_THAT(again.error().message, HasSubstr("was used up or withdrawn"));
  EXPECT_EQ(Load("pg").openOperation->id, begun->id) << "a refused intent interrupts nothing";
}

TEST_P(StorePermits, ARefusedIntentUsesNothingUp) {
  const VolumeState old = Declare("pg");
  Grant(kPreempt);
  Finish(Begin("pg"));
  Operation operation = SampleOperation("pg", ActionKind::ForceDetach);
  operation.permit = PermitKind::Preempt;
  const auto begun = store().BeginOperation(operation, old.record, Load("pg").revision);
  EXPECT_EQ(begun.error().code, Code::Aborted);
  EXPECT_THAT(Load("pg").permits, ElementsAre(kPreempt));
}

// One that was not needed must not be found months later.
TEST_P(StorePermits, G03_EndWhenTheyAreNotNeededAnyMore) {
  Declare("pg");
  Grant(kPreempt);
  Grant(kFormat);
  Operation failed = Begin("pg", ActionKind::Attach);
  failed.finished = At(11);
  failed.outcome = OperationOutcome::Failed;
  ASSERT_TRUE(store().FinishOperation(failed, Load("pg").record, {}).has_value());
  EXPECT_THAT(Load("pg").permits, SizeIs(2));
  Finish(Begin("pg", ActionKind::Attach));
  EXPECT_THAT(Load("pg").permits, ElementsAre(kFormat));
  Finish(Begin("pg", ActionKind::TrustFilesystem));
  EXPECT_THAT(Load("pg").permits, IsEmpty());
}

TEST_P(StorePermits, EndWithTheAttachmentAndTheVolume) {
  Declare("pg");
  Grant(kPreempt);
  Grant(kFormat);
  Commit(Removing({}, {{"pg-db1"}}));
  EXPECT_THAT(Load("pg").permits, ElementsAre(kFormat));
  Remove("pg");
  EXPECT_THAT(Load("pg").permits, IsEmpty());
  Grant(kFormat);
  ASSERT_TRUE(Forget("pg", {.volume = true, .backendDeleted = true}).has_value());
  Declare("pg");
  EXPECT_THAT(Load("pg").permits, IsEmpty());
}

}  // namespace
}  // namespace rexray
