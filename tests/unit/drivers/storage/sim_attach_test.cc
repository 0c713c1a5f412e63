// Attachments of a simulated backend, by several nodes and by other hands.

#include <gtest/gtest.h>

#include <thread>

#include "drivers/storage/sim.h"
#include "tests/support/driver_calls.h"

namespace rexray {
namespace {

class SimAttach : public testing::Test {
 protected:
  void Arrange(SimOptions options) {
    options.accessModes = {kOnce, kReaders};
    options.forceDetach = true;
    world_ = std::make_shared<SimWorld>(options);
    driver_ = MakeSimDriver(world_);
  }
  void SetUp() override { Arrange({}); }

  BackendId Made(const std::string& name) { return driver_->Create(RequestFor(name), Soon())->id; }
  BackendAttachment Seen(const BackendId& id) {
    return driver_->Inspect(id, Soon())->attachments.at(0);
  }
  Result<void> WriteBy(const NodeName& node, const BackendId& id) {
    return world_->Write(id, node, [](SimContent& content) { content.data += "x"; });
  }

  const NodeName n1_{"n1"};
  const NodeName n2_{"n2"};
  std::shared_ptr<SimWorld> world_;
  std::unique_ptr<Driver> driver_;
};

TEST_F(SimAttach, G24_NoMoreThanTheLimitWhoeverAttached) {
  SimOptions options;
  options.attachLimit = 2;
  Arrange(options);
  const BackendId first = Made("a");
  const BackendId last = Made("c");
  ASSERT_TRUE(driver_->Attach(first, n1_, kOnce, Soon()));
  world_->AttachBehind(Made("b"), n1_, kOnce);
  const Error error = driver_->Attach(last, n1_, kOnce, Soon()).error();
  EXPECT_EQ(error.code, Code::ResourceExhausted);
  EXPECT_EQ(error.reason, "AttachLimit");
  EXPECT_NE(error.message.find("2"), std::string::npos) << error.message;
  EXPECT_TRUE(driver_->Attach(first, n1_, kOnce, Soon())) << "it has its slot";
  EXPECT_TRUE(driver_->Attach(last, n2_, kOnce, Soon())) << "another node has its own";
  ASSERT_TRUE(driver_->Detach(first, n1_, Soon()));
  ASSERT_TRUE(driver_->Detach(last, n2_, Soon()));
  EXPECT_TRUE(driver_->Attach(last, n1_, kOnce, Soon()));
}

TEST_F(SimAttach, G16_CallsOfOneNodeThatOverlapAreRejectedAndCounted) {
  SimOptions options;
  options.serialAttach = true;
  Arrange(options);
  const BackendId first = Made("a");
  const BackendId second = Made("b");
  world_->faults().Hang("Attach", 1);
  std::jthread slow([&] { EXPECT_TRUE(driver_->Attach(first, n1_, kOnce, Soon())); });
  ASSERT_TRUE(world_->faults().AwaitHanging(1, std::chrono::seconds(30)));
  EXPECT_EQ(driver_->Attach(second, n1_, kOnce, Soon()).error().code, Code::Aborted);
  EXPECT_EQ(driver_->Detach(second, n1_, Soon()).error().code, Code::Aborted);
  EXPECT_TRUE(driver_->Attach(second, n2_, kOnce, Soon())) << "another node's turn is its own";
  EXPECT_TRUE(driver_->Inspect(second, Soon()));
  world_->faults().Clear();
  slow.join();
  EXPECT_EQ(world_->overlaps(), 2U);
  EXPECT_TRUE(driver_->Detach(first, n1_, Soon()));
  EXPECT_EQ(world_->overlaps(), 2U);
}

TEST_F(SimAttach, OthersDoNotCareAboutOverlaps) {
  const BackendId first = Made("a");
  const BackendId second = Made("b");
  world_->faults().Hang("Attach", 1);
  std::jthread slow([&] { EXPECT_TRUE(driver_->Attach(first, n1_, kOnce, Soon())); });
  ASSERT_TRUE(world_->faults().AwaitHanging(1, std::chrono::seconds(30)));
  EXPECT_TRUE(driver_->Attach(second, n1_, kOnce, Soon()));
  world_->faults().Clear();
  slow.join();
  EXPECT_EQ(world_->overlaps(), 0U);
}

TEST_F(SimAttach, G03_TheBackendSaysWhatItKnowsOfTheHolder) {
  const BackendId id = Made("a");
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  EXPECT_EQ(Seen(id).holder, HolderState::Unknown);
  for (const HolderState state : {HolderState::Running, HolderState::Dead, HolderState::Fenced}) {
    world_->SetHolder(n1_, state);
    EXPECT_EQ(Seen(id).holder, state);
  }
  ASSERT_TRUE(driver_->Detach(id, n1_, Soon()));
  EXPECT_EQ(driver_->Attach(id, n1_, kOnce, Soon())->holder, HolderState::Fenced)
      << "also of attachments to come";
}

TEST_F(SimAttach, G45_OnlyAHolderThatMayWriteWrites) {
  const BackendId id = Made("a");
  EXPECT_FALSE(WriteBy(n1_, id)) << "not attached";
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  EXPECT_TRUE(WriteBy(n1_, id));
  for (const HolderState state : {HolderState::Dead, HolderState::Fenced}) {
    world_->SetHolder(n1_, state);
    EXPECT_FALSE(WriteBy(n1_, id));
  }
  world_->SetHolder(n1_, HolderState::Running);
  EXPECT_TRUE(WriteBy(n1_, id));
  ASSERT_TRUE(driver_->ForceDetach(id, n1_, Soon()));
  EXPECT_FALSE(WriteBy(n1_, id)) << "taken away";
  ASSERT_TRUE(driver_->Attach(id, n1_, kReaders, Soon()));
  EXPECT_FALSE(WriteBy(n1_, id)) << "a reader";
  EXPECT_EQ(world_->Find(id)->content.data, "xx");
  ASSERT_EQ(world_->refusedWrites().size(), 5U);
  EXPECT_EQ(world_->refusedWrites()[0].node, n1_);
}

TEST_F(SimAttach, G45_TwoThatUseItAtOnceDestroyIt) {
  const BackendId id = Made("a");
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  world_->Use(id, n1_);
  EXPECT_TRUE(world_->losses().empty());
  world_->AttachBehind(id, n2_, kOnce);
  world_->Use(id, n2_);
  ASSERT_EQ(world_->losses().size(), 1U);
  EXPECT_EQ(world_->losses()[0].by, "Use");
}

TEST_F(SimAttach, ReadersMayUseItTogether) {
  const BackendId id = Made("a");
  for (const NodeName& node : {n1_, n2_}) {
    ASSERT_TRUE(driver_->Attach(id, node, kReaders, Soon()));
    world_->Use(id, node);
  }
  EXPECT_TRUE(world_->losses().empty());
}

TEST_F(SimAttach, AModeIsNotChangedUnderItsUser) {
  const BackendId id = Made("a");
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  world_->Use(id, n1_);
  const Error error = driver_->Attach(id, n1_, kReaders, Soon()).error();
  EXPECT_EQ(error.code, Code::FailedPrecondition);
  EXPECT_EQ(error.reason, "DeviceInUse");
  EXPECT_FALSE(Seen(id).readOnly);
}

TEST_F(SimAttach, WhatIsTakenAwayIsNoLongerUsed) {
  const BackendId id = Made("a");
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  world_->Use(id, n1_);
  EXPECT_FALSE(driver_->Detach(id, n1_, Soon()));
  ASSERT_TRUE(driver_->ForceDetach(id, n1_, Soon()));
  EXPECT_TRUE(world_->Find(id)->usedOn.empty());
  EXPECT_TRUE(driver_->Attach(id, n2_, kOnce, Soon()));
}

TEST_F(SimAttach, TakingAwayMayTakeItsTime) {
  SimOptions options;
  options.detaching = SimOptions::kUntilTold;
  Arrange(options);
  const BackendId id = Made("a");
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  ASSERT_TRUE(driver_->ForceDetach(id, n1_, Soon()));
  EXPECT_EQ(Seen(id).state, AttachState::Detaching);
  EXPECT_FALSE(WriteBy(n1_, id)) << "but writes end at once";
  EXPECT_EQ(driver_->Attach(id, n2_, kOnce, Soon()).error().reason, "AttachedElsewhere");
  world_->Settle(id);
  EXPECT_TRUE(driver_->Attach(id, n2_, kOnce, Soon()));
}

TEST_F(SimAttach, TagsAreShown) {
  const BackendId id = Made("a");
  world_->Edit(id, [](SimVolume& volume) { volume.shown.tags["team"] = "db"; });
  EXPECT_EQ(driver_->Inspect(id, Soon())->tags.at("team"), "db");
  EXPECT_EQ(driver_->List(Soon())->volumes.at(0).tags.at("team"), "db");
}

TEST_F(SimAttach, TheLogNamesWhoCalled) {
  const auto caller = MakeSimDriver(world_, n2_);
  (void)caller->Delete({"none"}, Soon());
  EXPECT_EQ(world_->faults().log().back().node, "n2");
}

}  // namespace
}  // namespace rexray
