#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;

class HoldTest : public testing::Test {
 protected:
  void SetUp() override {
    rig_.Declare(VolumeYaml("pg") + AttachmentYaml("pg"));
    ASSERT_TRUE(rig_.store->SetMeta(kMetaHeld, "2026-11-20T19:16:13.000Z").has_value());
    ASSERT_TRUE(rig_.store->SetMeta(kMetaHeldWhy, "restored from /b").has_value());
    rig_.told();
  }

  ApiRig rig_;
};

TEST_F(HoldTest, IsShownWithItsReason) {
  const json status = rig_.Get("/v1/status");
  EXPECT_EQ(status["held"], true);
  EXPECT_EQ(status["heldSince"], "2026-11-20T19:16:13.000Z");
  EXPECT_EQ(status["heldWhy"], "restored from /b");
}

TEST_F(HoldTest, AnOperatorEndsItOnceAndForAll) {
  const json resumed = rig_.Post("/v1/resume", json::object());
  EXPECT_EQ(resumed["httpStatus"], 200) << resumed;
  EXPECT_EQ(resumed["held"], true);
  EXPECT_EQ(rig_.told(), std::vector<std::string>{"go on"});
  EXPECT_EQ(rig_.store->Meta(kMetaHeld)->value(), "");
  EXPECT_EQ(rig_.Get("/v1/status")["held"], false);
  EXPECT_EQ(rig_.store->Events({})->back().reason, "Resumed");
  EXPECT_EQ(rig_.Post("/v1/resume", json::object())["held"], false);
}

TEST_F(HoldTest, WhatWasPausedByNameStaysPaused) {
  ASSERT_TRUE(rig_.store->SetPaused({"pg"}, true).has_value());
  EXPECT_EQ(rig_.Post("/v1/resume", json::object())["paused"], json::array({"pg"}));
  EXPECT_TRUE(rig_.store->Load({"pg"})->paused);
}

TEST_F(HoldTest, AnUnreadableTimeHoldsAllTheSame) {
  ASSERT_TRUE(rig_.store->SetMeta(kMetaHeld, "rubbish").has_value());
  EXPECT_EQ(rig_.Get("/v1/status")["held"], true);
}

}  // namespace
}  // namespace rexray
