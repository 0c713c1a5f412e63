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

  ReconcileHandle Handle() {
    ReconcileHandle handle = rig_.Handle();
    handle.isMountedBeyond = [this, real = handle.isMountedBeyond](const VolumeState& stored) {
      return beyond_ ? Result<bool>(true) : real(stored);
    };
    return handle;
  }

  DoorRig rig_;
  bool beyond_ = false;
  Result<std::set<VolumeName>> engine_ = std::set<VolumeName>();
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
  engine_ = std::set<VolumeName>{{"pg"}};
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
  engine_ = std::set<VolumeName>{{"pg"}};
  review_.Look();
  engine_ = std::set<VolumeName>();
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

}  // namespace
}  // namespace rexray
