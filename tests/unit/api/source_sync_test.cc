#include "api/source_sync.h"

#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

class SourceSyncing : public testing::Test {
 protected:
  static SourceContent Holds(const std::vector<std::string>& volumes) {
    std::vector<ManifestText> texts;
    for (const std::string& each : volumes)
      texts.push_back({"/s/" + each + ".yaml", VolumeYaml(each)});
    return texts;
  }
  static SourceContent IsUnreadable(const std::string& why) {
    return std::unexpected(std::vector{Problem{.file = "/s/va.yaml", .path = {}, .message = why}});
  }
  bool IsDeclared(const std::string& volume) {
    const auto stored = rig_.store->Load({volume});
    return stored && stored->volume.has_value();
  }
  std::vector<std::string> Events() {
    std::vector<std::string> reasons;
    const std::vector<Event> events = *rig_.store->Events({});
    for (const Event& each : events) reasons.push_back(each.reason);
    return reasons;
  }
  using Words = std::vector<std::string>;

  ApiRig rig_;
  SourceSync sync_{{*rig_.service, *rig_.store, rig_.clock, rig_.observer},
                   {.name = "followed", .path = "/s", .prune = true}};
};

TEST_F(SourceSyncing, DeclaresWhatItHoldsAsItsOwnSet) {
  ASSERT_TRUE(sync_.Take(Holds({"va", "vb"})).has_value());
  EXPECT_EQ(rig_.store->Load({"va"})->volume->managedBy, (ManagedBy{"followed", "/s/va.yaml:1"}));
  const SourceStatus status = sync_.status();
  EXPECT_EQ(status.phase, SourcePhase::Applied);
  EXPECT_EQ(status.lastSuccess, rig_.clock.Now());
  EXPECT_EQ(status.lastChange, rig_.clock.Now());
  EXPECT_EQ(Events(), Words{"SourceApplied"});
}

TEST_F(SourceSyncing, TellsAndWritesNothingWhileNothingChanges) {
  ASSERT_TRUE(sync_.Take(Holds({"va", "vb"})).has_value());
  const SourceStatus before = sync_.status();
  const auto commits = rig_.store->Stats().commits;
  rig_.clock.Advance(std::chrono::minutes(5));
  ASSERT_TRUE(sync_.Take(Holds({"va", "vb"})).has_value());
  EXPECT_EQ(rig_.store->Stats().commits, commits);
  EXPECT_EQ(sync_.status().lastChange, before.lastChange);
  EXPECT_EQ(sync_.status().content, before.content);
  EXPECT_EQ(sync_.status().lastSuccess, rig_.clock.Now());
}

TEST_F(SourceSyncing, BrokenItChangesNothingAndSaysWhereOnce) {
  ASSERT_TRUE(sync_.Take(Holds({"va", "vb"})).has_value());
  auto broken = *Holds({"va", "vb", "vc"});
  broken[1].text = VolumeYaml("vb", "{}", "nonsense");
  EXPECT_EQ(sync_.Take(broken).error().error.code, Code::InvalidArgument);
  EXPECT_FALSE(IsDeclared("vc"));
  const SourceStatus status = sync_.status();
  EXPECT_EQ(status.phase, SourcePhase::Broken);
  ASSERT_EQ(status.problems.size(), 1U);
  EXPECT_EQ(status.problems[0].file, "/s/vb.yaml");
  EXPECT_EQ(status.problems[0].line, 4);
  EXPECT_GT(status.problems[0].column, 0);
  sync_.Take(broken);
  EXPECT_EQ(Events(), (Words{"SourceApplied", "SourceBroken"}));
  ASSERT_TRUE(sync_.Take(Holds({"va", "vb", "vc"})).has_value());
  EXPECT_TRUE(IsDeclared("vc"));
  EXPECT_TRUE(sync_.status().problems.empty());
  EXPECT_TRUE(sync_.status().message.empty());
}

TEST_F(SourceSyncing, WhatCannotBeReadIsBrokenToo) {
  EXPECT_FALSE(sync_.Take(IsUnreadable("Permission denied")).has_value());
  EXPECT_EQ(sync_.status().phase, SourcePhase::Broken);
  EXPECT_EQ(sync_.status().message, "/s/va.yaml: Permission denied");
}

TEST_F(SourceSyncing, ANameOfAnotherSetIsAProblemAtItsLine) {
  rig_.Declare(VolumeYaml("va"));
  EXPECT_FALSE(sync_.Take(Holds({"va", "vb"})).has_value());
  ASSERT_EQ(sync_.status().problems.size(), 1U);
  EXPECT_EQ(sync_.status().problems[0].file, "/s/va.yaml");
  EXPECT_EQ(sync_.status().problems[0].line, 1);
  EXPECT_NE(sync_.status().message.find("\"default\""), std::string::npos);
  EXPECT_FALSE(IsDeclared("vb"));
}

TEST_F(SourceSyncing, G09_AnEmptiedSourceRemovesNothingUntilSomebodyApproves) {
  ASSERT_TRUE(sync_.Take(Holds({"va", "vb"})).has_value());
  const auto refused = sync_.Take(Holds({}));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().error.reason, kRemovalsWait);
  EXPECT_TRUE(IsDeclared("va") && IsDeclared("vb"));
  const SourceStatus status = sync_.status();
  EXPECT_EQ(status.phase, SourcePhase::Waiting);
  EXPECT_EQ(status.removals.size(), 2U);
  EXPECT_EQ(status.exit, "rexray sync approve followed " + status.fingerprint);
  ASSERT_TRUE(sync_.Take(Holds({}), status.fingerprint).has_value());
  EXPECT_FALSE(IsDeclared("va") || IsDeclared("vb"));
  EXPECT_EQ(sync_.status().phase, SourcePhase::Applied);
  EXPECT_EQ(rig_.store->Load({"va"})->tombstone->reclaimPolicy, ReclaimPolicy::Retain);
}

TEST_F(SourceSyncing, G09_AnApprovalIsForExactlyWhatWasLookedAt) {
  ASSERT_TRUE(sync_.Take(Holds({"va", "vb", "vc", "vd"})).has_value());
  sync_.Take(Holds({"va", "vb"}));
  const std::string lookedAt = sync_.status().fingerprint;
  const auto refused = sync_.Take(Holds({"va"}), lookedAt);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().error.reason, kOtherContent);
  EXPECT_TRUE(IsDeclared("vb") && IsDeclared("vc"));
  EXPECT_EQ(sync_.status().phase, SourcePhase::Waiting);
  EXPECT_NE(sync_.status().fingerprint, lookedAt) << "what is there now has its own";
  auto other = *Holds({"va", "vb"});
  other[0].text = VolumeYaml("va", "{app: x}");
  EXPECT_FALSE(sync_.Take(other, lookedAt).has_value()) << "same removals, other content";
  EXPECT_TRUE(sync_.Take(Holds({"va", "vb"}), lookedAt).has_value());
  EXPECT_FALSE(IsDeclared("vc"));
}

TEST_F(SourceSyncing, WhatComesWithTooManyRemovalsWaitsWithThem) {
  ASSERT_TRUE(sync_.Take(Holds({"va", "vb", "vc"})).has_value());
  EXPECT_FALSE(sync_.Take(Holds({"va", "new"})).has_value());
  EXPECT_FALSE(IsDeclared("new"));
  ASSERT_TRUE(sync_.Take(Holds({"va", "vb", "new"})).has_value()) << "one of three goes by itself";
  EXPECT_TRUE(IsDeclared("new"));
  EXPECT_FALSE(IsDeclared("vc"));
}

TEST_F(SourceSyncing, WithoutPruneNothingIsRemoved) {
  SourceSync keeping({*rig_.service, *rig_.store, rig_.clock, rig_.observer},
                     {.name = "keeping", .path = "/k"});
  ASSERT_TRUE(keeping.Take(Holds({"va", "vb"})).has_value());
  ASSERT_TRUE(keeping.Take(Holds({})).has_value());
  EXPECT_TRUE(IsDeclared("va") && IsDeclared("vb"));
}

TEST_F(SourceSyncing, NobodyElseChangesWhatASourceDeclares) {
  ASSERT_TRUE(
      sync_.Take(std::vector<ManifestText>{{"/s/va.yaml", VolumeYaml("va") + AttachmentYaml("va")}})
          .has_value());
  const auto expect = [](const nlohmann::json& answer) {
    EXPECT_EQ(answer["httpStatus"], 409) << answer;
    EXPECT_NE(answer.dump().find("/s/va.yaml:"), std::string::npos) << answer;
    EXPECT_NE(answer.dump().find("remove it there"), std::string::npos) << answer;
  };
  const nlohmann::json manifests = {{{"file", "x.yaml"}, {"text", VolumeYaml("va")}}};
  expect(rig_.Post("/v1/apply", {{"manifests", manifests}, {"set", "followed"}}));
  expect(rig_.Post("/v1/delete", {{"manifests", manifests}}));
  expect(rig_.Post("/v1/delete", {{"objects", {{{"kind", "Volume"}, {"name", "va"}}}}}));
  expect(rig_.Post("/v1/delete", {{"objects", {{{"kind", "Attachment"}, {"name", "va-db1"}}}}}));
  const nlohmann::json fresh = {{{"file", "x.yaml"}, {"text", VolumeYaml("fresh")}}};
  const nlohmann::json answer = rig_.Post("/v1/apply", {{"manifests", fresh}, {"set", "followed"}});
  EXPECT_EQ(answer["httpStatus"], 409);
  EXPECT_NE(answer.dump().find("/etc/followed"), std::string::npos) << answer;
  EXPECT_TRUE(IsDeclared("va"));
  EXPECT_EQ(rig_.store->Load({"va"})->attachments.size(), 1U);
}

TEST_F(SourceSyncing, RemovingANodeLeavesWhatASourceDeclaresToIt) {
  ASSERT_TRUE(sync_
                  .Take(std::vector<ManifestText>{
                      {"/s/va.yaml", VolumeYaml("va") + AttachmentYaml("va", "db2")}})
                  .has_value());
  const nlohmann::json answer = rig_.Post("/v1/nodes/db2/remove", nlohmann::json::object());
  EXPECT_EQ(answer["httpStatus"], 200) << answer;
  EXPECT_TRUE(answer["objects"].empty());
  EXPECT_EQ(answer["references"][0]["kind"], "Attachment");
  EXPECT_NE(answer["references"][0]["message"].get<std::string>().find("/s/va.yaml:"),
            std::string::npos);
}

TEST_F(SourceSyncing, WhyNamesTheLineThatDeclaresIt) {
  ASSERT_TRUE(sync_.Take(Holds({"va"})).has_value());
  EXPECT_EQ(rig_.Get("/v1/why/va")["managedBy"]["source"], "/s/va.yaml:1");
}

}  // namespace
}  // namespace rexray
