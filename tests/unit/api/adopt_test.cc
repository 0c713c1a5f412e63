#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;

class AdoptTest : public testing::Test {
 protected:
  json Adopt(const json& body) { return rig_.Post("/v1/adopt", body); }
  std::string MessageOf(const json& answer) {
    return answer["error"]["message"].get<std::string>();
  }

  ApiRig rig_;
};

TEST_F(AdoptTest, G34_DeclaresWhatExistsByItsIdWithRetain) {
  BackendVolume& theirs = rig_.Show("local", "vol-7", "uid-7", "data", "db2");
  theirs.facts->format = {FormatPhase::Formatted, FilesystemType::Xfs, "u"};
  const json answer = Adopt({{"service", "local"}, {"id", "vol-7"}});
  EXPECT_EQ(answer["httpStatus"], 200) << answer;
  EXPECT_EQ(answer["objects"][0]["name"], "data") << "as the backend calls it";
  EXPECT_EQ(answer["plans"].size(), 1U);
  const VolumeState stored = *rig_.store->Load({"data"});
  EXPECT_EQ(stored.volume->spec.adopt, (AdoptSpec{BackendId{"vol-7"}, {}, {}}));
  EXPECT_EQ(stored.volume->spec.reclaimPolicy, ReclaimPolicy::Retain);
  EXPECT_EQ(stored.volume->spec.filesystem->type, FilesystemType::Xfs);
  EXPECT_EQ(stored.volume->managedBy.set, "cli");
  EXPECT_EQ(rig_.told(), std::vector<std::string>{"enqueue data"});
}

TEST_F(AdoptTest, FindsItByNameAndByTag) {
  rig_.Show("local", "vol-7", "", "theirs").tags = {{"role", "db"}};
  EXPECT_EQ(Adopt({{"name", "one"}, {"service", "local"}, {"backendName", "theirs"}})["httpStatus"],
            200);
  EXPECT_EQ(rig_.store->Load({"one"})->volume->spec.adopt->id, BackendId{"vol-7"});
  rig_.Show("files", "dir-7", "", "x").tags = {{"role", "db"}};
  EXPECT_EQ(Adopt({{"name", "two"}, {"service", "files"}, {"tag", "role=db"}})["httpStatus"], 200);
  EXPECT_EQ(rig_.store->Load({"two"})->volume->spec.adopt->id, BackendId{"dir-7"});
}

TEST_F(AdoptTest, G44_OneOfSeveralIsNeverPicked) {
  rig_.Show("local", "vol-1", "", "same");
  rig_.Show("local", "vol-2", "", "same");
  const json refused = Adopt({{"service", "local"}, {"backendName", "same"}});
  EXPECT_EQ(refused["httpStatus"], 409);
  EXPECT_EQ(refused["error"]["reason"], "AmbiguousName");
  EXPECT_NE(MessageOf(refused).find("vol-1, vol-2"), std::string::npos);
}

TEST_F(AdoptTest, WhatIsOursAlreadyIsNamed) {
  rig_.Declare(VolumeYaml("pg") + VolumeYaml("log"));
  rig_.MakeExist("pg");
  rig_.MakeExist("log");
  EXPECT_EQ(MessageOf(Adopt({{"service", "local"}, {"id", "vol-pg"}})),
            "vol-pg is the volume pg already");
  ASSERT_TRUE(rig_.service->Delete({.objects = {{"Volume", "pg"}}}).has_value());
  EXPECT_NE(MessageOf(Adopt({{"service", "local"}, {"id", "vol-pg"}})).find("rexray undelete pg"),
            std::string::npos);
  rig_.MakeOrphan("log");
  EXPECT_NE(MessageOf(Adopt({{"name", "copy"}, {"service", "local"}, {"id", "vol-log"}}))
                .find("rexray undelete log --as copy"),
            std::string::npos);
  EXPECT_EQ(Adopt({{"service", "local"}, {"id", "vol-log"}})["httpStatus"], 200);
  EXPECT_FALSE(rig_.store->Load({"log"})->record.orphaned);
}

TEST_F(AdoptTest, AnOrphanIsTakenBackByItsNameAlone) {
  rig_.Declare(VolumeYaml("log") + AttachmentYaml("log"));
  rig_.MakeExist("log");
  rig_.MakeOrphan("log");
  EXPECT_EQ(Adopt({{"name", "log"}})["httpStatus"], 200);
  EXPECT_EQ(rig_.store->Load({"log"})->attachments.size(), 1U);
  EXPECT_EQ(Adopt({{"name", "log"}})["error"]["reason"], "NotDeleted");
  EXPECT_EQ(Adopt({{"name", "nosuch"}})["httpStatus"], 404);
}

TEST_F(AdoptTest, AVolumeThatIsBeingDeletedIsUndeleted) {
  rig_.Declare(VolumeYaml("log"));
  ASSERT_TRUE(rig_.service->Delete({.objects = {{"Volume", "log"}}}).has_value());
  EXPECT_NE(MessageOf(Adopt({{"name", "log"}})).find("`rexray undelete log`"), std::string::npos);
}

TEST_F(AdoptTest, NothingIsDeclaredOnABackendsSilence) {
  rig_.shown[{"local"}] = ShownListing::NotKnown("no route");
  EXPECT_EQ(Adopt({{"service", "local"}, {"id", "vol-7"}})["httpStatus"], 503);
  auto partial = std::make_shared<Listing>();
  rig_.shown[{"local"}] = ShownListing::Known(partial, {});
  EXPECT_EQ(Adopt({{"service", "local"}, {"id", "vol-7"}})["httpStatus"], 503);
  rig_.shown[{"local"}] = ApiRig::ShowsNothing();
  EXPECT_EQ(Adopt({{"service", "local"}, {"id", "vol-7"}})["httpStatus"], 404);
}

TEST_F(AdoptTest, NamesThatCannotBeOrAreTakenAreRefused) {
  rig_.Declare(VolumeYaml("pg"));
  rig_.Show("local", "vol-7", "", "über");
  rig_.Show("local", "vol-8", "", "pg");
  EXPECT_NE(
      MessageOf(Adopt({{"service", "local"}, {"id", "vol-7"}})).find("choose one: rexray adopt"),
      std::string::npos);
  EXPECT_EQ(Adopt({{"service", "local"}, {"id", "vol-8"}})["httpStatus"], 409);
}

TEST_F(AdoptTest, SaysWhatIsMissing) {
  EXPECT_EQ(Adopt(json::object())["httpStatus"], 400);
  EXPECT_EQ(Adopt({{"id", "vol-7"}})["httpStatus"], 400) << "there are two services";
  EXPECT_EQ(Adopt({{"id", "a"}, {"tag", "b=c"}})["httpStatus"], 400);
  EXPECT_EQ(Adopt({{"service", "local"}, {"tag", "b"}})["httpStatus"], 400);
  EXPECT_EQ(Adopt({{"name", "x"}, {"service", "local"}})["httpStatus"], 400);
  EXPECT_EQ(Adopt({{"service", "nosuch"}, {"id", "a"}})["httpStatus"], 404);
}

}  // namespace
}  // namespace rexray
