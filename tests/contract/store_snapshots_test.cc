#include "tests/contract/store_contract.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class StoreSnapshots : public StoreContract {
 protected:
  static SpecChange Declaring(SnapshotReclaim policy = SnapshotReclaim::Retain) {
    SpecChange change;
    Sourced<SnapshotSpec> wanted;
    wanted.spec.name = {"nightly"};
    wanted.spec.volume = {"pg"};
    wanted.spec.reclaimPolicy = policy;
    wanted.managedBy = {"default", "v.yaml:1"};
    change.snapshots.push_back(wanted);
    return change;
  }
  static SpecChange Removing() {
    SpecChange change;
    change.removedSnapshots = {{"nightly"}};
    return change;
  }
  SnapshotStatus Taken() {
    SnapshotStatus status = Load("pg").snapshots.at(0).status;
    status.id = SnapshotId{"snap-1"};
    status.state = SnapshotState::Available;
    status.size = Bytes{64 << 20};
    status.created = At(5);
    return status;
  }
  std::size_t Declared() { return store().Desired().value()->snapshots.size(); }
};
REXRAY_FOR_EACH_STORE(StoreSnapshots);

TEST_P(StoreSnapshots, AreOfADeclaredVolumeAndTheSameWishIsUnchanged) {
  EXPECT_EQ(store().Commit(Declaring(), At(1)).error().code, Code::FailedPrecondition);
  Declare("pg");
  const auto revision = Load("pg").revision;
  EXPECT_THAT(InWords(Commit(Declaring())), ElementsAre("Created Snapshot nightly 1"));
  EXPECT_GT(Load("pg").revision, revision) << "nobody would come to it";
  EXPECT_THAT(InWords(Commit(Declaring())), ElementsAre("Unchanged Snapshot nightly 1"));
  EXPECT_THAT(InWords(Commit(Declaring(SnapshotReclaim::Delete))),
              ElementsAre("Configured Snapshot nightly 2"));
  SpecChange other = Declaring();
  other.snapshots.front().spec.volume = {"other"};
  Declare("other");
  EXPECT_EQ(store().Commit(other, At(1)).error().code, Code::FailedPrecondition);
}

TEST_P(StoreSnapshots, SurviveReopeningAndTheirVolume) {
  Declare("pg");
  Commit(Declaring());
  const SnapshotStatus taken = Taken();
  ASSERT_TRUE(store().SaveSnapshot({"nightly"}, taken));
  Remove("pg");
  ASSERT_TRUE(Forget("pg", {.volume = true, .backendDeleted = true}));
  EXPECT_EQ(Declared(), 1u);
  Reopen();
  EXPECT_THAT(Names(), IsEmpty()) << "what is left of it is no volume";
  const auto desired = store().Desired().value();
  ASSERT_THAT(desired->snapshots, SizeIs(1));
  EXPECT_EQ(desired->snapshots[0]->status, taken);
  EXPECT_EQ(desired->snapshots[0]->managedBy.source, "v.yaml:1");
}

TEST_P(StoreSnapshots, ADatabaseThatWasLostAsksForThemWithTheSameToken) {
  Declare("pg");
  Commit(Declaring());
  const VolumeUid token = Load("pg").snapshots.at(0).status.token;
  Commit(Removing());
  EXPECT_THAT(Load("pg").snapshots, IsEmpty());
  Commit(Declaring());
  EXPECT_EQ(Load("pg").snapshots.at(0).status.token, token);
}

TEST_P(StoreSnapshots, WithDeleteTheyAreThereUntilTheirServiceHasThemNoMore) {
  Declare("pg");
  Commit(Declaring(SnapshotReclaim::Delete));
  ASSERT_TRUE(store().SaveSnapshot({"nightly"}, Taken()));
  EXPECT_THAT(InWords(Commit(Removing(), At(7))), ElementsAre("Deleted Snapshot nightly 1"));
  EXPECT_THAT(InWords(Commit(Removing(), At(8))), ElementsAre("Unchanged Snapshot nightly 1"));
  Reopen();
  EXPECT_EQ(Load("pg").snapshots.at(0).removed, At(7));
  EXPECT_EQ(store().Commit(Declaring(), At(9)).error().code, Code::FailedPrecondition)
      << "the name stands for what is going";
  ASSERT_TRUE(store().DropSnapshot({"nightly"}));
  EXPECT_THAT(Load("pg").snapshots, IsEmpty());
  EXPECT_EQ(Declared(), 0u);
  EXPECT_EQ(store().Commit(Removing(), At(9)).error().code, Code::NotFound);
}

TEST_P(StoreSnapshots, OfVolumesThatAreGoneAreComeToWhileTheyGo) {
  Declare("pg");
  Commit(Declaring(SnapshotReclaim::Delete));
  ASSERT_TRUE(store().SaveSnapshot({"nightly"}, Taken()));
  Remove("pg");
  ASSERT_TRUE(Forget("pg", {.volume = true, .backendDeleted = true}));
  Commit(Removing());
  Reopen();
  EXPECT_THAT(Names(), ElementsAre("pg"));
  EXPECT_EQ(Load("pg").record.service, Load("pg").snapshots.at(0).status.service);
  ASSERT_TRUE(store().DropSnapshot({"nightly"}));
  EXPECT_THAT(Names(), IsEmpty());
}

}  // namespace
}  // namespace rexray
