#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;

class DrainTest : public testing::Test {
 protected:
  void SetUp() override {
    rig_.Declare(VolumeYaml("pg") + AttachmentYaml("pg"));
    rig_.MakeExist("pg");
    rig_.told();
  }
  void Change(const std::function<void(Record&)>& change) {
    Record record = rig_.store->Load({"pg"})->record;
    change(record);
    ASSERT_TRUE(rig_.store->SaveRecord(record).has_value());
  }
  void Shows(const std::function<void(BackendVolume&)>& change) {
    rig_.shown[{"local"}] = ApiRig::ShowsNothing();
    change(rig_.Show("local", "vol-pg"));
  }
  // What keeps the node from being drained; empty: nothing.
  std::string Left() {
    const json answer = rig_.Get("/v1/drain");
    EXPECT_EQ(answer["httpStatus"], 200) << answer;
    return answer["left"].empty() ? "" : answer["left"][0]["message"].get<std::string>();
  }

  ApiRig rig_;
};

TEST_F(DrainTest, IsRememberedToldAndShown) {
  const json drained = rig_.Post("/v1/drain", json::object());
  EXPECT_EQ(drained["httpStatus"], 200) << drained;
  EXPECT_EQ(drained["draining"], true);
  EXPECT_EQ(drained["left"], json::array());
  EXPECT_EQ(rig_.told(), std::vector<std::string>{"drain"});
  EXPECT_FALSE(rig_.store->Meta(kMetaDraining)->value().empty());
  EXPECT_EQ(rig_.Get("/v1/status")["draining"], true);
  EXPECT_EQ(rig_.Get("/v1/nodes")["items"][0]["status"]["draining"], true);
  EXPECT_TRUE(rig_.Get("/v1/nodes")["items"][0]["status"].contains("drainedSince"));
  EXPECT_EQ(rig_.store->Events({})->back().reason, "Draining");
}

TEST_F(DrainTest, IsTakenBack) {
  rig_.Post("/v1/drain", json::object());
  rig_.told();
  EXPECT_EQ(rig_.Post("/v1/undrain", json::object())["draining"], false);
  EXPECT_EQ(rig_.told(), std::vector<std::string>{"undrain"});
  EXPECT_EQ(rig_.Get("/v1/status")["draining"], false);
  EXPECT_EQ(rig_.store->Events({})->back().reason, "Undrained");
}

TEST_F(DrainTest, TwiceIsOnce) {
  rig_.Post("/v1/drain", json::object());
  const auto since = rig_.Get("/v1/drain")["since"];
  rig_.clock.Advance(std::chrono::hours(1));
  EXPECT_EQ(rig_.Post("/v1/drain", json::object())["since"], since);
  EXPECT_EQ(rig_.store->Events({})->size(), 1U);
}

TEST_F(DrainTest, G28_EndsOnlyWhenTheBackendShowsItDetached) {
  Change([](Record& record) {
    record.attach = AttachRecord{"/dev/loop3", {"loop:1"}, {"boot-1"}};
    record.mount = MountRecord{"/srv/pg", {}, "rw", "rw", {"boot-1"}};
  });
  EXPECT_EQ(Left(), "mounted at /srv/pg");
  Change([](Record& record) { record.mount.reset(); });
  EXPECT_EQ(Left(), "attached as /dev/loop3");
  Change([](Record& record) { record.attach.reset(); });
  Shows([](BackendVolume& volume) { volume.attachments = {AttachedTo("db1")}; });
  EXPECT_EQ(Left(), "the backend shows it attached here");
  Shows([](BackendVolume& volume) { volume.attachments = {AttachedTo("db2")}; });
  EXPECT_EQ(Left(), "");
}

TEST_F(DrainTest, G28_SilenceIsNoConfirmation) {
  rig_.shown[{"local"}] = ShownListing::NotKnown("no route");
  EXPECT_EQ(Left(), "service local gives no answer: no route");
  rig_.shown[{"local"}] = ShownListing::Known(std::make_shared<Listing>(), TimePoint::max());
  EXPECT_EQ(Left(), "the listing of service local is incomplete");
  Shows([](BackendVolume& volume) { volume.state = BackendState::Unreadable; });
  EXPECT_EQ(Left(), "service local cannot look at it");
  rig_.shown[{"local"}] = ApiRig::ShowsNothing();
  EXPECT_EQ(Left(), "") << "it is gone";
}

TEST_F(DrainTest, G28_AListingThatIsOlderThanTheLastChangeIsNoConfirmation) {
  Shows([](BackendVolume&) {});
  Change([&](Record& record) { record.lastEffectAt = rig_.clock.Now() + Milliseconds(1); });
  EXPECT_EQ(Left(), "service local has not shown its last change yet");
  rig_.clock.Advance(Milliseconds(1));
  Shows([](BackendVolume&) {});
  EXPECT_EQ(Left(), "");
}

TEST_F(DrainTest, WhatAnEarlierBootAttachedAndWhatNeverWasDoNotCount) {
  Change([](Record& record) {
    record.attach = AttachRecord{"/dev/loop3", {"loop:1"}, {"boot-0"}};
  });
  rig_.Declare(VolumeYaml("new"));
  EXPECT_EQ(Left(), "");
}

}  // namespace
}  // namespace rexray
