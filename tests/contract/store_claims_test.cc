#include "tests/contract/store_contract.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class StoreClaims : public StoreContract {
 protected:
  void Put(const Claim& claim, TimePoint now = At(1)) {
    const auto put = store().PutClaim(claim, now);
    EXPECT_TRUE(put.has_value()) << put.error().message;
  }
};
REXRAY_FOR_EACH_STORE(StoreClaims);

TEST_P(StoreClaims, G07_SurviveReopening) {
  Declare("pg");
  Put(SampleClaim("pg", "a", 2));
  Put(SampleClaim("pg", "b"));
  Reopen();
  EXPECT_THAT(store().Claims({"pg"}).value(),
              ElementsAre(SampleClaim("pg", "a", 2), SampleClaim("pg", "b")));
  EXPECT_EQ(Load("pg").claims, store().Claims({"pg"}).value());
}

TEST_P(StoreClaims, AreReplacedByDoorAndConsumer) {
  Declare("pg");
  Put(SampleClaim("pg", "a"));
  Put(SampleClaim("pg", "a", 5));
  Claim csi = SampleClaim("pg", "a");
  csi.door = "csi";
  Put(csi);
  EXPECT_THAT(store().Claims({"pg"}).value(), ElementsAre(csi, SampleClaim("pg", "a", 5)));
}

TEST_P(StoreClaims, TheEndOfTheLastIsRemembered) {
  Declare("pg");
  Put(SampleClaim("pg", "a"));
  Put(SampleClaim("pg", "b"));
  Put(SampleClaim("pg", "a", 0), At(20));
  EXPECT_EQ(Load("pg").record.lastClaimEnded, std::nullopt);
  Put(SampleClaim("pg", "b", 0), At(30));
  EXPECT_EQ(Load("pg").record.lastClaimEnded, At(30));
  EXPECT_EQ(Load("pg").record.lastClaimBoot.value, "boot-1");
  EXPECT_THAT(Load("pg").claims, IsEmpty());
}

TEST_P(StoreClaims, TheReconcilersOlderRecordDoesNotUndoTheEnd) {
  Record before = Declare("pg").record;
  Put(SampleClaim("pg", "a"));
  Put(SampleClaim("pg", "a", 0), At(30));
  before.lastEffectAt = At(31);
  ASSERT_TRUE(store().SaveRecord(before).has_value());
  EXPECT_EQ(Load("pg").record.lastEffectAt, At(31));
  EXPECT_EQ(Load("pg").record.lastClaimEnded, At(30));
}

TEST_P(StoreClaims, G06_AnUnknownReleaseIsASuccessThatChangesNothing) {
  Declare("pg");
  const auto before = store().Stats().commits;
  Put(SampleClaim("pg", "never", 0));
  Put(SampleClaim("nobody", "never", 0));
  EXPECT_EQ(store().Stats().commits, before);
  EXPECT_EQ(Load("pg").record.lastClaimEnded, std::nullopt);
}

TEST_P(StoreClaims, OfNoVolumeAreRefused) {
  EXPECT_EQ(store().PutClaim(SampleClaim("nobody", "a"), At(1)).error().code, Code::NotFound);
}

TEST_P(StoreClaims, G07_ThoseOfAnotherBootAreVoidOnThisNodeOnly) {
  Declare("pg");
  Declare("log");
  Put(SampleClaim("pg", "old", 1, "boot-0"));
  Put(SampleClaim("pg", "older", 1, "boot-x"));
  Put(SampleClaim("log", "now"));
  Claim elsewhere = SampleClaim("log", "far", 1, "boot-0");
  elsewhere.node = {"db2"};
  Put(elsewhere);
  const auto dropped = store().DropClaimsOfOtherBoots({"db1"}, {"boot-1"}, At(40));
  EXPECT_THAT(dropped.value(), ElementsAre(VolumeName{"pg"}));
  EXPECT_EQ(Load("pg").record.lastClaimEnded, At(40));
  EXPECT_NE(Load("pg").record.lastClaimBoot.value, "boot-1");
  EXPECT_THAT(Load("log").claims, SizeIs(2));
  EXPECT_THAT(store().DropClaimsOfOtherBoots({"db1"}, {"boot-1"}, At(50)).value(), IsEmpty());
}

}  // namespace
}  // namespace rexray
