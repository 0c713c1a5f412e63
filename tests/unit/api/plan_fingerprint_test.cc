#include <gmock/gmock.h>

#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kVolume =
    "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pg}\nspec: {service: local, size: "
    "1Gi}\n";

class KeptPlan : public testing::Test {
 protected:
  static json Request(const std::string& yaml, const json& more) {
    json request{{"manifests", {{{"file", "a.yaml"}, {"text", yaml}}}}, {"set", "default"}};
    request.update(more);
    return request;
  }
  json PlanOf(const std::string& yaml) {
    return rig_.Post("/v1/apply", Request(yaml, {{"dryRun", true}}))["fingerprint"];
  }
  json ApplyPlanned(const std::string& yaml, const json& fingerprint) {
    return rig_.Post("/v1/apply", Request(yaml, {{"planned", fingerprint}}));
  }
  static std::string Message(const json& answer) { return answer["error"].value("message", ""); }
  // What the next look at the world leads to.
  void PlanNext(Plan plan) {
    rig_.preview = [plan = std::move(plan)](const VolumeState& stored) {
      return PlanReport{stored.name, plan, std::nullopt};
    };
  }

  ApiRig rig_;
};

TEST_F(KeptPlan, IsDoneWhileNothingMoves) {
  const json plan = PlanOf(kVolume);
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan[0]["volume"], "pg");
  EXPECT_EQ(ApplyPlanned(kVolume, plan)["objects"][0]["change"], "created");
}

TEST_F(KeptPlan, IsRefusedWhenSomethingElseWouldBeDone) {
  const json plan = PlanOf(kVolume);
  PlanNext(Blocked{Reason::TargetNotEmpty, "3 files", "", ""});
  const json answer = ApplyPlanned(kVolume, plan);
  EXPECT_EQ(answer["httpStatus"], 409);
  EXPECT_EQ(answer["error"]["reason"], "PlanOutdated");
  EXPECT_THAT(Message(answer), HasSubstr("pg now is blocked by TargetNotEmpty"));
  EXPECT_TRUE(rig_.store->VolumeNames()->empty());
  EXPECT_TRUE(rig_.told().empty());
}

TEST_F(KeptPlan, IsRefusedWhenTheVolumeIsAnotherOneByNow) {
  rig_.Declare(kVolume);
  const json plan = PlanOf(kVolume);
  rig_.MakeExist("pg");
  EXPECT_THAT(Message(ApplyPlanned(kVolume, plan)), HasSubstr("pg now needs Create"));
}

TEST_F(KeptPlan, IsRefusedWhenSomebodyDeclaredTheSameMeanwhile) {
  const json plan = PlanOf(kVolume);
  rig_.Declare(kVolume);
  EXPECT_EQ(ApplyPlanned(kVolume, plan)["error"]["reason"], "PlanOutdated");
}

TEST_F(KeptPlan, IsRefusedForOtherManifests) {
  const json plan = PlanOf(kVolume);
  std::string larger = kVolume;
  larger.replace(larger.find("1Gi"), 3, "2Gi");
  EXPECT_EQ(ApplyPlanned(larger, plan)["error"]["reason"], "PlanOutdated");
  std::string other = kVolume;
  other.replace(other.find("pg"), 2, "qg");
  const std::string message = Message(ApplyPlanned(other, plan));
  EXPECT_THAT(message, HasSubstr("pg is no longer concerned"));
  EXPECT_THAT(message, HasSubstr("qg now needs Create, and was not in the plan"));
}

TEST_F(KeptPlan, IsRefusedForWhatMovedWhileItWasCompared) {
  const json plan = PlanOf(kVolume);
  const auto same = rig_.preview;
  bool first = true;
  rig_.preview = [&](const VolumeState& stored) {
    if (std::exchange(first, false)) rig_.Declare(kVolume);
    return same(stored);
  };
  const json answer = ApplyPlanned(kVolume, plan);
  EXPECT_EQ(answer["error"]["code"], "Aborted");
  EXPECT_THAT(Message(answer), HasSubstr("changed while it was compared"));
}

TEST_F(KeptPlan, HoldsAlthoughTimePasses) {
  PlanNext(Wait{rig_.clock.Now(), Reason::BackendUnknown, "since 3 s"});
  const json plan = PlanOf(kVolume);
  rig_.clock.Advance(std::chrono::hours(1));
  PlanNext(Wait{rig_.clock.Now(), Reason::BackendUnknown, "since 3603 s"});
  EXPECT_EQ(ApplyPlanned(kVolume, plan)["objects"][0]["change"], "created");
}

}  // namespace
}  // namespace rexray
