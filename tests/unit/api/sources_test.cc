#include "api/sources.h"

#include <condition_variable>

#include "tests/unit/api/api_rig.h"

namespace rexray {
namespace {

using nlohmann::json;

// What a feed holds, as a test sets it.
struct Held {
  std::mutex mutex;
  std::condition_variable_any changed;
  SourceContent content = std::vector<ManifestText>();
  bool news = false;
  bool hangs = false;
  int reads = 0;

  void Set(SourceContent next) {
    const std::lock_guard lock(mutex);
    content = std::move(next);
    news = true;
    changed.notify_all();
  }
  void Hang(bool hang) {
    const std::lock_guard lock(mutex);
    hangs = hang;
    changed.notify_all();
  }
};

class HeldFeed : public SourceFeed {
 public:
  explicit HeldFeed(Held& held) : held_(held) {}
  SourceContent Read(const std::stop_token&) override {
    std::unique_lock lock(held_.mutex);
    held_.changed.wait(lock, [this] { return !held_.hangs; });
    held_.news = false;
    ++held_.reads;
    return held_.content;
  }
  bool AwaitChange(const std::stop_token& stop, Deadline deadline) override {
    std::unique_lock lock(held_.mutex);
    return held_.changed.wait_until(lock, stop, deadline, [this] { return held_.news; });
  }
  std::string following() const override { return "a test"; }

 private:
  Held& held_;
};

class SourcesOfManifests : public testing::Test {
 protected:
  void Follow(FollowTimes times = {.patience = std::chrono::seconds(30)}) {
    sources_ = std::make_unique<Sources>(
        SourceSync::Seams{*rig_.service, *rig_.store, rig_.clock, rig_.observer}, times);
    sources_->Add({.name = "followed", .path = "/s", .prune = true},
                  std::make_unique<HeldFeed>(held_));
    ASSERT_TRUE(sources_->Start().has_value());
  }
  void TearDown() override {
    held_.Hang(false);
    if (sources_) {
      EXPECT_TRUE(sources_->Stop(std::chrono::seconds(30)));
    }
  }
  static SourceContent Volumes(const std::vector<std::string>& names) {
    std::vector<ManifestText> texts;
    for (const std::string& each : names) texts.push_back({"/s/" + each, VolumeYaml(each)});
    return texts;
  }
  bool BecomesDeclared(const std::string& volume) {
    const auto deadline = Changes::Deadline::clock::now() + std::chrono::seconds(30);
    while (Changes::Deadline::clock::now() < deadline) {
      const auto seen = rig_.changes.newest();
      const auto stored = rig_.store->Load({volume});
      if (stored && stored->volume) return true;
      rig_.changes.After(seen, std::chrono::steady_clock::now() + std::chrono::milliseconds(50),
                         {});
    }
    return false;
  }

  ApiRig rig_;
  Held held_;
  std::unique_ptr<Sources> sources_;
};

TEST_F(SourcesOfManifests, AreFollowedWithoutBeingAsked) {
  held_.Set(Volumes({"va"}));
  Follow();
  EXPECT_TRUE(BecomesDeclared("va"));
  held_.Set(Volumes({"va", "vb"}));
  EXPECT_TRUE(BecomesDeclared("vb"));
}

TEST_F(SourcesOfManifests, AreReadAgainSlowlyWhateverTheFeedTells) {
  Follow({.resync = Milliseconds(20)});
  {
    const std::lock_guard lock(held_.mutex);
    held_.content = Volumes({"va"});
  }
  EXPECT_TRUE(BecomesDeclared("va"));
}

TEST_F(SourcesOfManifests, ASyncReadsWhatIsThereAtThatMoment) {
  Follow();
  {
    const std::lock_guard lock(held_.mutex);
    held_.content = Volumes({"va"});
  }
  const auto outcome = sources_->Sync("followed");
  ASSERT_TRUE(outcome.has_value()) << outcome.error().error.message;
  EXPECT_EQ(outcome->changes.at(0).name, "va");
  EXPECT_EQ(sources_->Sync("other").error().error.code, Code::NotFound);
}

TEST_F(SourcesOfManifests, WhoAsksIsToldWhenStorageHangsAndTheStopDoesNotHang) {
  Follow({.patience = Milliseconds(50)});
  ASSERT_TRUE(sources_->Sync("followed").has_value());
  held_.Hang(true);
  EXPECT_EQ(sources_->Sync("followed").error().error.code, Code::DeadlineExceeded);
  EXPECT_FALSE(sources_->Stop(Milliseconds(50)));
  EXPECT_EQ(sources_->Sync("followed").error().error.code, Code::Aborted);
}

TEST_F(SourcesOfManifests, WhatASourceDeclaredStaysWhenItIsNoSourceAnyMore) {
  held_.Set(Volumes({"va"}));
  Follow();
  ASSERT_TRUE(sources_->Sync("followed").has_value());
  ASSERT_TRUE(sources_->Stop(std::chrono::seconds(30)));
  ASSERT_TRUE(rig_.sources->Start().has_value());
  const json answer = rig_.Get("/v1/sources");
  ASSERT_EQ(answer["items"].size(), 1U) << answer;
  EXPECT_EQ(answer["items"][0]["status"]["phase"], "Removed");
  EXPECT_EQ(answer["items"][0]["status"]["objects"], 1);
  EXPECT_TRUE(rig_.store->Load({"va"})->volume.has_value());
  EXPECT_EQ(rig_.Get("/v1/status")["sources"].size(), 1U);
}

TEST(SourceRoutes, ShowSyncAndApprove) {
  ApiRig rig;
  Held held;
  rig.sources->Add({.name = "followed", .path = "/s", .prune = true},
                   std::make_unique<HeldFeed>(held));
  ASSERT_TRUE(rig.sources->Start().has_value());
  held.Set(std::vector<ManifestText>{{"/s/va", VolumeYaml("va")}, {"/s/vb", VolumeYaml("vb")}});
  EXPECT_EQ(rig.Post("/v1/sources/followed/sync", json::object())["httpStatus"], 200);
  held.Set(std::vector<ManifestText>());
  const json waits = rig.Post("/v1/sources/followed/sync", json::object());
  EXPECT_EQ(waits["httpStatus"], 409);
  EXPECT_EQ(waits["error"]["reason"], "RemovalsWait");
  const json source = rig.Get("/v1/sources")["items"][0];
  EXPECT_EQ(source["spec"]["path"], "/s");
  EXPECT_EQ(source["status"]["following"], "a test");
  EXPECT_EQ(source["status"]["removals"].size(), 2U);
  EXPECT_EQ(rig.Post("/v1/sources/followed/approve", json::object())["httpStatus"], 400);
  EXPECT_EQ(rig.Post("/v1/sources/followed/approve",
                     {{"fingerprint", "000000000000"}})["error"]["reason"],
            "OtherContent");
  const json approved =
      rig.Post("/v1/sources/followed/approve", {{"fingerprint", source["status"]["fingerprint"]}});
  EXPECT_EQ(approved["httpStatus"], 200) << approved;
  EXPECT_EQ(approved["objects"].size(), 2U);
  EXPECT_EQ(rig.Post("/v1/sources/none/sync", json::object())["httpStatus"], 404);
  EXPECT_TRUE(rig.sources->Stop(std::chrono::seconds(30)));
}

}  // namespace
}  // namespace rexray
