#include <gtest/gtest.h>

#include "tests/support/plan_world.h"
#include "tests/support/sim_node.h"

namespace rexray {
namespace {

constexpr Bytes kBefore{64 << 20};
constexpr Bytes kAfter{128 << 20};

SimOptions Expandable() {
  SimOptions options;
  options.expand = true;
  return options;
}

// A node with "pg" mounted and "rows" in it, which is then declared larger.
class Growing : public testing::Test {
 protected:
  Growing() {
    node_.ApplyPg();
    node_.Converge();
    EXPECT_TRUE(node_.host().Write("/srv/pg", "rows"));
    EXPECT_EQ(Content().size, kBefore);
  }

  void DeclareLarger() {
    VolumeSpec spec = SimNode::Volume();
    spec.size = kAfter;
    node_.Apply({spec}, {node_.Mounted()});
  }
  SimContent Content() { return node_.world().Find(VolumeName{"pg"})->content; }
  void ExpectGrown() {
    EXPECT_EQ(node_.Ready().reason, "Converged");
    EXPECT_EQ(node_.world().Find(VolumeName{"pg"})->shown.size, kAfter);
    EXPECT_EQ(Content().size, kAfter);
    EXPECT_EQ(node_.State().record.facts->format.size, kAfter);
    EXPECT_EQ(node_.host().Read("/srv/pg"), "rows");
    EXPECT_EQ(node_.PlanOf(), "");
  }
  std::size_t Calls(const char* method) { return node_.host().faults().count(method); }
  bool IsPending() { return node_.State().record.conditions.contains(kFilesystemResizePending); }
  void Claim(std::uint32_t count) {
    ASSERT_TRUE(node_.store().PutClaim({.volume = {"pg"},
                                        .node = node_.host().node(),
                                        .door = "docker",
                                        .consumer = "c1",
                                        .count = count,
                                        .boot = node_.host().boot()},
                                       node_.clock().Now()));
  }

  SimNode node_{Expandable()};
};

TEST_F(Growing, G37_BackendDeviceAndFilesystemGrowUnderTheLiveMount) {
  DeclareLarger();
  EXPECT_EQ(node_.PlanOf(), "Expand ResizeDevice GrowFilesystem");
  node_.Converge();
  ExpectGrown();
  EXPECT_EQ(Calls("Unmount"), 0u);
  EXPECT_EQ(Calls("Mount"), 1u);
}

TEST_F(Growing, G37_AnExt4ThatMayNotGrowWhileMountedIsUnmountedForIt) {
  node_.host().SetGrowsMountedExt4(false);
  DeclareLarger();
  EXPECT_EQ(node_.PlanOf(), "Expand ResizeDevice Unmount GrowFilesystem Mount");
  node_.Converge();
  ExpectGrown();
  EXPECT_EQ(Calls("Unmount"), 1u);
  EXPECT_EQ(Calls("RemoveTarget"), 0u) << "the mount point stays";
  EXPECT_TRUE(node_.State().record.repairs.empty()) << "nobody else unmounted it";
}

TEST_F(Growing, OneThatIsBusyStaysMountedAndIsToldByWhom) {
  node_.host().SetGrowsMountedExt4(false);
  node_.host().SetBusy("/srv/pg", true);
  DeclareLarger();
  for (int i = 0; i < 5; ++i) node_.Step();
  EXPECT_EQ(node_.Ready().reason, "TargetBusy");
  EXPECT_EQ(node_.host().Read("/srv/pg"), "rows");
  node_.host().SetBusy("/srv/pg", false);
  node_.Converge();
  ExpectGrown();
}

TEST_F(Growing, ThoseWhoHaveClaimedItAreNotDisturbed) {
  node_.host().SetGrowsMountedExt4(false);
  Claim(1);
  DeclareLarger();
  node_.Converge();
  EXPECT_EQ(node_.Ready().reason, "Converged");
  EXPECT_TRUE(IsPending());
  EXPECT_EQ(Content().size, kBefore);
  EXPECT_EQ(Calls("Unmount"), 0u);
  Claim(0);
  node_.Converge();
  ExpectGrown();
  EXPECT_FALSE(IsPending());
}

TEST_F(Growing, OneThatCannotGrowUnmountedIsMountedAgainAndTold) {
  node_.host().SetGrowsMountedExt4(false);
  node_.host().faults().Refuse("GrowFilesystem", {Code::FailedPrecondition, "no room", kGrowFailed},
                               SimFaults::kAlways);
  DeclareLarger();
  node_.Converge();
  EXPECT_EQ(node_.Ready().reason, "GrowRefused");
  EXPECT_EQ(node_.Ready().message, "no room");
  EXPECT_EQ(node_.host().Read("/srv/pg"), "rows");
  node_.Restart();
  for (int i = 0; i < 3; ++i) node_.Step();
  EXPECT_EQ(Calls("Unmount"), 1u) << "it is not taken away again and again";
  node_.reconciler().ResetBackoff({"pg"});
  node_.Converge();
  EXPECT_EQ(Calls("Unmount"), 2u) << "an operator asked for it";
  EXPECT_EQ(node_.Ready().reason, "GrowRefused");
  node_.host().faults().Clear();
  node_.reconciler().ResetBackoff({"pg"});
  node_.Converge();
  ExpectGrown();
}

TEST_F(Growing, OneThatSomebodyElsesMountKeepsFromGrowingIsMountedAgain) {
  node_.host().SetGrowsMountedExt4(false);
  node_.host().faults().Refuse("GrowFilesystem",
                               {Code::FailedPrecondition, "in use by process 7", "DeviceInUse"},
                               SimFaults::kAlways);
  DeclareLarger();
  node_.Converge();
  EXPECT_EQ(node_.Ready().reason, "GrowRefused");
  EXPECT_EQ(node_.host().Read("/srv/pg"), "rows");
}

TEST_F(Growing, OneThatNeedsRepairIsNotMounted) {
  node_.host().SetGrowsMountedExt4(false);
  node_.host().faults().Refuse(
      "GrowFilesystem", {Code::FailedPrecondition, "damaged", "NeedsRepair"}, SimFaults::kAlways);
  DeclareLarger();
  for (int i = 0; i < 6; ++i) node_.Step();
  EXPECT_EQ(node_.Ready().reason, "NeedsRepair");
  EXPECT_EQ(node_.host().MountCount("/srv/pg"), 0u);
}

TEST_F(Growing, OneThatIsFoundUnmountedGrowsBeforeItIsMounted) {
  DeclareLarger();
  node_.host().faults().Refuse("GrowFilesystem", {Code::Unavailable, "not now", {}});
  for (int i = 0; i < 3; ++i) node_.Step();
  node_.host().StrangerUnmounts("/srv/pg");
  node_.clock().Advance(std::chrono::hours(1));
  EXPECT_EQ(node_.PlanOf(), "GrowFilesystem Mount");
  node_.Converge();
  ExpectGrown();
}

TEST_F(Growing, WhereItsSizeWasNeverWrittenDownTheOldSizeIsBeforeItGrows) {
  const BackendId id = node_.world().Find(VolumeName{"pg"})->shown.id;
  node_.world().Edit(id, [](SimVolume& volume) { volume.shown.facts->format.size = {}; });
  EXPECT_EQ(node_.PlanOf(), "") << "what fills its device, as far as anybody knows";
  DeclareLarger();
  node_.Step();
  EXPECT_EQ(node_.world().Find(id)->shown.facts->format.size, kBefore);
  node_.Converge();
  ExpectGrown();
}

TEST_F(Growing, AReadOnlyMountIsNotWrittenTo) {
  AttachmentSpec attachment = node_.Mounted();
  attachment.mount->readOnly = true;
  VolumeSpec spec = SimNode::Volume();
  spec.size = kAfter;
  node_.Apply({spec}, {attachment});
  node_.Converge();
  EXPECT_EQ(node_.Ready().reason, "Converged");
  EXPECT_EQ(Calls("GrowFilesystem"), 0u);
  node_.Apply({spec}, {node_.Mounted()});
  node_.Converge();
  ExpectGrown();
}

TEST_F(Growing, WhatIsLargerThanDeclaredStaysAsItIs) {
  const BackendId id = node_.world().Find(VolumeName{"pg"})->shown.id;
  ASSERT_TRUE(node_.world().Expand(id, kAfter));
  node_.Converge();
  EXPECT_EQ(node_.world().Find(id)->shown.size, kAfter);
  ExpectGrown();
}

TEST(GrowingCopy, ACopyThatIsLargerThanItsSourceIsFilled) {
  SimOptions options = Expandable();
  options.snapshots = true;
  SimNode node(options);
  node.ApplyPg();
  node.Converge();
  ASSERT_TRUE(node.host().Write("/srv/pg", "rows"));
  const BackendId id = node.world().Find(VolumeName{"pg"})->shown.id;
  const auto snapshot = node.world().TakeSnapshot({id, {"pg"}, {"token"}});
  VolumeSpec copy = SimNode::Volume("copy");
  copy.size = kAfter;
  copy.source = SourceSpec{snapshot->id};
  node.Apply({copy}, {node.Mounted("copy", "/srv/copy")});
  node.Converge("copy");
  EXPECT_EQ(node.Ready("copy").reason, "Converged");
  EXPECT_EQ(node.world().Find(VolumeName{"copy"})->content.size, kAfter);
  EXPECT_EQ(node.host().Read("/srv/copy"), "rows");
}

TEST(GrowingPlan, WhereTheServiceCannotNothingIsPlanned) {
  PlanWorld world;
  world.Created().Attached().Formatted().Mounted();
  world.input.stored.volume->spec.size = Bytes{world.backend().size.value * 2};
  EXPECT_EQ(PlanOf(world), "");
  world.input.capabilities->expand = true;
  EXPECT_EQ(PlanOf(world).substr(0, 6), "Expand");
}

TEST(GrowingPlan, ADeviceOfWholeSectorsIsAsLargeAsItsVolume) {
  PlanWorld world;
  world.Created().Attached().Formatted().Mounted();
  world.input.capabilities->expand = true;
  world.input.capabilities->sizeStep = {4096};
  world.input.observation.device.value.size = world.backend().size;
  world.backend().size.value += 511;
  EXPECT_EQ(PlanOf(world), "");
  world.backend().size.value += 4096;
  EXPECT_EQ(PlanOf(world), "ResizeDevice");
}

TEST(GrowingPlan, OneThatIsMountedElsewhereIsNotGrownBesideThatMount) {
  PlanWorld world;
  world.Created().Attached().Formatted().Clean();
  world.backend().facts->format.size = {1 << 20};
  world.input.observation.device.value.size = world.backend().size;
  EXPECT_EQ(PlanOf(world), "GrowFilesystem Mount");
  world.Layer("/elsewhere", true);
  EXPECT_EQ(PlanOf(world), "Mount");
}

PlanWorld OfAnotherType() {
  PlanWorld world;
  world.Mounted().input.capabilities->modify = true;
  world.input.stored.volume->spec.type = "fast";
  world.backend().type = "slow";
  world.backend().iops = 100;
  return world;
}

TEST(ModifyingPlan, WhatIsDeclaredOtherwiseIsChangedUnderItsUsers) {
  PlanWorld world = OfAnotherType();
  EXPECT_EQ(PlanOf(world), "Modify");
  world.input.stored.volume->spec.iops = 500;
  const Plan plan = MakePlan(world.input);
  const auto& step = std::get<step::Modify>(std::get<Actions>(plan).front().step);
  EXPECT_EQ(step.type, "fast");
  EXPECT_EQ(step.iops, 500u);
  world.backend().type = "fast";
  world.backend().iops = 500;
  EXPECT_EQ(PlanOf(world), "");
}

TEST(ModifyingPlan, WhatIsNotDeclaredStaysAsItIs) {
  PlanWorld world = OfAnotherType();
  world.input.stored.volume->spec.type.clear();
  EXPECT_EQ(PlanOf(world), "");
}

TEST(ModifyingPlan, G43_OnlyItsOwnerChangesItAndOnlyWhereItsServiceCan) {
  PlanWorld world = OfAnotherType();
  world.input.capabilities->modify = false;
  EXPECT_EQ(PlanOf(world), "");
  world.input.capabilities->modify = true;
  world.input.node.domainOfOne = false;
  world.backend().facts->owner = NodeName{"n2"};
  EXPECT_EQ(PlanOf(world).find("Modify"), std::string::npos) << PlanOf(world);
}

TEST(GrowingPlan, G43_OnlyItsOwnerExpandsIt) {
  PlanWorld world;
  world.Created().Attached().Formatted().Mounted();
  world.input.capabilities->expand = true;
  world.input.stored.volume->spec.size = Bytes{world.backend().size.value * 2};
  world.input.node.domainOfOne = false;
  world.backend().facts->owner = NodeName{"n2"};
  EXPECT_EQ(PlanOf(world).find("Expand"), std::string::npos) << PlanOf(world);
}

}  // namespace
}  // namespace rexray
