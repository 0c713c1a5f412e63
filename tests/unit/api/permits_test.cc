#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;

class PermitsTest : public testing::Test {
 protected:
  void SetUp() override {
    rig_.Declare(VolumeYaml("pg") + AttachmentYaml("pg"));
    rig_.MakeExist("pg");
    rig_.told();
  }
  void HeldBy(const std::vector<std::string>& nodes) {
    rig_.shown[{"local"}] = ApiRig::ShowsNothing();
    auto& attachments = rig_.Show("local", "vol-pg").attachments;
    for (const std::string& node : nodes) attachments.push_back(AttachedTo(node));
  }
  json Preempt(const json& body) { return rig_.Post("/v1/volumes/pg/preempt", body); }
  json Format(const std::string& id) {
    return rig_.Post("/v1/volumes/pg/format", {{"confirm", id}});
  }
  void BlockedBy(Reason reason) {
    rig_.preview = [reason](const VolumeState& stored) {
      return PlanReport{stored.name, Blocked{reason, "", "", ""}, std::nullopt};
    };
  }
  std::vector<Permit> Permits() { return rig_.store->Load({"pg"})->permits; }

  ApiRig rig_;
};

TEST_F(PermitsTest, G03_APreemptionIsPermittedAgainstTheNodeThatHoldsItNow) {
  HeldBy({"db1", "db2"});
  const json answer = Preempt({{"evidence", "db2 is powered off"}});
  EXPECT_EQ(answer["httpStatus"], 200) << answer;
  EXPECT_EQ(answer["status"]["permits"][0]["subject"], "db2");
  ASSERT_EQ(Permits().size(), 1U);
  EXPECT_EQ(Permits()[0], (Permit{PermitKind::Preempt, "db2", "db2 is powered off",
                                  "a client of the control API", rig_.clock.Now()}));
  EXPECT_EQ(rig_.told(), std::vector<std::string>{"enqueue pg"});
  const Event event = rig_.store->Events({VolumeName{"pg"}})->back();
  EXPECT_EQ(event.reason, "PreemptionPermitted");
  EXPECT_EQ(event.type, EventType::Warning);
  EXPECT_NE(event.message.find("db2 is powered off"), std::string::npos);
}

// The kernel tells who asks on a unix socket.
TEST_F(PermitsTest, G03_TheEventNamesWhoGaveIt) {
  HeldBy({"db2"});
  HttpRequest request;
  request.method = "POST";
  request.target = "/v1/volumes/pg/preempt";
  request.body = R"({"evidence": "it is off"})";
  request.peer.uid = 0;
  EXPECT_EQ(rig_.handler(request).status, 200U);
  EXPECT_EQ(Permits()[0].by, "root (uid 0)");
  EXPECT_NE(rig_.store->Events({VolumeName{"pg"}})->back().message.find("by root (uid 0)"),
            std::string::npos);
}

TEST_F(PermitsTest, G03_NothingIsPermittedWithoutAHolderOrEvidence) {
  HeldBy({"db1"});
  EXPECT_EQ(Preempt({{"evidence", "x"}})["httpStatus"], 409) << "nobody else holds it";
  HeldBy({"db2"});
  EXPECT_EQ(Preempt(json::object())["httpStatus"], 400);
  EXPECT_EQ(Preempt({{"evidence", " \n"}})["httpStatus"], 400);
  rig_.shown[{"local"}] = ShownListing::NotKnown("no route");
  EXPECT_EQ(Preempt({{"evidence", "x"}})["httpStatus"], 503);
  EXPECT_TRUE(Permits().empty());
}

TEST_F(PermitsTest, OfSeveralHoldersOneIsNamed) {
  HeldBy({"db2", "db3"});
  const json refused = Preempt({{"evidence", "x"}});
  EXPECT_EQ(refused["httpStatus"], 409);
  EXPECT_NE(refused["error"]["message"].get<std::string>().find("held by db2, db3"),
            std::string::npos);
  EXPECT_EQ(Preempt({{"evidence", "x"}, {"holder", "db4"}})["httpStatus"], 409);
  EXPECT_EQ(Preempt({{"evidence", "x"}, {"holder", "db3"}})["httpStatus"], 200);
  EXPECT_EQ(Permits()[0].subject, "db3");
}

TEST_F(PermitsTest, WhatIsNotWantedHereIsNotTakenAway) {
  HeldBy({"db2"});
  ASSERT_TRUE(rig_.service->Delete({.objects = {{"Attachment", "pg-db1"}}}).has_value());
  EXPECT_EQ(Preempt({{"evidence", "x"}})["httpStatus"], 409);
  EXPECT_EQ(rig_.Post("/v1/volumes/nosuch/preempt", {{"evidence", "x"}})["httpStatus"], 404);
}

TEST_F(PermitsTest, G01_AFormatIsPermittedOnlyWhereOneWasRefusedAndForThatId) {
  EXPECT_EQ(Format("vol-pg")["httpStatus"], 409) << "it is to be created, not refused";
  BlockedBy(Reason::TargetNotEmpty);
  const json other = Format("vol-pg");
  EXPECT_EQ(other["httpStatus"], 409);
  EXPECT_NE(other["error"]["message"].get<std::string>().find("(TargetNotEmpty)"),
            std::string::npos);
  BlockedBy(Reason::FormatRefused);
  EXPECT_EQ(Format("vol-log")["httpStatus"], 409);
  EXPECT_EQ(Format("")["httpStatus"], 400);
  EXPECT_TRUE(Permits().empty());
  EXPECT_EQ(Format("vol-pg")["httpStatus"], 200);
  ASSERT_EQ(Permits().size(), 1U);
  EXPECT_EQ(Permits()[0].kind, PermitKind::Format);
  EXPECT_EQ(Permits()[0].subject, "vol-pg");
  EXPECT_EQ(rig_.store->Events({VolumeName{"pg"}})->back().reason, "FormatPermitted");
}

Claim ClaimOf(const std::string& consumer, const std::string& boot,
              const std::string& node = "db1") {
  return {{"pg"}, {node}, "docker", consumer, 1, {boot}, ClaimState::Held};
}

TEST_F(PermitsTest, ReleaseDropsOnlyClaimsWhoseUsersAreGone) {
  for (const Claim& claim :
       {ClaimOf("alive", "boot-1"), ClaimOf("dead", "boot-0"), ClaimOf("far", "boot-0", "db2")}) {
    ASSERT_TRUE(rig_.store->PutClaim(claim, rig_.clock.Now()).has_value());
  }
  const json answer = rig_.Post("/v1/volumes/pg/release", json::object());
  ASSERT_EQ(answer["released"].size(), 1U) << answer;
  EXPECT_EQ(answer["released"][0]["consumer"], "dead");
  EXPECT_EQ(answer["kept"][0]["consumer"], "alive");
  EXPECT_EQ(rig_.store->Claims(VolumeName{"pg"})->size(), 2U) << "another node's are its own";
  const Event event = rig_.store->Events({VolumeName{"pg"}})->back();
  EXPECT_EQ(event.reason, "ClaimsReleased");
  EXPECT_EQ(event.message, "docker dead (1) by a client of the control API");
}

TEST_F(PermitsTest, ReleaseOfAllDropsThemWhoeverUsesThem) {
  ASSERT_TRUE(rig_.store->PutClaim(ClaimOf("alive", "boot-1"), rig_.clock.Now()).has_value());
  const json answer = rig_.Post("/v1/volumes/pg/release", {{"all", true}});
  EXPECT_EQ(answer["released"].size(), 1U);
  EXPECT_TRUE(rig_.store->Claims(VolumeName{"pg"})->empty());
  EXPECT_EQ(rig_.told(), std::vector<std::string>{"enqueue pg"});
  EXPECT_TRUE(rig_.store->Load({"pg"})->record.lastClaimEnded.has_value());
  EXPECT_TRUE(rig_.Post("/v1/volumes/pg/release", json::object())["released"].empty());
}

}  // namespace
}  // namespace rexray
