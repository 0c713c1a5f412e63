#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;
using Told = std::vector<std::string>;

std::string DeletedYaml(const std::string& name) {
  return "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: " + name +
         ", labels: {app: pg}}\nspec: {service: local, size: 1Gi, reclaimPolicy: Delete}\n---\n";
}

class UndeleteTest : public testing::Test {
 protected:
  void SetUp() override {
    rig_.Declare(DeletedYaml("pg") + AttachmentYaml("pg"));
    rig_.MakeExist("pg");
  }
  void Delete(Milliseconds grace = std::chrono::hours(1)) {
    ASSERT_TRUE(rig_.service->Delete({.objects = {{"Volume", "pg"}}, .grace = grace}).has_value());
    rig_.told();
  }
  json Undelete(const std::string& name, const json& body = json::object()) {
    return rig_.Post("/v1/volumes/" + name + "/undelete", body);
  }

  ApiRig rig_;
};

TEST_F(UndeleteTest, G09_RestoresTheVolumeAndItsAttachmentsAsTheyWere) {
  const VolumeState before = *rig_.store->Load({"pg"});
  Delete();
  const json answer = Undelete("pg");
  EXPECT_EQ(answer["httpStatus"], 200) << answer;
  EXPECT_EQ(answer["objects"].size(), 2U);
  EXPECT_FALSE(answer.contains("leftOut"));
  const VolumeState after = *rig_.store->Load({"pg"});
  EXPECT_FALSE(after.tombstone.has_value());
  EXPECT_EQ(after.volume->spec, before.volume->spec);
  EXPECT_EQ(after.volume->managedBy, (ManagedBy{"cli", ""}));
  ASSERT_EQ(after.attachments.size(), 1U);
  EXPECT_EQ(after.attachments.front().spec, before.attachments.front().spec);
  EXPECT_EQ(after.uid, before.uid);
  EXPECT_EQ(rig_.told(), Told{"enqueue pg"});
}

TEST_F(UndeleteTest, TakesAnOrphanBackToo) {
  rig_.MakeOrphan("pg");
  EXPECT_EQ(Undelete("pg")["httpStatus"], 200);
  EXPECT_FALSE(rig_.store->Load({"pg"})->record.orphaned);
  EXPECT_EQ(rig_.store->Load({"pg"})->record.backendId, BackendId{"vol-pg"});
}

TEST_F(UndeleteTest, AfterItsGraceTimeNothingBringsItBack) {
  Delete(std::chrono::minutes(1));
  rig_.clock.Advance(std::chrono::minutes(1));
  const json refused = Undelete("pg");
  EXPECT_EQ(refused["httpStatus"], 409);
  EXPECT_EQ(refused["error"]["reason"], "GraceOver");
  EXPECT_TRUE(rig_.store->Load({"pg"})->tombstone.has_value());
}

TEST_F(UndeleteTest, NotWhileItsDeletionRuns) {
  Delete();
  const VolumeState stored = *rig_.store->Load({"pg"});
  Operation destroy;
  destroy.volume = stored.name;
  destroy.action = ActionKind::Delete;
  ASSERT_TRUE(rig_.store->BeginOperation(destroy, stored.record, stored.revision).has_value());
  EXPECT_EQ(Undelete("pg")["error"]["reason"], "GraceOver");
}

TEST_F(UndeleteTest, WhatIsKeptHasNoGraceTime) {
  rig_.Declare(VolumeYaml("kept"));
  rig_.MakeExist("kept");
  ASSERT_TRUE(rig_.service->Delete({.objects = {{"Volume", "kept"}}, .grace = {}}).has_value());
  rig_.clock.Advance(std::chrono::hours(48));
  EXPECT_EQ(Undelete("kept")["httpStatus"], 200);
}

TEST_F(UndeleteTest, SaysWhatToDoWhereThereIsNothingToTakeBack) {
  EXPECT_EQ(Undelete("pg")["error"]["reason"], "NotDeleted");
  const json unknown = Undelete("nosuch");
  EXPECT_EQ(unknown["httpStatus"], 404);
  EXPECT_NE(unknown["error"]["message"].get<std::string>().find("rexray get discovered"),
            std::string::npos);
  EXPECT_EQ(Undelete("%2e")["httpStatus"], 400);
  EXPECT_EQ(Undelete("pg", {{"as", "a/b"}})["httpStatus"], 400);
  EXPECT_EQ(Undelete("pg", {{"to", "old"}})["httpStatus"], 400);
}

TEST_F(UndeleteTest, UnderAnotherNameItStandsBesideItsSuccessor) {
  const auto uid = rig_.store->Load({"pg"})->uid;
  Delete();
  const json answer = Undelete("pg", {{"as", "old"}});
  EXPECT_EQ(answer["httpStatus"], 200) << answer;
  EXPECT_EQ(rig_.store->Load({"old"})->uid, uid);
  EXPECT_EQ(rig_.store->Load({"old"})->attachments.size(), 1U);
  EXPECT_EQ(rig_.store->Load({"pg"}).error().code, Code::NotFound);
  EXPECT_EQ(rig_.store->Events({VolumeName{"old"}})->back().reason, "Renamed");
}

TEST_F(UndeleteTest, WhatTookItsPlaceIsNotPushedAside) {
  Delete();
  ASSERT_TRUE(rig_.store->Rename({"pg"}, {"quarantined"}).has_value());
  rig_.Declare(DeletedYaml("pg") + AttachmentYaml("pg"));
  const json answer = Undelete("quarantined", {{"as", "old"}});
  EXPECT_EQ(answer["httpStatus"], 200) << answer;
  ASSERT_EQ(answer["leftOut"].size(), 1U);
  EXPECT_EQ(answer["leftOut"][0]["name"], "pg-db1");
  EXPECT_EQ(answer["leftOut"][0]["message"],
            "its name is that of an Attachment of the Volume \"pg\" now");
  EXPECT_EQ(rig_.store->Load({"pg"})->attachments.size(), 1U);
  EXPECT_TRUE(rig_.store->Load({"old"})->attachments.empty());
}

TEST_F(UndeleteTest, AnAttachmentWhosePathIsTakenIsLeftOut) {
  Delete();
  rig_.Declare(VolumeYaml("log") +
               "apiVersion: rexray.io/v1\nkind: Attachment\nmetadata: {name: log-here}\n"
               "spec: {volume: log, node: db1, mount: {path: /srv/pg}}\n");
  const json answer = Undelete("pg");
  EXPECT_EQ(answer["httpStatus"], 200) << answer;
  EXPECT_NE(answer["leftOut"][0]["message"].get<std::string>().find("/srv/pg"), std::string::npos);
  EXPECT_TRUE(rig_.store->Load({"pg"})->volume.has_value());
}

TEST_F(UndeleteTest, ATakenNameIsRefusedBeforeAnythingChanges) {
  rig_.Declare(VolumeYaml("log"));
  Delete();
  EXPECT_EQ(Undelete("pg", {{"as", "log"}})["httpStatus"], 409);
  EXPECT_TRUE(rig_.store->Load({"pg"})->tombstone.has_value());
}

// Deleted by a version that did not keep how volumes were declared.
TEST_F(UndeleteTest, WithoutItsDeclarationTheRecordTells) {
  VolumeState stored = *rig_.store->Load({"pg"});
  stored.volume.reset();
  stored.tombstone = Tombstone{ReclaimPolicy::Delete, 2, {}, rig_.clock.Now() + Milliseconds(1)};
  stored.record.facts = VolumeFacts{};
  stored.record.facts->format = {FormatPhase::Formatted, FilesystemType::Xfs, "u"};
  const auto former = FormerlyDeclared(stored, rig_.clock.Now());
  ASSERT_TRUE(former.has_value());
  EXPECT_EQ(former->volume.service.value, "local");
  EXPECT_EQ(former->volume.adopt->id, BackendId{"vol-pg"});
  EXPECT_EQ(former->volume.reclaimPolicy, ReclaimPolicy::Delete);
  EXPECT_EQ(former->volume.filesystem->type, FilesystemType::Xfs);
  stored.record.backendId.reset();
  EXPECT_EQ(FormerlyDeclared(stored, rig_.clock.Now()).error().reason, "NotKnown");
  stored.damaged = true;
  EXPECT_EQ(FormerlyDeclared(stored, rig_.clock.Now()).error().reason, "StateDamaged");
}

}  // namespace
}  // namespace rexray
