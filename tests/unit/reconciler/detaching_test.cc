#include <gtest/gtest.h>

#include "tests/support/plan_world.h"
#include "tests/support/sim_node.h"

// Nothing is detached that somebody still has.

namespace rexray {
namespace {

class Detaching : public testing::Test {
 protected:
  void SetUp() override {
    node_.ApplyPg();
    node_.Converge();
    device_ = node_.State().record.attach->device;
  }

  std::size_t Detaches() { return node_.world().faults().count("Detach"); }
  // Passes until one fails, and as many tries more.
  void Try(int times) {
    for (int i = 0; i < times; ++i) {
      Pass pass;
      do {
        pass = node_.Step();
      } while (pass.outcome == ReconcileOutcome::Progressed);
      ASSERT_EQ(pass.outcome, ReconcileOutcome::Failed);
      ASSERT_TRUE(pass.again) << "it is never tried again";
      node_.clock().AdvanceTo(*pass.again);
    }
  }

  SimNode node_;
  std::string device_;
};

TEST_F(Detaching, G22_ADeviceInUseStaysAttachedAndItsUserIsNamedUntilHeIsGone) {
  node_.host().SetHeld(device_, "process 4711 (psql)");
  node_.DeleteAttachment("pg-here");
  Try(5);
  EXPECT_EQ(Detaches(), 0u);
  EXPECT_EQ(node_.host().faults().count("RemoveTarget"), 0u) << "it takes his mount away";
  const Condition ready = node_.Ready();
  EXPECT_EQ(ready.reason, "DeviceInUse");
  EXPECT_NE(ready.message.find("process 4711 (psql)"), std::string::npos) << ready.message;
  EXPECT_NE(ready.exit.find("rexray retry pg"), std::string::npos) << ready.exit;
  node_.host().SetHeld(device_, "");
  node_.Converge();
  EXPECT_EQ(Detaches(), 1u);
  EXPECT_TRUE(node_.world().Find(VolumeName{"pg"})->shown.attachments.empty());
}

TEST_F(Detaching, G22_ADeletedVolumeIsNotDetachedFromItsUserEither) {
  node_.host().SetHeld(device_, "process 4711 (psql)");
  node_.Delete("pg");
  Try(3);
  EXPECT_EQ(Detaches(), 0u);
  EXPECT_EQ(node_.Ready().reason, "DeviceInUse");
}

TEST_F(Detaching, G22_WhereUsersCannotBeLookedForNothingIsDetached) {
  node_.host().faults().Refuse("CheckUnused", {Code::Unavailable, "/proc cannot be read", {}}, 3);
  node_.DeleteAttachment("pg-here");
  Try(3);
  EXPECT_EQ(Detaches(), 0u);
  node_.Converge();
  EXPECT_EQ(Detaches(), 1u);
}

TEST_F(Detaching, AnotherVolumesDeviceAtThePathHoldsNothing) {
  AttachmentSpec raw = node_.Mounted("other");
  raw.mount.reset();
  node_.Apply({SimNode::Volume("other")}, {raw});
  node_.Converge("other");
  node_.DeleteAttachment("pg-here");
  while (node_.PlanOf() != "Detach Forget") node_.Step();
  node_.host().PointDevice(device_, node_.world().Find(VolumeName{"other"})->shown.id);
  node_.host().SetHeld(device_, "process 4711 (psql)");
  node_.Converge();
  EXPECT_EQ(Detaches(), 1u);
}

TEST_F(Detaching, AVolumeThatIsWantedAgainWhileItIsHeldWasTakenAwayByNobody) {
  node_.host().SetHeld(device_, "process 4711 (psql)");
  node_.DeleteAttachment("pg-here");
  Try(1);
  AttachmentSpec reporting = node_.Mounted();
  reporting.driftPolicy = DriftPolicy::Report;
  node_.Apply({SimNode::Volume()}, {reporting});
  EXPECT_EQ(node_.Converge().outcome, ReconcileOutcome::Converged);
  EXPECT_EQ(node_.host().MountCount("/srv/pg"), 1u);
}

TEST_F(Detaching, AVolumeThatMovesDoesNotWaitForOtherNamespaces) {
  node_.host().SetHeld(device_, "process 4711 (psql)");
  node_.Apply({SimNode::Volume()}, {node_.Mounted("pg", "/srv/new")});
  EXPECT_EQ(node_.Converge().outcome, ReconcileOutcome::Converged);
  EXPECT_EQ(node_.host().MountCount("/srv/new"), 1u);
  EXPECT_EQ(node_.host().faults().count("RemoveTarget"), 0u) << "it takes his mount away";
}

// Its backend has nothing to do with that: there it is attached for ever.
TEST(LettingGo, WhatANodeHasAnywayIsLetGoOnce) {
  PlanWorld world;
  world.Created().Attached().NothingMounted().WithoutAttachment();
  world.input.capabilities->creates = false;
  EXPECT_EQ(PlanOf(world), "Detach Forget");
  world.record().attach.reset();
  EXPECT_EQ(PlanOf(world), "Forget") << "it is shown attached still";
  world.Attached().WithoutAttachment();
  world.input.observation.backend = Observed<BackendVolume>::NotKnown("the disk is gone");
  EXPECT_EQ(PlanOf(world), "Detach Forget");
}

}  // namespace
}  // namespace rexray
