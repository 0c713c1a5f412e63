#include "api/volume_service.h"

#include <future>

#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using Told = std::vector<std::string>;

ApplyRequest Applying(const std::string& yaml) {
  return {.manifests = {{"a.yaml", yaml}}, .set = "default"};
}

TEST(VolumeService, AppliesAManifestAndWakesTheReconciler) {
  ApiRig rig;
  const auto outcome = rig.service->Apply(Applying(VolumeYaml("pg") + AttachmentYaml("pg")));
  ASSERT_TRUE(outcome.has_value()) << outcome.error().error.message;
  ASSERT_EQ(outcome->changes.size(), 2U);
  EXPECT_EQ(outcome->changes[0].change, ChangeKind::Created);
  EXPECT_TRUE(outcome->plans.empty()) << "plans look at the world: only for those who ask";
  EXPECT_EQ(rig.told(), Told{"enqueue pg"});
  const VolumeState stored = *rig.store->Load({"pg"});
  EXPECT_EQ(stored.volume->managedBy, (ManagedBy{"default", "a.yaml:1"}));
  EXPECT_EQ(stored.attachments.size(), 1U);
}

TEST(VolumeService, AppliedTwiceChangesNothing) {
  ApiRig rig;
  ASSERT_TRUE(rig.service->Apply(Applying(VolumeYaml("pg"))).has_value());
  const auto revision = rig.store->SpecRevision();
  const auto again = rig.service->Apply(Applying(VolumeYaml("pg")));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->changes[0].change, ChangeKind::Unchanged);
  EXPECT_EQ(rig.store->SpecRevision(), revision);
}

TEST(VolumeService, TakesAllOrNothingAndTellsAllProblems) {
  ApiRig rig;
  const auto outcome = rig.service->Apply(
      Applying(VolumeYaml("good") + VolumeYaml("bad", "{}", "five") + "kind: Nonsense\n"));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().error.code, Code::InvalidArgument);
  EXPECT_EQ(outcome.error().error.reason, "InvalidManifest");
  EXPECT_GE(outcome.error().problems.size(), 2U);
  EXPECT_TRUE(rig.store->VolumeNames()->empty());
  EXPECT_TRUE(rig.told().empty());
}

TEST(VolumeService, ChecksTheWholeSetAgainstWhatIsDeclared) {
  ApiRig rig;
  ASSERT_TRUE(rig.service->Apply(Applying(VolumeYaml("pg") + AttachmentYaml("pg"))).has_value());
  std::string clash = VolumeYaml("web") + AttachmentYaml("web");
  clash.replace(clash.find("/srv/web"), 8, "/srv/pg");
  const auto outcome = rig.service->Apply(Applying(clash));
  ASSERT_FALSE(outcome.has_value());
  EXPECT_NE(outcome.error().error.message.find("/srv/pg"), std::string::npos);
}

TEST(VolumeService, WakesAlsoTheVolumeThatAnAttachmentLeaves) {
  ApiRig rig;
  ASSERT_TRUE(
      rig.service->Apply(Applying(VolumeYaml("pg") + VolumeYaml("web") + AttachmentYaml("pg"))));
  rig.told();
  std::string moved = AttachmentYaml("pg");
  moved.replace(moved.find("volume: pg"), 10, "volume: web");
  ASSERT_TRUE(rig.service->Apply(Applying(moved)));
  EXPECT_EQ(rig.told(), (Told{"enqueue pg", "enqueue web"}));
}

TEST(VolumeService, HoldsImmutableFieldsOnceAVolumeMayExist) {
  ApiRig rig;
  ASSERT_TRUE(rig.service->Apply(Applying(VolumeYaml("pg"))).has_value());
  ASSERT_TRUE(rig.service->Apply(Applying(VolumeYaml("pg", "{}", "2Gi"))).has_value());
  VolumeState stored = *rig.store->Load({"pg"});
  stored.record.volume = stored.name;
  stored.record.uid = stored.uid;
  stored.record.service = {"local"};
  stored.record.createStarted = true;
  ASSERT_TRUE(rig.store->SaveRecord(stored.record).has_value());
  EXPECT_FALSE(rig.service->Apply(Applying(VolumeYaml("pg", "{}", "3Gi"))).has_value());
}

TEST(VolumeService, TriesWithoutChangingAnything) {
  ApiRig rig;
  ApplyRequest request = Applying(VolumeYaml("pg"));
  request.dryRun = true;
  const auto outcome = rig.service->Apply(request);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->changes[0].change, ChangeKind::Created);
  ASSERT_EQ(outcome->plans.size(), 1U);
  EXPECT_EQ(outcome->plans[0].volume.value, "pg");
  EXPECT_TRUE(rig.store->VolumeNames()->empty());
  EXPECT_TRUE(rig.told().empty());
}

TEST(VolumeService, GivesThePlansOfTheStateThatItCommits) {
  ApiRig rig;
  std::vector<bool> declared;
  rig.preview = [&](const VolumeState& stored) {
    declared.push_back(stored.volume.has_value());
    return PlanReport{stored.name, Actions{}, std::nullopt};
  };
  ApplyRequest request = Applying(VolumeYaml("pg"));
  request.plans = true;
  const auto outcome = rig.service->Apply(request);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->plans.size(), 1U);
  EXPECT_EQ(declared, std::vector<bool>{true});
  EXPECT_EQ(rig.told(), Told{"enqueue pg"});
}

TEST(VolumeService, G15_AcceptsAnApplyWhileTheBackendHangs) {
  ApiRig rig;
  std::promise<void> release;
  auto released = release.get_future().share();
  rig.preview = [released](const VolumeState& stored) {
    released.wait();
    return PlanReport{stored.name, Actions{}, std::nullopt};
  };
  ApplyRequest request = Applying(VolumeYaml("pg"));
  request.plans = true;
  const auto outcome = rig.service->Apply(request);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_TRUE(std::holds_alternative<Wait>(outcome->plans.at(0).plan));
  EXPECT_TRUE(rig.store->Load({"pg"}).has_value());
  release.set_value();
}

TEST(VolumeService, RefusesAnEmptyManifestAndABadSet) {
  ApiRig rig;
  EXPECT_FALSE(rig.service->Apply(Applying("")).has_value());
  ApplyRequest request = Applying(VolumeYaml("pg"));
  request.set = "no such thing/";
  EXPECT_FALSE(rig.service->Apply(request).has_value());
}

TEST(VolumeService, DeletesAVolumeWithItsAttachments) {
  ApiRig rig;
  ASSERT_TRUE(rig.service->Apply(Applying(VolumeYaml("pg") + AttachmentYaml("pg"))).has_value());
  rig.told();
  const auto outcome = rig.service->Delete({.objects = {{"Volume", "pg"}}});
  ASSERT_TRUE(outcome.has_value()) << outcome.error().error.message;
  EXPECT_EQ(outcome->changes.size(), 2U);
  EXPECT_EQ(rig.told(), Told{"enqueue pg"});
  const VolumeState stored = *rig.store->Load({"pg"});
  ASSERT_TRUE(stored.tombstone.has_value());
  EXPECT_EQ(stored.tombstone->deleteAfter, rig.clock.Now() + std::chrono::hours(24));
  EXPECT_TRUE(stored.attachments.empty());
}

TEST(VolumeService, DeletesAManifestTwiceWithTheSameEnd) {
  ApiRig rig;
  const std::string yaml = VolumeYaml("pg") + AttachmentYaml("pg");
  ASSERT_TRUE(rig.service->Apply(Applying(yaml)).has_value());
  ASSERT_TRUE(rig.service->Delete({.manifests = {{"a.yaml", yaml}}}).has_value());
  const auto again = rig.service->Delete({.manifests = {{"a.yaml", yaml}}});
  ASSERT_TRUE(again.has_value()) << again.error().error.message;
  for (const ObjectChange& change : again->changes) EXPECT_EQ(change.change, ChangeKind::Unchanged);
}

TEST(VolumeService, CannotDeleteWhatDoesNotExist) {
  ApiRig rig;
  const auto outcome = rig.service->Delete({.objects = {{"Volume", "nosuch"}}});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().error.code, Code::NotFound);
}

TEST(VolumeService, PausesAndResumes) {
  ApiRig rig;
  ASSERT_TRUE(rig.service->Apply(Applying(VolumeYaml("pg"))).has_value());
  rig.told();
  EXPECT_TRUE(rig.service->SetPaused({"pg"}, true)->paused);
  EXPECT_FALSE(rig.service->SetPaused({"pg"}, false)->paused);
  EXPECT_EQ(rig.told(), (Told{"enqueue pg", "enqueue pg"}));
  EXPECT_EQ(rig.service->SetPaused({"nosuch"}, true).error().error.code, Code::NotFound);
}

TEST(VolumeService, RetriesOnlyWhatExists) {
  ApiRig rig;
  ASSERT_TRUE(rig.service->Apply(Applying(VolumeYaml("pg"))).has_value());
  rig.told();
  EXPECT_TRUE(rig.service->Retry({"pg"}).has_value());
  EXPECT_EQ(rig.service->Retry({"nosuch"}).error().error.code, Code::NotFound);
  EXPECT_EQ(rig.told(), Told{"retry pg"});
}

TEST(VolumeService, AwaitsAConditionAndNoOther) {
  ApiRig rig;
  ASSERT_TRUE(rig.service->Apply(Applying(VolumeYaml("pg") + VolumeYaml("other"))).has_value());
  const auto ready = [](const VolumeState& stored) { return !stored.record.conditions.empty(); };
  const auto late = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  auto reached =
      std::async(std::launch::async, [&] { return rig.service->Await({"pg"}, ready, late, {}); });
  rig.SaveReady("other", IsConverged());
  rig.SaveReady("pg", IsConverged());
  EXPECT_TRUE(reached.get().has_value());
}

TEST(VolumeService, EndsAWaitAtItsDeadlineOrWhenStopped) {
  ApiRig rig;
  ASSERT_TRUE(rig.service->Apply(Applying(VolumeYaml("pg"))).has_value());
  const auto never = [](const VolumeState&) { return false; };
  const auto now = std::chrono::steady_clock::now();
  EXPECT_EQ(rig.service->Await({"pg"}, never, now, {}).error().error.code, Code::DeadlineExceeded);
  std::stop_source stop;
  stop.request_stop();
  const auto late = now + std::chrono::seconds(20);
  EXPECT_EQ(rig.service->Await({"pg"}, never, late, stop.get_token()).error().error.code,
            Code::Aborted);
}

}  // namespace
}  // namespace rexray
