#include "api/node_removal.h"

#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

class NodeRemovalTest : public testing::Test {
 protected:
  void SetUp() override {
    rig_.Declare(VolumeYaml("pg") + AttachmentYaml("pg") + AttachmentYaml("pg", "db2") +
                 VolumeYaml("log") + AttachmentYaml("log", "db2"));
    rig_.told();
  }
  json Remove(const std::string& node, const json& body = json::object()) {
    return rig_.Post("/v1/nodes/" + node + "/remove", body);
  }
  static Words Reasons(const json& answer) {
    Words reasons;
    for (const json& each : answer["references"]) {
      reasons.push_back(each["name"].get<std::string>() + ": " +
                        each["message"].get<std::string>());
    }
    return reasons;
  }

  ApiRig rig_;
};

TEST_F(NodeRemovalTest, G18_EndsWithNothingThatRefersToTheNode) {
  const json answer = Remove("db2");
  EXPECT_EQ(answer["httpStatus"], 200) << answer;
  EXPECT_EQ(answer["objects"].size(), 2U);
  EXPECT_EQ(answer["references"], json::array());
  EXPECT_EQ(rig_.Get("/v1/nodes")["items"].size(), 1U);
  EXPECT_EQ(rig_.Get("/v1/attachments")["items"].size(), 1U) << "those of other nodes stay";
  EXPECT_EQ(rig_.told(), (Words{"enqueue log", "enqueue pg"}));
  EXPECT_EQ(Remove("db2")["objects"], json::array()) << "twice is as good as once";
}

TEST_F(NodeRemovalTest, G18_GivesAReasonForEachReferenceThatStays) {
  rig_.MakeExist("pg");
  rig_.shown[{"local"}] = ApiRig::ShowsNothing();
  BackendVolume& held = rig_.Show("local", "vol-pg", rig_.store->Load({"pg"})->uid.value, "pg");
  held.attachments = {AttachedTo("db2")};
  rig_.Show("local", "vol-x", "uid-x", "theirs", "db2");
  rig_.Show("local", "vol-y", "uid-y", "prods", "db2").facts->domain = {"prod"};
  rig_.shown[{"files"}] = ShownListing::NotKnown("no route");
  EXPECT_EQ(
      Reasons(Remove("db2")),
      (Words{"pg: service local shows it attached there; run rexray drain on db2, or rexray "
             "preempt pg --evidence TEXT here",
             "theirs: db2 owns it, and nobody else deletes it; run rexray delete volume theirs "
             "there first",
             "files: whether it shows attachments there is not known: no route; run this again "
             "when it answers"}));
}

TEST_F(NodeRemovalTest, OwnedVolumesAreToldOnce) {
  rig_.Declare(
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: far}\n"
      "spec: {service: local, size: 1Gi, owner: db2}\n");
  rig_.Show("local", "vol-far", rig_.store->Load({"far"})->uid.value, "far", "db2");
  EXPECT_EQ(Remove("db2")["references"].size(), 1U);
}

TEST_F(NodeRemovalTest, ADryRunOnlyTells) {
  EXPECT_EQ(Remove("db2", {{"dryRun", true}})["objects"].size(), 2U);
  EXPECT_EQ(rig_.Get("/v1/attachments")["items"].size(), 3U);
}

TEST_F(NodeRemovalTest, ThisNodeIsDrainedInstead) {
  const json refused = Remove("db1");
  EXPECT_EQ(refused["httpStatus"], 409);
  EXPECT_NE(refused["error"]["message"].get<std::string>().find("`rexray drain`"),
            std::string::npos);
  EXPECT_EQ(Remove("%2e")["httpStatus"], 400);
}

}  // namespace
}  // namespace rexray
