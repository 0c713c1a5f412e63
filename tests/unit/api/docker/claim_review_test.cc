#include "api/claim_review.h"

#include "tests/unit/api/docker/door_rig.h"

namespace rexray {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

// One volume that one container has, and an engine that says what the test lets it.
class DockerClaimReview : public testing::Test {
 protected:
  DockerClaimReview() {
    rig_.Create("pg");
    rig_.Mount("pg", "c1");
  }

  void LookTwice(Milliseconds apart = std::chrono::minutes(1)) {
    review_.Look();
    rig_.node().clock().Advance(apart);
    review_.Look();
  }

  // What the engine says of the volume.
  void Containers(ContainerUses uses) { engine_ = std::map{std::pair{VolumeName{"pg"}, uses}}; }

  // As if the daemon had died before the answer to a Mount was delivered.
  void LoseAnswer(const std::string& id) {
    ASSERT_TRUE(rig_.node().store().PutClaim({.volume = {"pg"},
                                              .node = config_.node,
                                              .door = kDockerDoor,
                                              .consumer = id,
                                              .count = 1,
                                              .boot = config_.boot,
                                              .state = ClaimState::Pending,
                                              .asked = rig_.node().clock().Now()},
                                             rig_.node().clock().Now()));
  }

  ReconcileHandle Handle() {
    ReconcileHandle handle = rig_.Handle();
    handle.isMountedBeyond = [this, real = handle.isMountedBeyond](const VolumeState& stored) {
      return beyond_ ? Result<bool>(true) : real(stored);
    };
    return handle;
  }

  DoorRig rig_;
  bool beyond_ = false;
  Result<std::map<VolumeName, ContainerUses>> engine_ = {};
  Observer observer_;
  ClaimReviewConfig config_{
      .door = kDockerDoor, .node = rig_.node().host().node(), .boot = rig_.node().host().boot()};
  ClaimReview review_{
      {rig_.node().store(), rig_.claims(), Handle(), rig_.node().clock(), observer_, {[this] {
         return engine_;
       }}},
      config_};
};

TEST_F(DockerClaimReview, G07_WhatEngineAndNamespacesDenyTwiceIsReleasedAndTold) {
  LookTwice();
  EXPECT_THAT(rig_.ClaimsOf("pg"), IsEmpty());
  const auto events = rig_.node().Events();
  EXPECT_EQ(std::ranges::count(events, "ClaimLeaked", &Event::reason), 1);
  rig_.Settle("pg");
  EXPECT_TRUE(rig_.IsMounted("pg")) << "it lingers like any other";
}

TEST_F(DockerClaimReview, G07_OneLookIsNotEnough) {
  LookTwice(std::chrono::seconds(59));
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 1)));
}

TEST_F(DockerClaimReview, G07_AContainerKeepsItsClaim) {
  Containers({.live = 1});
  LookTwice();
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 1)));
}

TEST_F(DockerClaimReview, G07_AMountNamespaceKeepsTheClaim) {
  beyond_ = true;
  LookTwice();
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 1)));
}

TEST_F(DockerClaimReview, G07_AnEngineThatDoesNotAnswerDeniesNothing) {
  engine_ = Fail(Code::Unavailable, "no engine");
  LookTwice();
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 1)));
}

TEST_F(DockerClaimReview, G07_AUseInBetweenBeginsTheTimeAnew) {
  review_.Look();
  rig_.node().clock().Advance(std::chrono::seconds(50));
  Containers({.live = 1});
  review_.Look();
  Containers({});
  LookTwice(std::chrono::seconds(50));
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 1)));
}

TEST_F(DockerClaimReview, G07_AClaimThatChangedIsJudgedAnew) {
  review_.Look();
  rig_.Mount("pg", "c1");
  rig_.node().clock().Advance(std::chrono::minutes(2));
  review_.Look();
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 2)));
}

// Docker keeps the id of a mount whose Unmount failed, and asks with it when the container starts
// anew: its user is not to be seen before the container runs.
TEST_F(DockerClaimReview, G07_AClaimThatIsAskedForAnewAfterItLeakedIsJudgedAnew) {
  LookTwice();
  ASSERT_THAT(rig_.ClaimsOf("pg"), IsEmpty());
  rig_.node().clock().Advance(std::chrono::seconds(1));
  rig_.Mount("pg", "c1");
  LookTwice(std::chrono::seconds(59));
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 1)));
}

TEST_F(DockerClaimReview, G07_AContainerThatMayBeAboutToStartKeepsItsClaimForAWhile) {
  Containers({.stopped = 1});
  LookTwice(std::chrono::minutes(9));
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 1)));
  rig_.node().clock().Advance(std::chrono::minutes(1));
  LookTwice();
  EXPECT_THAT(rig_.ClaimsOf("pg"), IsEmpty());
}

TEST_F(DockerClaimReview, G07_APendingClaimBesideLiveContainersIsReleasedWhereThereAreFewerOfThem) {
  LoseAnswer("lost");
  Containers({.live = 1});
  LookTwice(std::chrono::minutes(10));
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 1)));
}

TEST_F(DockerClaimReview, G07_APendingClaimMayBeThatOfALiveContainer) {
  LoseAnswer("lost");
  Containers({.live = 1, .stopped = 1});
  LookTwice(std::chrono::minutes(10));
  Containers({.live = 2});
  LookTwice(std::chrono::minutes(10));
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 1), Pair("lost", 1)));
}

TEST_F(DockerClaimReview, G07_AClaimWhoseAnswerIsOnItsWayIsNoSurplus) {
  ASSERT_TRUE(rig_.claims().Take({"pg"}, {kDockerDoor, "starting"}));
  Containers({.live = 1});
  LookTwice(std::chrono::minutes(10));
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 1), Pair("starting", 1)));
  EXPECT_EQ(std::ranges::count(rig_.node().Events(), "ClaimLeaked", &Event::reason), 0);
}

TEST_F(DockerClaimReview, G07_AClaimWhoseAnswerWasLostLateIsReleasedLater) {
  const Claimant starting{kDockerDoor, "starting"};
  ASSERT_TRUE(rig_.claims().Take({"pg"}, starting));
  LookTwice();
  EXPECT_THAT(rig_.ClaimsOf("pg"), UnorderedElementsAre(Pair("starting", 1)));
  ASSERT_TRUE(rig_.claims().Settle({"pg"}, starting, ClaimAnswer::Lost));
  LookTwice();
  EXPECT_THAT(rig_.ClaimsOf("pg"), IsEmpty());
}

}  // namespace
}  // namespace rexray
