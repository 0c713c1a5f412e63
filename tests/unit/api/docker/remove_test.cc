#include "tests/unit/api/docker/door_rig.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kHex(64, 'a');

std::vector<std::string> DeletedNames(DoorRig& rig) {
  std::vector<std::string> names;
  const auto known = rig.node().store().VolumeNames();
  EXPECT_TRUE(known.has_value());
  for (const VolumeName& each : *known) {
    if (each.value.find(".deleted-") != std::string::npos) names.push_back(each.value);
  }
  return names;
}

TEST(DockerRemove, G09_PassesQuarantineAndTheNameIsFreeAtOnce) {
  DoorRig rig;
  rig.Create("pg");
  const VolumeUid old = rig.node().State("pg").uid;
  EXPECT_EQ(ErrorIn(rig.Remove("pg")), "");
  EXPECT_THAT(ErrorIn(rig.Get("pg")), HasSubstr("no such volume"));
  EXPECT_THAT(rig.Names(), IsEmpty());
  EXPECT_EQ(rig.node().world().faults().count("Delete"), 0U);
  EXPECT_EQ(ErrorIn(rig.Create("pg")), "");
  EXPECT_NE(rig.node().State("pg").uid, old) << "a new Create is a new volume";
  ASSERT_THAT(DeletedNames(rig), testing::SizeIs(1));
  const VolumeName deleted{DeletedNames(rig).front()};
  EXPECT_EQ(rig.node().State(deleted.value).uid, old);

  const auto hint = rig.volumes().Undelete({.name = {"pg"}});
  ASSERT_FALSE(hint.has_value());
  EXPECT_THAT(hint.error().error.message, HasSubstr(deleted.value));
  ASSERT_TRUE(rig.volumes().Undelete({.name = deleted, .as = VolumeName{"old"}}).has_value());
  rig.Settle("old");
  EXPECT_EQ(rig.node().State("old").uid, old);
  EXPECT_EQ(ErrorIn(rig.Mount("old")), "");
}

TEST(DockerRemove, TheDataGoesWhenTheGraceTimeIsOver) {
  DoorRig rig;
  rig.Create("pg");
  rig.Remove("pg");
  rig.node().clock().Advance(std::chrono::minutes(61));
  rig.Settle("pg");
  EXPECT_EQ(rig.node().world().faults().count("Delete"), 1U);
}

TEST(DockerRemove, AnonymousVolumesGoAtOnce) {
  DoorRig rig;
  rig.Create(kHex);
  EXPECT_EQ(ErrorIn(rig.Remove(kHex)), "");
  EXPECT_EQ(rig.node().world().faults().count("Delete"), 1U);
}

TEST(DockerRemove, ANameOfHexDigitsThatSomebodyChoseIsNoAnonymousOne) {
  DoorRig rig;
  rig.Create(kHex, {{"size", "1"}});
  EXPECT_EQ(ErrorIn(rig.Remove(kHex)), "");
  EXPECT_EQ(rig.node().world().faults().count("Delete"), 0U);
}

TEST(DockerRemove, IsRefusedWhileAnybodyHasIt) {
  DoorRig rig;
  rig.Create("pg");
  rig.Mount("pg", "c9");
  EXPECT_THAT(ErrorIn(rig.Remove("pg")), HasSubstr("in use by docker c9"));
  EXPECT_TRUE(rig.IsMounted("pg"));
  rig.Unmount("pg", "c9");
  EXPECT_EQ(ErrorIn(rig.Remove("pg")), "") << "lingering is no use";
  EXPECT_FALSE(rig.IsMounted("pg"));
}

TEST(DockerRemove, WhatAManifestDeclaresIsRemovedThere) {
  DoorRig rig;
  rig.node().Apply({SimNode::Volume("pg")}, {});
  rig.Settle("pg");
  EXPECT_THAT(ErrorIn(rig.Remove("pg")), HasSubstr("declared in default:test.yaml:1"));
  EXPECT_EQ(ErrorIn(rig.Mount("pg")), "") << "it can be used all the same";
}

TEST(DockerRemove, OfWhatIsGoneSucceeds) {
  DoorRig rig;
  EXPECT_EQ(ErrorIn(rig.Remove("never")), "");
  rig.Create("pg");
  rig.Remove("pg");
  EXPECT_EQ(ErrorIn(rig.Remove("pg")), "") << "an engine may ask twice";
}

TEST(DockerRemove, OfWhatVanishedAtTheBackendSucceeds) {
  DoorRig rig;
  rig.Create("pg");
  rig.node().world().Remove(*rig.node().State("pg").record.backendId);
  rig.Settle("pg");
  EXPECT_THAT(ErrorIn(rig.Mount("pg")), HasSubstr("does not exist"));
  EXPECT_EQ(rig.node().world().faults().count("Create"), 1U) << "an empty one is no replacement";
  EXPECT_EQ(ErrorIn(rig.Remove("pg")), "");
  EXPECT_THAT(rig.Names(), IsEmpty());
}

TEST(DockerRemove, WithRetainKeepsTheNameForTheOrphan) {
  DoorRig rig;
  rig.Create("pg", {{"reclaimPolicy", "retain"}});
  EXPECT_EQ(ErrorIn(rig.Remove("pg")), "");
  EXPECT_THAT(rig.Names(), IsEmpty());
  EXPECT_THAT(ErrorIn(rig.Create("pg")), HasSubstr("rexray adopt pg"));
  EXPECT_EQ(rig.node().world().faults().count("Create"), 1U);
}

TEST(DockerRemove, IsRefusedWhileAnotherNodeHasIt) {
  auto world = std::make_shared<SimWorld>(SimOptions{});
  DoorRig a({}, world, "a");
  DoorRig b({}, world, "b");
  a.Create("pg");
  ASSERT_EQ(ErrorIn(b.Mount("pg")), "");
  a.node().clock().Advance(Milliseconds(1));  // its last listing is older than that
  EXPECT_THAT(ErrorIn(a.Remove("pg")), HasSubstr("node b has it attached"));
  EXPECT_TRUE(a.node().State("pg").volume.has_value()) << "nothing was changed";
}

}  // namespace
}  // namespace rexray
