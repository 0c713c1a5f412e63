#include "api/views.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "state/manifest.h"
#include "tests/support/sample_state.h"
#include "tests/unit/api/sample_condition.h"

namespace rexray {
namespace {

using nlohmann::json;

const ViewContext kHere{{"db1"}, {"boot-1"}};

VolumeState Mounted() {
  VolumeState stored;
  stored.name = {"pg"};
  stored.uid = {"0000"};
  stored.revision = stored.record.observedRevision = 2;
  stored.volume = Declared<VolumeSpec>{SampleVolume("pg").spec, 3, {"default", "a.yaml:1"}, At(5)};
  stored.record.observedGeneration = 3;
  stored.record.backendId = BackendId{"pg.img"};
  stored.record.attach = AttachRecord{"/dev/loop3", {"loop:1"}, {"boot-1"}};
  stored.record.mount = MountRecord{"/srv/pg", {"noatime"}, "rw,noatime", "rw", {"boot-1"}};
  stored.record.facts = VolumeFacts{};
  stored.record.facts->format = {FormatPhase::Formatted, FilesystemType::Ext4, "uuid-1"};
  stored.record.conditions[kReady] = IsConverged(At(7));
  return stored;
}

TEST(Views, OfAVolumeShowWhatIsTrueNow) {
  const json view = RenderVolume(Mounted(), At(60), kHere);
  EXPECT_EQ(view["apiVersion"], "rexray.io/v1");
  EXPECT_EQ(view["kind"], "Volume");
  EXPECT_EQ(view["metadata"]["name"], "pg");
  EXPECT_EQ(view["metadata"]["generation"], 3);
  EXPECT_EQ(view["metadata"]["managedBy"], (json{{"set", "default"}, {"source", "a.yaml:1"}}));
  const json& status = view["status"];
  EXPECT_EQ(status["phase"], "Ready");
  EXPECT_EQ(status["ready"], true);
  EXPECT_EQ(status["observedGeneration"], 3);
  EXPECT_EQ(status["backendId"], "pg.img");
  EXPECT_EQ(status["device"], "/dev/loop3");
  EXPECT_EQ(status["size"], "1Gi");
  EXPECT_EQ(status["filesystem"], (json{{"type", "ext4"}, {"uuid", "uuid-1"}}));
  EXPECT_EQ(status["mounts"], json::parse(R"([{"target":"/srv/pg","options":"rw,noatime"}])"));
  EXPECT_EQ(status["since"], "1970-01-01T00:00:07.000Z");
  EXPECT_EQ(status["nextTry"], "1970-01-01T00:01:00.000Z");
  EXPECT_EQ(status["conditions"][0]["type"], "Ready");
}

TEST(Views, DoNotShowWhatWasMountedBeforeTheReboot) {
  const json status = RenderVolume(Mounted(), {}, {{"db1"}, {"boot-2"}})["status"];
  EXPECT_TRUE(status["mounts"].empty());
  EXPECT_FALSE(status.contains("device"));
  EXPECT_FALSE(status.contains("nextTry"));
}

TEST(Views, G39_OfAVolumeThatIsNotReadySayWhyAndTheWayOut) {
  VolumeState stored = Mounted();
  stored.record.conditions[kReady] = {.status = false,
                                      .reason = "AttachedElsewhere",
                                      .message = "db2 has it",
                                      .blocker = "node db2",
                                      .exit = "rexray retry pg",
                                      .since = At(9)};
  const json status = RenderVolume(stored, At(60), kHere)["status"];
  EXPECT_EQ(status["phase"], "Blocked");
  EXPECT_EQ(status["reason"], "AttachedElsewhere");
  EXPECT_EQ(status["message"], "db2 has it");
  EXPECT_EQ(status["blocker"], "node db2");
  EXPECT_EQ(status["exit"], "rexray retry pg");
  EXPECT_EQ(status["since"], "1970-01-01T00:00:09.000Z");
}

TEST(Views, OfADeletionTellWhenItsDataGoes) {
  VolumeState stored = Mounted();
  stored.volume.reset();
  stored.tombstone = Tombstone{ReclaimPolicy::Delete, 4, At(8), At(90)};
  const json status = RenderVolume(stored, {}, kHere)["status"];
  EXPECT_EQ(status["deletedAt"], "1970-01-01T00:00:08.000Z");
  EXPECT_EQ(status["deleteAfter"], "1970-01-01T00:01:30.000Z");
  stored.tombstone->reclaimPolicy = ReclaimPolicy::Retain;
  EXPECT_FALSE(RenderVolume(stored, {}, kHere)["status"].contains("deleteAfter"));
}

TEST(Views, OfAttachmentsNameTheNodeThatASelectorChose) {
  VolumeState stored = Mounted();
  AttachmentSpec chosen = SampleAttachment("a", "pg").spec;
  chosen.nodeSelector = {{"zone", "a"}};
  AttachmentSpec elsewhere = chosen;
  elsewhere.node = {};
  for (const AttachmentSpec& spec : {chosen, elsewhere}) {
    stored.attachments.push_back({spec, 1, {"default", ""}, {}});
  }
  const auto views = RenderAttachments(stored, kHere);
  EXPECT_EQ(views[0]["status"]["node"], "db1");
  EXPECT_EQ(views[0]["status"]["phase"], "Ready");
  EXPECT_FALSE(views[0]["spec"].contains("node"));
  EXPECT_EQ(views[1]["status"]["phase"], "Elsewhere");
  EXPECT_FALSE(views[1]["status"].contains("node"));
}

// The spec that is shown can be applied again: it reads back as the same value.
template <class Spec>
json AsManifest(const char* kind, const Spec& spec) {
  return {{"apiVersion", "rexray.io/v1"},
          {"kind", kind},
          {"metadata",
           {{"name", spec.name.value},
            {"labels", spec.metadata.labels},
            {"annotations", spec.metadata.annotations}}},
          {"spec", RenderSpec(spec)}};
}

TEST(Views, OfASpecAreAManifestThatMeansTheSame) {
  VolumeSpec volume = FullVolumeSpec();
  volume.filesystem->type = FilesystemType::Ext4;
  volume.filesystem->options = {"-i8192"};
  VolumeSpec copy = volume;
  copy.name = {"copy"};
  copy.adopt.reset();
  volume.source.reset();  // what exists already is made from nothing
  volume.adopt = AdoptSpec{BackendId{"vol-9"}, {}, {}};  // one of the three
  AttachmentSpec attachment = FullAttachmentSpec();
  attachment.nodeSelector.clear();
  const std::vector<ManifestText> texts{{"v", AsManifest("Volume", volume).dump()},
                                        {"a", AsManifest("Attachment", attachment).dump()},
                                        {"c", AsManifest("Volume", copy).dump()}};
  const auto manifest = ParseManifests(texts, {"db1"});
  ASSERT_TRUE(manifest.has_value()) << ToString(manifest.error().front());
  EXPECT_EQ(manifest->volumes.at(0).spec, volume) << texts[0].text;
  EXPECT_EQ(manifest->volumes.at(1).spec, copy) << texts[2].text;
  EXPECT_EQ(manifest->attachments.at(0).spec, attachment) << texts[1].text;
}

TEST(Views, OfASelectorAreAManifestThatSelectsAgain) {
  const AttachmentSpec chosen = FullAttachmentSpec();
  const std::vector<ManifestText> texts{{"a", AsManifest("Attachment", chosen).dump()}};
  const auto manifest = ParseManifests(texts, {"db1"});
  ASSERT_TRUE(manifest.has_value()) << ToString(manifest.error().front());
  EXPECT_EQ(manifest->attachments.at(0).spec.nodeSelector, chosen.nodeSelector);
  EXPECT_TRUE(manifest->attachments.at(0).spec.node.empty());
}

TEST(Views, OfAttachmentsTellThisNodesFromOthers) {
  VolumeState stored = Mounted();
  for (const char* node : {"db1", "db2"}) {
    stored.attachments.push_back(
        {SampleAttachment(std::string("pg-") + node, "pg", node).spec, 1, {"default", ""}, At(1)});
  }
  const auto views = RenderAttachments(stored, kHere);
  ASSERT_EQ(views.size(), 2U);
  EXPECT_EQ(views[0]["status"]["phase"], "Ready");
  EXPECT_EQ(views[0]["status"]["target"], "/srv/pg");
  EXPECT_EQ(views[1]["status"]["phase"], "Elsewhere");
  EXPECT_EQ(views[1]["status"]["ready"], false);
  EXPECT_EQ(views[1]["status"]["reason"], "NotThisNode");
}

TEST(Views, OfAnOrphanHaveNoSpec) {
  VolumeState stored = Mounted();
  stored.volume.reset();
  stored.record.orphaned = true;
  const json view = RenderVolume(stored, {}, kHere);
  EXPECT_EQ(view["status"]["phase"], "Orphaned");
  EXPECT_EQ(view["status"]["ready"], false);
  EXPECT_FALSE(view.contains("spec"));
}

TEST(Views, OfPlansHaveTheirVerdict) {
  const VolumeName name{"pg"};
  EXPECT_EQ(RenderPlan({name, Actions{}, {}}),
            json::parse(R"({"volume":"pg","verdict":"converged","actions":[]})"));
  const Action unmount{step::Unmount{"/srv/pg"}, Reason::VolumeDeleted, Risk::Disruptive,
                       "/srv/pg"};
  EXPECT_EQ(RenderPlan({name, Actions{unmount}, {}}),
            json::parse(R"({"volume":"pg","verdict":"actions","actions":[{"action":"Unmount",
              "description":"unmount /srv/pg","reason":"VolumeDeleted","risk":"disruptive",
              "touches":"/srv/pg"}]})"));
  EXPECT_EQ(RenderPlan({name, Wait{At(60), Reason::Lingering, "soon"}, {}}),
            json::parse(R"({"volume":"pg","verdict":"waiting","actions":[],"reason":"Lingering",
              "message":"soon","until":"1970-01-01T00:01:00.000Z"})"));
  EXPECT_EQ(RenderPlan({name, Blocked{Reason::NoOwner, "nobody", "x", "rexray y"}, {}}),
            json::parse(R"({"volume":"pg","verdict":"blocked","actions":[],"reason":"NoOwner",
              "message":"nobody","blocker":"x","exit":"rexray y"})"));
}

TEST(Views, OfPlansShowWhatAPolicyHasAgainstThem) {
  const Verdict verdict{Decision::Deny, Reason::Paused, "it is paused", {}, "pause"};
  EXPECT_EQ(RenderPlan({{"pg"}, Actions{}, verdict})["objection"],
            json::parse(R"({"policy":"pause","reason":"Paused","message":"it is paused"})"));
}

TEST(Views, OfWhyExplainTheReason) {
  VolumeState stored = Mounted();
  stored.record.conditions[kReady] = MakeCondition(false, "TargetNotEmpty", At(9));
  stored.openOperation.emplace().detail = "mount it";
  const json view = RenderWhy(stored, At(60), {{"pg"}, Actions{}, {}});
  EXPECT_EQ(view["state"], "Creating");
  EXPECT_EQ(view["reason"], "TargetNotEmpty");
  EXPECT_EQ(view["explanation"], Explain(Reason::TargetNotEmpty));
  EXPECT_EQ(view["plan"]["verdict"], "converged");
  EXPECT_EQ(view["operation"]["detail"], "mount it");
  EXPECT_EQ(view["nextTry"], "1970-01-01T00:01:00.000Z");
}

TEST(Views, OfTimesThatNeverComeAreLeftOut) {
  EXPECT_FALSE(
      RenderPlan({{"pg"}, Wait{TimePoint::max(), Reason::Lingering, ""}, {}}).contains("until"));
  EXPECT_FALSE(RenderVolume(Mounted(), TimePoint::max(), kHere)["status"].contains("nextTry"));
}

}  // namespace
}  // namespace rexray
