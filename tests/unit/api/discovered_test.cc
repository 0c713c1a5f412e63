#include "api/discovered.h"

#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;

class DiscoveredTest : public testing::Test {
 protected:
  void SetUp() override { rig_.Declare(VolumeYaml("pg") + VolumeYaml("log")); }

  std::map<std::string, std::string> Relations() {
    std::map<std::string, std::string> relations;
    const auto outcome = rig_.service->Discover(std::nullopt);
    EXPECT_TRUE(outcome.has_value());
    for (const DiscoveredVolume& each : outcome->volumes) {
      relations[each.shown.id.value] =
          std::string(ToString(each.relation)) + " " + each.volume.value;
    }
    return relations;
  }

  ApiRig rig_;
};

TEST_F(DiscoveredTest, WhatRowsReferToIsNamedAfterThem) {
  rig_.MakeExist("pg");
  rig_.MakeExist("log");
  EXPECT_EQ(Relations()["vol-pg"], "Managed pg");
  ASSERT_TRUE(rig_.service->Delete({.objects = {{"Volume", "pg"}}}).has_value());
  EXPECT_EQ(Relations()["vol-pg"], "Deleted pg");
  rig_.MakeOrphan("log");
  EXPECT_EQ(Relations()["vol-log"], "Orphaned log");
}

TEST_F(DiscoveredTest, G17_OnlyOurOwnThatNoRowKnowsIsLeaked) {
  rig_.Show("local", "forgotten", "uid-1", "old");
  rig_.Show("local", "theirs", "uid-2", "old", "db2");
  rig_.Show("local", "stranger").tags = {{"a", "b"}};
  rig_.Show("local", "other-domain", "uid-3", "old").facts->domain = {"prod"};
  const auto relations = Relations();
  EXPECT_EQ(relations.at("forgotten"), "Leaked ");
  EXPECT_EQ(relations.at("theirs"), "Elsewhere ");
  EXPECT_EQ(relations.at("stranger"), "Untagged ");
  EXPECT_EQ(relations.at("other-domain"), "Elsewhere ");
}

TEST_F(DiscoveredTest, WhatItsOwnerDeletedSaysSoOnEveryNode) {
  rig_.Show("local", "theirs", "uid-2", "old", "db2").facts->deletedAt = rig_.clock.Now();
  EXPECT_EQ(Relations()["theirs"], "Deleted ");
  const json refused = rig_.Post("/v1/adopt", {{"service", "local"}, {"id", "theirs"}});
  EXPECT_EQ(refused["error"]["message"], "theirs was deleted by its owner, db2; undelete it there");
  rig_.Show("local", "ours", "uid-3", "old").facts->deletedAt = rig_.clock.Now();
  EXPECT_EQ(Relations()["ours"], "Leaked ") << "no row will ever end its grace time";
}

// A Create whose reply was lost has no id yet.
TEST_F(DiscoveredTest, G17_WhatACreateMadeUnrecordedIsKnownByItsUid) {
  rig_.Show("local", "no-id-yet", rig_.store->Load({"pg"})->uid.value, "pg");
  EXPECT_EQ(Relations()["no-id-yet"], "Managed pg");
}

TEST_F(DiscoveredTest, WhatIsAboutToBeAdoptedIsManaged) {
  rig_.Show("local", "vol-x", "uid-1", "x");
  rig_.Declare(
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: took}\n"
      "spec: {service: local, adopt: {id: vol-x}}\n");
  EXPECT_EQ(Relations()["vol-x"], "Managed took");
}

TEST_F(DiscoveredTest, AnIdCountsOnItsOwnService) {
  rig_.MakeExist("pg");
  rig_.Show("files", "vol-pg");
  const auto outcome = rig_.service->Discover(ServiceName{"files"});
  ASSERT_EQ(outcome->volumes.size(), 1U);
  EXPECT_EQ(outcome->volumes.front().relation, Relation::Untagged);
}

TEST_F(DiscoveredTest, TheApiShowsWhatItIsAndWhoIsSilent) {
  rig_.MakeExist("pg");
  rig_.Show("local", "forgotten", "uid-1", "old").attachments = {AttachedTo("db2")};
  rig_.shown[{"files"}] = ShownListing::NotKnown("no route");
  const json answer = rig_.Get("/v1/discovered");
  EXPECT_EQ(answer["httpStatus"], 200) << answer;
  ASSERT_EQ(answer["items"].size(), 2U);
  const json& leaked = answer["items"][0];
  EXPECT_EQ(leaked["kind"], "Discovered");
  EXPECT_EQ(leaked["metadata"]["name"], "old");
  EXPECT_EQ(leaked["status"]["id"], "forgotten");
  EXPECT_EQ(leaked["status"]["relation"], "Leaked");
  EXPECT_EQ(leaked["status"]["owner"], "db1");
  EXPECT_EQ(leaked["status"]["attachments"][0]["node"], "db2");
  EXPECT_EQ(answer["items"][1]["status"]["volume"], "pg");
  EXPECT_EQ(answer["services"], json::parse(R"([
      {"name": "files", "answered": false, "complete": false, "message": "no route"},
      {"name": "local", "answered": true, "complete": true}])"));
}

// What a host has anyway is nobody's until it is named; that it cannot be told holds up nobody.
TEST(Discovered, ServicesThatMakeNothingAreAskedOnlyByName) {
  Capabilities given;
  given.creates = false;
  ApiRig rig(ServiceCatalogue{{{"local"}, {"loop", {}}}, {{"host"}, {"device", given}}});
  rig.Show("local", "found");
  rig.Show("host", "UUID=1");
  const json all = rig.Get("/v1/discovered");
  ASSERT_EQ(all["services"].size(), 1U) << all;
  EXPECT_EQ(all["services"][0]["name"], "local");
  EXPECT_EQ(all["items"].size(), 1U);
  const json named = rig.Get("/v1/discovered?service=host");
  ASSERT_EQ(named["items"].size(), 1U) << named;
  EXPECT_EQ(named["items"][0]["status"]["id"], "UUID=1");
}

TEST_F(DiscoveredTest, OneServiceMayBeAskedAlone) {
  rig_.shown[{"files"}] = ShownListing::NotKnown("no route");
  EXPECT_EQ(rig_.Get("/v1/discovered?service=local")["services"].size(), 1U);
  EXPECT_EQ(rig_.Get("/v1/discovered?service=nosuch")["httpStatus"], 404);
  EXPECT_EQ(rig_.Get("/v1/discovered?service=%2e")["httpStatus"], 400);
}

}  // namespace
}  // namespace rexray
