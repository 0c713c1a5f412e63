#include "tests/unit/api/docker/door_rig.h"

namespace rexray {
namespace {

using testing::HasSubstr;

constexpr Preemption kPreemptions[] = {Preemption::Never, Preemption::WhenReleased,
                                       Preemption::WhenDead, Preemption::WhenFenced,
                                       Preemption::Always};
constexpr HolderState kHolders[] = {HolderState::Unknown, HolderState::Running, HolderState::Dead,
                                    HolderState::Fenced};

// Some reasons pass by themselves, and are waited for.
DockerDoorConfig Impatient() {
  DockerDoorConfig config;
  config.longDeadline = Milliseconds(300);
  return config;
}

// A volume that node "a" holds, wanted on "b": by an Attachment, and by Docker.
struct TwoDoors {
  TwoDoors(Preemption preemption, HolderState holder) {
    a.Create("pg", {{"size", "64Mi"}});
    a.Mount("pg");
    world->SetHolder({"a"}, holder);
    AttachmentSpec attachment = b.node().Mounted("pg", "/srv/pg");
    attachment.preemption = preemption;
    VolumeSpec spec = SimNode::Volume("pg");
    spec.owner = NodeName{"a"};
    b.node().Apply({spec}, {attachment});
    b.Settle("pg");
  }

  static SimOptions WithForce() {
    SimOptions options;
    options.forceDetach = true;
    return options;
  }

  std::shared_ptr<SimWorld> world = std::make_shared<SimWorld>(WithForce());
  DoorRig a{{}, world, "a"};
  DoorRig b{Impatient(), world, "b"};
};

TEST(DockerPolicy, G14_TheSameVerdictAndReasonThroughEveryDoor) {
  std::size_t allowed = 0;
  for (const Preemption preemption : kPreemptions) {
    for (const HolderState holder : kHolders) {
      TwoDoors doors(preemption, holder);
      const Condition declared = doors.b.node().Ready("pg");
      const std::string error = ErrorIn(doors.b.Mount("pg"));
      SCOPED_TRACE(testing::Message() << static_cast<int>(preemption) << " "
                                      << static_cast<int>(holder) << " " << declared.message);
      EXPECT_EQ(declared.status, error.empty()) << error;
      EXPECT_THAT(error, HasSubstr(declared.status ? "" : declared.message));
      allowed += declared.status ? 1 : 0;
    }
  }
  EXPECT_EQ(allowed, 1U + 1U + 4U) << "dead by WhenDead, fenced by WhenFenced, all by Always";
}

TEST(DockerPolicy, G14_AClaimAloneTakesNothingAway) {
  auto world = std::make_shared<SimWorld>(TwoDoors::WithForce());
  DoorRig a({}, world, "a");
  DoorRig b({}, world, "b");
  a.Create("pg");
  a.Mount("pg");
  world->SetHolder({"a"}, HolderState::Dead);
  EXPECT_THAT(ErrorIn(b.Mount("pg")), HasSubstr("a has it attached"));
  EXPECT_EQ(world->faults().count("ForceDetach"), 0U);
}

TEST(DockerPolicy, G14_ADrainedNodeRefusesThroughDockerToo) {
  DoorRig rig;
  rig.Create("pg");
  ASSERT_TRUE(rig.volumes().SetDraining(true, "test").has_value());
  EXPECT_NE(ErrorIn(rig.Mount("pg")), "");
  EXPECT_FALSE(rig.IsMounted("pg"));
  ASSERT_TRUE(rig.volumes().SetDraining(false, "test").has_value());
  EXPECT_EQ(ErrorIn(rig.Mount("pg")), "");
}

}  // namespace
}  // namespace rexray
