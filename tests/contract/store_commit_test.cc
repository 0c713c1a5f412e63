#include "tests/contract/store_contract.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StoreCommit : public StoreContract {};
REXRAY_FOR_EACH_STORE(StoreCommit);

TEST_P(StoreCommit, GivesOneChangePerObject) {
  const SpecChange change =
      Declaring({SampleVolume("pg"), SampleVolume("log")}, {SampleAttachment("pg-db1", "pg")});
  EXPECT_THAT(InWords(Commit(change)), ElementsAre("Created Volume pg 1", "Created Volume log 1",
                                                   "Created Attachment pg-db1 1"));
  EXPECT_THAT(InWords(Commit(change)),
              ElementsAre("Unchanged Volume pg 1", "Unchanged Volume log 1",
                          "Unchanged Attachment pg-db1 1"));
}

TEST_P(StoreCommit, WhatWasCommittedIsReadBackAlsoAfterReopening) {
  SpecChange change = Declaring({{FullVolumeSpec(), {"site", "x.yaml:3"}}},
                                {{FullAttachmentSpec(), {"site", "x.yaml:12"}}});
  Commit(change, At(77));
  Reopen();
  const VolumeState state = Load("pgdata");
  ASSERT_TRUE(state.volume.has_value());
  EXPECT_EQ(state.volume->spec, FullVolumeSpec());
  EXPECT_EQ(state.volume->generation, 1u);
  EXPECT_EQ(state.volume->managedBy, (ManagedBy{"site", "x.yaml:3"}));
  EXPECT_EQ(state.volume->appliedAt, At(77));
  ASSERT_EQ(state.attachments.size(), 1u);
  EXPECT_EQ(state.attachments[0].spec, FullAttachmentSpec());
  EXPECT_FALSE(state.tombstone.has_value());
  EXPECT_FALSE(state.damaged);
}

TEST_P(StoreCommit, ANewVolumeHasTheUidOfItsNameAndAnEmptyRecord) {
  const VolumeState state = Declare("pg");
  EXPECT_EQ(state.uid, DeriveVolumeUid({"test-domain"}, {"local"}, {"pg"}, 0));
  Record empty;
  empty.volume = {"pg"};
  empty.uid = state.uid;
  empty.service = {"local"};
  EXPECT_EQ(state.record, empty);
}

TEST_P(StoreCommit, GenerationGrowsOnlyWithTheSpec) {
  Declare("pg");
  auto volume = SampleVolume("pg", "moved.yaml:40");
  EXPECT_THAT(InWords(Commit(Declaring({volume}))), ElementsAre("Unchanged Volume pg 1"));
  EXPECT_EQ(Load("pg").volume->managedBy.source, "moved.yaml:40");
  volume.spec.size = Bytes{2ull << 30};
  EXPECT_THAT(InWords(Commit(Declaring({volume}))), ElementsAre("Configured Volume pg 2"));
  auto attachment = SampleAttachment("pg-db1", "pg");
  attachment.spec.mount->readOnly = true;
  EXPECT_THAT(InWords(Commit(Declaring({}, {attachment}))),
              ElementsAre("Configured Attachment pg-db1 2"));
}

TEST_P(StoreCommit, ARevisionIsOfWhatIsWantedOfOneVolume) {
  const auto before = Declare("pg").revision;
  Declare("log");
  Commit(Declaring({SampleVolume("pg", "moved.yaml:40")}));
  EXPECT_EQ(Load("pg").revision, before);
  Commit(Removing({}, {{"pg-db1"}}));
  EXPECT_GT(Load("pg").revision, before);
}

TEST_P(StoreCommit, SpecRevisionGrowsWithChangesOnly) {
  Declare("pg");
  const auto before = store().SpecRevision();
  Declare("pg");
  EXPECT_EQ(store().SpecRevision(), before);
  Commit(Declaring({SampleVolume("pg", "moved.yaml:40")}));
  EXPECT_GT(store().SpecRevision(), before);
}

TEST_P(StoreCommit, DesiredHoldsWhatIsDeclaredNow) {
  Declare("pg");
  Declare("log");
  Remove("log");
  const auto desired = store().Desired().value();
  ASSERT_EQ(desired->volumes.size(), 1u);
  EXPECT_EQ(desired->volumes[0]->spec, SampleVolume("pg").spec);
  ASSERT_EQ(desired->attachments.size(), 1u);
  EXPECT_EQ(desired->attachments[0]->spec.name.value, "pg-db1");
}

TEST_P(StoreCommit, AMistakeInOneObjectChangesNone) {
  const auto commit =
      store().Commit(Declaring({SampleVolume("pg")}, {SampleAttachment("a", "other")}), At(1));
  ASSERT_FALSE(commit.has_value());
  EXPECT_EQ(commit.error().code, Code::FailedPrecondition);
  EXPECT_THAT(commit.error().message, HasSubstr("attachment a names volume other"));
  EXPECT_THAT(Names(), IsEmpty());
}

TEST_P(StoreCommit, RemovingWhatIsUnknownIsNotFound) {
  EXPECT_EQ(store().Commit(Removing({{{"pg"}, At(1)}}), At(1)).error().code, Code::NotFound);
  EXPECT_EQ(store().Commit(Removing({}, {{"a"}}), At(1)).error().code, Code::NotFound);
  EXPECT_EQ(store().Load({"pg"}).error().code, Code::NotFound);
}

TEST_P(StoreCommit, APreviewTellsTheSameAndWritesNothing) {
  Declare("pg");
  SpecChange change = Declaring({SampleVolume("new")});
  change.removedVolumes = {{{"pg"}, At(9)}};
  const auto revision = store().SpecRevision();
  const auto preview = store().PreviewCommit(change, At(2));
  ASSERT_TRUE(preview.has_value());
  EXPECT_THAT(
      InWords(preview->changes),
      ElementsAre("Deleted Volume pg 2", "Deleted Attachment pg-db1 1", "Created Volume new 1"));
  ASSERT_EQ(preview->volumes.size(), 2u);
  EXPECT_EQ(preview->volumes[0].volume->spec.name.value, "new");
  EXPECT_EQ(preview->volumes[1].tombstone->deletedAt, At(2));
  EXPECT_EQ(store().SpecRevision(), revision);
  EXPECT_THAT(Names(), ElementsAre("pg"));
  EXPECT_EQ(InWords(Commit(change, At(2))), InWords(preview->changes));
}

TEST_P(StoreCommit, AServiceMayChangeUntilTheVolumeMayExist) {
  Record record = Declare("pg").record;
  auto moved = SampleVolume("pg");
  moved.spec.service = {"other"};
  ASSERT_TRUE(store().SaveRecord(record).has_value());
  Commit(Declaring({moved}));
  EXPECT_EQ(Load("pg").record.service.value, "other");
  EXPECT_EQ(Load("pg").uid, record.uid);

  record = Load("pg").record;
  record.createStarted = true;
  ASSERT_TRUE(store().SaveRecord(record).has_value());
  const auto refused = store().Commit(Declaring({SampleVolume("pg")}), At(3));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::FailedPrecondition);
  EXPECT_THAT(refused.error().message, HasSubstr("declare service other"));
}

TEST_P(StoreCommit, AnAttachmentThatMovesLeavesItsEndOnTheOldVolume) {
  Declare("old");
  Declare("new");
  auto attachment = SampleAttachment("old-db1", "new");
  EXPECT_THAT(InWords(Commit(Declaring({}, {attachment}), At(8))),
              ElementsAre("Configured Attachment old-db1 2"));
  const VolumeState old = Load("old");
  EXPECT_THAT(old.attachments, IsEmpty());
  ASSERT_EQ(old.removedAttachments.size(), 1u);
  EXPECT_EQ(old.removedAttachments[0].name.value, "old-db1");
  EXPECT_EQ(old.removedAttachments[0].node.value, "db1");
  EXPECT_EQ(old.removedAttachments[0].deletedAt, At(8));
  EXPECT_EQ(Load("new").attachments.size(), 2u);
}

TEST_P(StoreCommit, PausingIsAWishThatLasts) {
  const auto before = Declare("pg");
  EXPECT_FALSE(before.paused);
  ASSERT_TRUE(store().SetPaused({"pg"}, true).has_value());
  Reopen();
  const auto paused = Load("pg");
  EXPECT_TRUE(paused.paused);
  EXPECT_GT(paused.revision, before.revision);
  ASSERT_TRUE(store().SetPaused({"pg"}, true).has_value());
  EXPECT_EQ(Load("pg").revision, paused.revision);
  ASSERT_TRUE(store().SetPaused({"pg"}, false).has_value());
  EXPECT_FALSE(Load("pg").paused);
  EXPECT_EQ(store().SetPaused({"nobody"}, true).error().code, Code::NotFound);
}

TEST_P(StoreCommit, MetaKeepsItsLastValue) {
  EXPECT_EQ(store().Meta("domain").value(), std::nullopt);
  ASSERT_TRUE(store().SetMeta("domain", "a").has_value());
  ASSERT_TRUE(store().SetMeta("domain", "b").has_value());
  Reopen();
  EXPECT_EQ(store().Meta("domain").value(), "b");
}

}  // namespace
}  // namespace rexray
