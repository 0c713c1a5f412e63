#include "api/prune.h"

#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;

class Pruning : public testing::Test {
 protected:
  json Apply(const std::string& yaml, const std::string& set, bool prune, bool dryRun = false) {
    return rig_.Post("/v1/apply", {{"manifests", {{{"file", "a.yaml"}, {"text", yaml}}}},
                                   {"set", set},
                                   {"prune", prune},
                                   {"dryRun", dryRun}});
  }
  // "Volume log deleted"
  static std::vector<std::string> Changes(const json& answer) {
    EXPECT_EQ(answer["httpStatus"], 200) << answer;
    std::vector<std::string> changes;
    for (const json& each : answer["objects"]) {
      changes.push_back(each["kind"].get<std::string>() + " " + each["name"].get<std::string>() +
                        " " + each["change"].get<std::string>());
    }
    std::ranges::sort(changes);
    return changes;
  }
  using Words = std::vector<std::string>;

  ApiRig rig_;
};

TEST_F(Pruning, DeletesWhatTheSetDeclaredAndHoldsNoMore) {
  Apply(VolumeYaml("pg") + AttachmentYaml("pg") + VolumeYaml("log") + AttachmentYaml("log"), "site",
        false);
  EXPECT_EQ(Changes(Apply(VolumeYaml("pg"), "site", true)),
            (Words{"Attachment log-db1 deleted", "Attachment pg-db1 deleted", "Volume log deleted",
                   "Volume pg unchanged"}));
  const VolumeState log = *rig_.store->Load({"log"});
  EXPECT_EQ(log.tombstone->deleteAfter, rig_.clock.Now() + kStandardGrace);
  EXPECT_EQ(log.former->attachments.size(), 1U) << "it can be taken back with its Attachment";
}

TEST_F(Pruning, IsShownByADryRunThatChangesNothing) {
  Apply(VolumeYaml("pg") + VolumeYaml("log"), "site", false);
  const json answer = Apply(VolumeYaml("pg"), "site", true, true);
  EXPECT_EQ(Changes(answer), (Words{"Volume log deleted", "Volume pg unchanged"}));
  EXPECT_EQ(answer["plans"].size(), 2U);
  EXPECT_TRUE(rig_.store->Load({"log"})->volume.has_value());
}

TEST_F(Pruning, G09_TouchesNoOtherSet) {
  Apply(VolumeYaml("pg"), "site", false);
  Apply(VolumeYaml("theirs"), "infra", false);
  EXPECT_EQ(Changes(Apply(VolumeYaml("log"), "site", true)),
            (Words{"Volume log created", "Volume pg deleted"}));
  EXPECT_TRUE(rig_.store->Load({"theirs"})->volume.has_value());
}

TEST_F(Pruning, G09_TakesNoAttachmentOfAnotherSetWithAVolume) {
  Apply(VolumeYaml("pg") + VolumeYaml("log"), "site", false);
  Apply(AttachmentYaml("pg"), "infra", false);
  const json refused = Apply(VolumeYaml("log"), "site", true);
  EXPECT_EQ(refused["httpStatus"], 400);
  EXPECT_EQ(refused["error"]["details"][0]["message"],
            "Volume \"pg\" is no longer in the set \"site\", but Attachment \"pg-db1\" of the set "
            "\"infra\" needs it; remove that first, or keep the Volume");
  EXPECT_TRUE(rig_.store->Load({"pg"})->volume.has_value());
}

TEST_F(Pruning, AnAttachmentThatTheFilesLeaveWithoutItsVolumeIsAnError) {
  Apply(VolumeYaml("pg") + AttachmentYaml("pg"), "site", false);
  const json refused = Apply(AttachmentYaml("pg"), "site", true);
  EXPECT_EQ(refused["httpStatus"], 400);
  EXPECT_EQ(refused["error"]["details"][0]["path"], "spec.volume");
  EXPECT_TRUE(rig_.store->Load({"pg"})->volume.has_value());
}

TEST_F(Pruning, ProtectedVolumesStopIt) {
  Apply(
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pg}\n"
      "spec: {service: local, size: 1Gi, deletionProtection: true}\n",
      "site", false);
  const json refused = Apply(VolumeYaml("log"), "site", true);
  EXPECT_EQ(refused["httpStatus"], 400);
  EXPECT_EQ(refused["error"]["details"][0]["path"], "spec.deletionProtection");
  EXPECT_EQ(rig_.store->Load({"log"}).error().code, Code::NotFound) << "all or nothing";
}

// An empty checkout must not delete everything.
TEST_F(Pruning, G09_OfNoObjectAtAllIsRefused) {
  Apply(VolumeYaml("pg"), "site", false);
  EXPECT_EQ(Apply("# nothing\n", "site", true)["httpStatus"], 400);
  EXPECT_EQ(
      rig_.Post("/v1/apply",
                {{"manifests", json::array()}, {"set", "site"}, {"prune", true}})["httpStatus"],
      400);
  EXPECT_TRUE(rig_.store->Load({"pg"})->volume.has_value());
}

// What commands declared one by one has no files that could be the whole of it.
TEST_F(Pruning, G09_NeverOfWhatCommandsDeclared) {
  Apply(VolumeYaml("pg"), "cli", false);
  const json refused = Apply(VolumeYaml("log"), "cli", true);
  EXPECT_EQ(refused["httpStatus"], 400) << refused;
  EXPECT_TRUE(rig_.store->Load({"pg"})->volume.has_value());
  EXPECT_FALSE(rig_.store->Load({"log"}).has_value());
}

TEST_F(Pruning, NeedsTheSetsName) {
  const json refused =
      rig_.Post("/v1/apply", {{"manifests", {{{"text", VolumeYaml("pg")}}}}, {"prune", true}});
  EXPECT_EQ(refused["httpStatus"], 400);
  EXPECT_EQ(refused["error"]["reason"], "InvalidRequest");
}

}  // namespace
}  // namespace rexray
