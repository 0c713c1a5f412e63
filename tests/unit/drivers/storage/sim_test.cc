#include "drivers/storage/sim.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "tests/support/driver_calls.h"

namespace rexray {
namespace {

using std::chrono::seconds;

// A world with one driver; time stands still until a test moves it.
class SimTest : public testing::Test {
 protected:
  void Arrange(SimOptions options) {
    options.now = [this] { return now_; };
    world_ = std::make_shared<SimWorld>(options);
    driver_ = MakeSimDriver(world_);
  }
  void SetUp() override { Arrange({}); }

  BackendId Made(const std::string& name) { return driver_->Create(RequestFor(name), Soon())->id; }

  const NodeName n1_{"n1"};
  const NodeName n2_{"n2"};
  TimePoint now_{Milliseconds(1'000'000)};
  std::shared_ptr<SimWorld> world_;
  std::unique_ptr<Driver> driver_;
};

TEST_F(SimTest, G17_LosesTheReplyButKeepsTheVolume) {
  world_->faults().LoseReply("Create");
  EXPECT_EQ(driver_->Create(RequestFor("a"), Soon()).error().code, Code::Unavailable);
  EXPECT_EQ(world_->volumes().size(), 1U);
  EXPECT_TRUE(driver_->Create(RequestFor("a"), Soon()));
  EXPECT_EQ(world_->volumes().size(), 1U);
}

TEST_F(SimTest, ARepeatedCreateMakesASecondVolumeWhereOnlyListingsTell) {
  SimOptions options;
  options.create = CreateIdempotency::ListingOnly;
  Arrange(options);
  EXPECT_NE(Made("a"), Made("a"));
  EXPECT_TRUE(driver_->ChosenId({"a"}, {"u"}).empty());
}

TEST_F(SimTest, RefusesAsOftenAsTold) {
  world_->faults().Refuse("Inspect", {Code::PermissionDenied, "no", ""}, 2);
  const BackendId id = Made("a");
  EXPECT_EQ(driver_->Inspect(id, Soon()).error().code, Code::PermissionDenied);
  EXPECT_EQ(driver_->Inspect(id, Soon()).error().code, Code::PermissionDenied);
  EXPECT_TRUE(driver_->Inspect(id, Soon()));
}

TEST_F(SimTest, FaultsMatchByObject) {
  world_->faults().Refuse("Create", {Code::ResourceExhausted, "full", ""}, SimFaults::kAlways,
                          [](const SimCall& call) { return call.object == "b"; });
  EXPECT_TRUE(driver_->Create(RequestFor("a"), Soon()));
  EXPECT_FALSE(driver_->Create(RequestFor("b"), Soon()));
}

TEST_F(SimTest, NamesOfMethodsThatDoNotExistAreRejected) {
  EXPECT_THROW(world_->faults().LoseReply("Atach"), std::invalid_argument);
}

TEST_F(SimTest, AHangingCallEndsAtItsDeadlineWithoutEffect) {
  const BackendId id = Made("a");
  world_->faults().Hang("Attach");
  EXPECT_EQ(driver_->Attach(id, n1_, kOnce, Within(Milliseconds(5))).error().code,
            Code::DeadlineExceeded);
  EXPECT_TRUE(world_->Find(id)->shown.attachments.empty());
}

TEST_F(SimTest, AHangingCallEndsWhenStoppedAndTakesEffectWhenReleased) {
  const BackendId id = Made("a");
  world_->faults().Hang("Attach");
  std::stop_source stop;
  CallContext context = Soon();
  context.stop = stop.get_token();
  std::jthread caller([&] {
    EXPECT_EQ(driver_->Attach(id, n1_, kOnce, context).error().code, Code::DeadlineExceeded);
    EXPECT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  });
  ASSERT_TRUE(world_->faults().AwaitHanging(1, seconds(30)));
  stop.request_stop();
  // The first call may still be leaving: wait for the second one to begin and to hang.
  while (world_->faults().count("Attach") < 2) std::this_thread::yield();
  ASSERT_TRUE(world_->faults().AwaitHanging(1, seconds(30)));
  world_->faults().Clear();
  caller.join();
  EXPECT_EQ(world_->Find(id)->shown.attachments.size(), 1U);
}

TEST_F(SimTest, ReadsLagBehindEffects) {
  SimOptions options;
  options.consistencyWindow = options.readLag = seconds(10);
  Arrange(options);
  const BackendId id = Made("a");
  now_ += seconds(9);
  EXPECT_EQ(driver_->Inspect(id, Soon()).error().code, Code::NotFound);
  EXPECT_TRUE(driver_->List(Soon())->volumes.empty());
  now_ += seconds(1);
  EXPECT_TRUE(driver_->Inspect(id, Soon()));
  EXPECT_EQ(driver_->List(Soon())->volumes.size(), 1U);
}

TEST_F(SimTest, TransitionsTakeAsManyInspectionsAsTold) {
  SimOptions options;
  options.creating = 2;
  options.attaching = SimOptions::kUntilTold;
  Arrange(options);
  const BackendId id = Made("a");
  EXPECT_EQ(driver_->Inspect(id, Soon())->state, BackendState::Creating);
  EXPECT_EQ(driver_->Inspect(id, Soon())->state, BackendState::Available);
  EXPECT_EQ(driver_->Attach(id, n1_, kOnce, Soon())->state, AttachState::Attaching);
  EXPECT_EQ(driver_->Inspect(id, Soon())->attachments.at(0).state, AttachState::Attaching);
  world_->Settle(id);
  EXPECT_EQ(driver_->Inspect(id, Soon())->attachments.at(0).state, AttachState::Attached);
}

TEST_F(SimTest, TruncatedListingsSaySo) {
  Made("a");
  world_->TruncateListings(true);
  EXPECT_FALSE(driver_->List(Soon())->complete);
  EXPECT_TRUE(driver_->List(Soon())->volumes.empty());
}

TEST_F(SimTest, WorldsThatKeepNoFactsShowNone) {
  SimOptions options;
  options.keepsFacts = false;
  Arrange(options);
  const BackendId id = Made("a");
  EXPECT_FALSE(driver_->Inspect(id, Soon())->facts);
  EXPECT_EQ(driver_->WriteFacts(id, {}, 0, Soon()).error().code, Code::Unimplemented);
}

TEST_F(SimTest, DeletedDataIsRecorded) {
  const BackendId id = Made("a");
  world_->Edit(id, [](SimVolume& volume) { volume.content.data = "precious"; });
  ASSERT_TRUE(driver_->Delete(id, Soon()));
  ASSERT_EQ(world_->losses().size(), 1U);
  EXPECT_EQ(world_->losses()[0].data, "precious");
}

TEST_F(SimTest, LogsEachCallWithItsOutcome) {
  Made("a");
  EXPECT_FALSE(driver_->Attach({"none"}, n2_, kOnce, Soon()));
  const auto log = world_->faults().log();
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log[1].method, "Attach");
  EXPECT_EQ(log[1].node, "n2");
  EXPECT_EQ(log[1].error->code, Code::NotFound);
  EXPECT_EQ(world_->faults().count("Create"), 1U);
}

TEST_F(SimTest, AHookThatThrowsCrashesTheCallerAroundTheEffect) {
  struct Crash {};
  world_->faults().OnEffect([](SimFaults::Moment moment, const SimCall&) {
    if (moment == SimFaults::Moment::After) throw Crash();
  });
  EXPECT_THROW(Made("a"), Crash);
  EXPECT_EQ(world_->volumes().size(), 1U);
}

}  // namespace
}  // namespace rexray
