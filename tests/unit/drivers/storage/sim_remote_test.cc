// A simulated backend behind a socket: what may happen between it and a daemon.

#include "drivers/storage/sim_remote.h"

#include <gtest/gtest.h>

#include <thread>

#include "drivers/storage/sim_config.h"
#include "tests/support/command.h"
#include "tests/support/driver_calls.h"
#include "tests/support/sim_server.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class SimRemote : public testing::Test {
 protected:
  std::unique_ptr<Driver> DriverOf(const NodeName& node) {
    return std::move(MakeConfiguredSimDriver(server_.ServiceOptions(), node).value());
  }
  BackendId Made(const std::string& name) { return driver_->Create(RequestFor(name), Soon())->id; }
  void AwaitHanging() { ASSERT_TRUE(faults_.AwaitHanging(1, seconds(60))); }
  bool IsAttached(const BackendId& id) { return !world_->Find(id)->shown.attachments.empty(); }

  const NodeName n1_{"n1"};
  TempFolder folder_;
  std::shared_ptr<SimWorld> world_ = std::make_shared<SimWorld>();
  SimFaults& faults_ = world_->faults();
  SimServer server_{world_, folder_ / "backend"};
  std::unique_ptr<Driver> driver_ = DriverOf(n1_);
};

TEST_F(SimRemote, DaemonsShareOneWorldAndTheLogTellsThemApart) {
  const BackendId id = Made("a");
  const auto other = DriverOf({"n2"});
  EXPECT_EQ(other->Inspect(id, Soon())->name.value, "a");
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  EXPECT_EQ(other->Attach(id, {"n2"}, kOnce, Soon()).error().reason, "AttachedElsewhere");
  (void)other->List(Soon());
  EXPECT_EQ(faults_.log().back().node, "n2");
  EXPECT_EQ(faults_.log().front().node, "n1");
}

TEST_F(SimRemote, ItsErrorsArriveAsTheyAre) {
  faults_.Refuse("Attach", {Code::ResourceExhausted, "no slot: über \"1\"\n", "AttachLimit"});
  const Error error = driver_->Attach({"a"}, n1_, kOnce, Soon()).error();
  EXPECT_EQ(error.code, Code::ResourceExhausted);
  EXPECT_EQ(error.message, "no slot: über \"1\"\n");
  EXPECT_EQ(error.reason, "AttachLimit");
}

TEST_F(SimRemote, AListingOfAnyLengthArrives) {
  for (int i = 0; i < 2000; ++i) {
    SimVolume volume;
    volume.shown.id = {"vol-" + std::to_string(i)};
    volume.shown.tags["note"] = std::string(500, 'x');
    world_->Add(volume);
  }
  const auto listing = driver_->List(Soon());
  ASSERT_TRUE(listing) << listing.error().message;
  EXPECT_EQ(listing->volumes.size(), 2000U);
}

TEST_F(SimRemote, NobodyThereIsUnavailableAndComesBack) {
  const BackendId id = Made("a");
  server_.Stop();
  const Error error = driver_->Inspect(id, Soon()).error();
  EXPECT_EQ(error.code, Code::Unavailable) << "not NotFound: nothing is proven";
  EXPECT_NE(error.message.find(folder_ / "backend"), std::string::npos) << error.message;
  EXPECT_EQ(DriverOf({"n2"})->List(Soon()).error().code, Code::Unavailable)
      << "and a daemon starts without it";
  server_.Start();
  EXPECT_TRUE(driver_->Inspect(id, Soon()));
}

TEST_F(SimRemote, AConnectionLostOnTheWayLeavesTheEffectUnknown) {
  const BackendId id = Made("a");
  faults_.Hang("Attach");
  Result<BackendAttachment> attached;
  std::jthread caller([&] { attached = driver_->Attach(id, n1_, kOnce, Soon()); });
  AwaitHanging();
  server_.CutConnections();
  caller.join();
  EXPECT_EQ(attached.error().code, Code::Unavailable) << attached.error().message;
  EXPECT_FALSE(IsAttached(id));
  faults_.Clear();
  EXPECT_TRUE(Eventually([&] { return IsAttached(id); })) << "what was begun may come late";
}

TEST_F(SimRemote, AServerThatDiesLeavesTheEffectUnknown) {
  const BackendId id = Made("a");
  faults_.Hang("Attach");
  Result<BackendAttachment> attached;
  std::jthread caller([&] { attached = driver_->Attach(id, n1_, kOnce, Soon()); });
  AwaitHanging();
  server_.Stop();
  caller.join();
  EXPECT_EQ(attached.error().code, Code::Unavailable);
}

TEST_F(SimRemote, ALostReplyIsUnavailableAfterTheEffect) {
  faults_.LoseReply("Create");
  EXPECT_EQ(driver_->Create(RequestFor("a"), Soon()).error().code, Code::Unavailable);
  EXPECT_EQ(world_->volumes().size(), 1U);
}

TEST_F(SimRemote, ACallEndsAtItsDeadlineAndWhenItIsStopped) {
  const BackendId id = Made("a");
  faults_.Hang("Inspect");
  EXPECT_EQ(driver_->Inspect(id, Within(milliseconds(20))).error().code, Code::DeadlineExceeded);
  AwaitHanging();
  std::stop_source stop;
  CallContext context = Soon();
  context.stop = stop.get_token();
  Result<BackendVolume> seen;
  std::jthread caller([&] { seen = driver_->Inspect(id, context); });
  ASSERT_TRUE(faults_.AwaitHanging(2, seconds(60)));
  stop.request_stop();
  caller.join();
  EXPECT_EQ(seen.error().code, Code::DeadlineExceeded);
}

TEST_F(SimRemote, AStuckCallDelaysNoOther) {
  const BackendId id = Made("a");
  faults_.Hang("Attach", 1);
  std::jthread stuck([&] { (void)driver_->Attach(id, n1_, kOnce, Soon()); });
  AwaitHanging();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(driver_->Inspect(id, Soon()));
  faults_.Clear();
}

TEST_F(SimRemote, ManyCallsAtOnceAreAllAnswered) {
  std::vector<std::jthread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 50; ++i) {
        const auto made =
            driver_->Create(RequestFor(std::to_string(caller) + "-" + std::to_string(i)), Soon());
        EXPECT_TRUE(made) << made.error().message;
      }
    });
  }
  callers.clear();
  EXPECT_EQ(world_->volumes().size(), 400U);
}

TEST_F(SimRemote, WhatIsNoAnswerIsAnError) {
  faults_.OnEffect([](SimFaults::Moment, const SimCall&) { throw 1; });
  EXPECT_EQ(driver_->List(Soon()).error().code, Code::Unavailable) << "the backend crashed on it";
}

}  // namespace
}  // namespace rexray
