#include "tests/unit/api/docker/door_rig.h"

namespace rexray {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr Milliseconds kLong{std::chrono::hours(1)};

HttpResponse MountWithoutWord(DoorRig& rig, const std::string& id) {
  return rig.Send("VolumeDriver.Mount", {{"Name", "pg"}, {"ID", id}});
}

HttpResponse UnmountWithoutWord(DoorRig& rig, const std::string& id) {
  return rig.Send("VolumeDriver.Unmount", {{"Name", "pg"}, {"ID", id}});
}

ClaimState StateOf(DoorRig& rig) { return rig.node().State("pg").claims.at(0).state; }

TEST(DockerClaims, G06_AreCountedByIdAndUnmountedOnlyAtZero) {
  DoorRig rig;
  rig.Create("pg");
  EXPECT_EQ(rig.Mount("pg", "a").at("Mountpoint"), "/var/lib/rexray/volumes/pg");
  rig.Mount("pg", "a");
  rig.Mount("pg", "b");
  EXPECT_THAT(rig.ClaimsOf("pg"), UnorderedElementsAre(Pair("a", 2), Pair("b", 1)));
  rig.Unmount("pg", "a");
  rig.Unmount("pg", "b");
  rig.node().clock().Advance(kLong);
  rig.Settle("pg");
  EXPECT_TRUE(rig.IsMounted("pg"));
  rig.Unmount("pg", "a");
  rig.Settle("pg");
  EXPECT_TRUE(rig.IsMounted("pg")) << "it lingers";
  rig.node().clock().Advance(kLong);
  rig.Settle("pg");
  EXPECT_FALSE(rig.IsMounted("pg"));
  EXPECT_EQ(rig.Get("pg").at("Volume").at("Mountpoint"), "");
}

TEST(DockerClaims, G06_AnUnknownUnmountIsASuccessThatChangesNothing) {
  DoorRig rig;
  rig.Create("pg");
  rig.Mount("pg", "a");
  EXPECT_EQ(ErrorIn(rig.Unmount("pg", "stranger")), "");
  EXPECT_EQ(ErrorIn(rig.Unmount("nothing", "a")), "");
  EXPECT_THAT(rig.ClaimsOf("pg"), UnorderedElementsAre(Pair("a", 1)));
}

TEST(DockerClaims, G07_ARepeatAfterALostAnswerConfirmsAndAddsNone) {
  DoorRig rig;
  rig.Create("pg");
  MountWithoutWord(rig, "a").delivered(false);
  EXPECT_EQ(StateOf(rig), ClaimState::Pending);
  rig.Mount("pg", "a");
  EXPECT_THAT(rig.ClaimsOf("pg"), UnorderedElementsAre(Pair("a", 1)));
  EXPECT_EQ(StateOf(rig), ClaimState::Held);
}

TEST(DockerClaims, G07_ARepeatAfterADaemonThatWasKilledConfirmsAndAddsNone) {
  DoorRig rig;
  rig.Create("pg");
  MountWithoutWord(rig, "a");  // killed before the answer was written
  rig.Restart();
  EXPECT_THAT(rig.ClaimsOf("pg"), UnorderedElementsAre(Pair("a", 1)));
  rig.Mount("pg", "a");
  rig.Mount("pg", "a");
  EXPECT_THAT(rig.ClaimsOf("pg"), UnorderedElementsAre(Pair("a", 2)));
}

TEST(DockerClaims, G07_ACopyIntoAContainerWhoseAnswerWasNotNotedTakesNoClaimAway) {
  DoorRig rig;
  rig.Create("pg");
  rig.Mount("pg", "container");
  MountWithoutWord(rig, "container");  // for a copy; the daemon ends after the answer
  rig.Restart();
  rig.Unmount("pg", "container");
  rig.Mount("pg", "container");  // for the next copy
  rig.Unmount("pg", "container");
  EXPECT_THAT(rig.ClaimsOf("pg"), UnorderedElementsAre(Pair("container", 1)));
}

TEST(DockerClaims, G07_ARepeatedUnmountWhoseAnswerWasLostTakesNoOthersUse) {
  DoorRig rig;
  rig.Create("pg");
  rig.Mount("pg", "container");
  rig.Mount("pg", "container");  // for a copy
  UnmountWithoutWord(rig, "container").delivered(false);
  EXPECT_EQ(StateOf(rig), ClaimState::Releasing);
  rig.Unmount("pg", "container");
  EXPECT_THAT(rig.ClaimsOf("pg"), UnorderedElementsAre(Pair("container", 1)));
  EXPECT_EQ(StateOf(rig), ClaimState::Held);
  rig.Unmount("pg", "container");
  EXPECT_THAT(rig.ClaimsOf("pg"), IsEmpty());
}

TEST(DockerClaims, G07_AnUnmountThatIsRepeatedToTheNextDaemonTakesNoOthersUse) {
  DoorRig rig;
  rig.Create("pg");
  rig.Mount("pg", "container");
  rig.Mount("pg", "container");
  UnmountWithoutWord(rig, "container");  // killed before the answer was written
  rig.Restart();
  rig.Unmount("pg", "container");
  EXPECT_THAT(rig.ClaimsOf("pg"), UnorderedElementsAre(Pair("container", 1)));
}

TEST(DockerClaims, G07_AMountAfterAnUnmountThatWasNotAnsweredIsAUseOfItsOwn) {
  DoorRig rig;
  rig.Create("pg");
  rig.Mount("pg", "container");
  rig.Mount("pg", "container");
  UnmountWithoutWord(rig, "container").delivered(false);
  rig.Mount("pg", "container");
  rig.Unmount("pg", "container");
  EXPECT_THAT(rig.ClaimsOf("pg"), UnorderedElementsAre(Pair("container", 1)));
}

TEST(DockerClaims, G06_UnmountsAtOnceAreNoRepeats) {
  DoorRig rig;
  rig.Create("pg");
  for (int i = 0; i < 3; ++i) rig.Mount("pg", "container");
  const HttpResponse first = UnmountWithoutWord(rig, "container");
  const HttpResponse second = UnmountWithoutWord(rig, "container");
  EXPECT_THAT(rig.ClaimsOf("pg"), UnorderedElementsAre(Pair("container", 1)));
  first.delivered(true);
  EXPECT_EQ(StateOf(rig), ClaimState::Releasing) << "the other answer is still on its way";
  second.delivered(true);
  EXPECT_EQ(StateOf(rig), ClaimState::Held);
}

TEST(DockerClaims, G07_AFailedMountLeavesNone) {
  DoorRig rig;
  rig.Create("pg");
  rig.node().host().faults().Refuse(
      "Mount", {Code::FailedPrecondition, "bad superblock", "MountFailed"}, SimFaults::kAlways);
  EXPECT_THAT(ErrorIn(rig.Mount("pg")), HasSubstr("bad superblock"));
  EXPECT_THAT(rig.ClaimsOf("pg"), IsEmpty());
  rig.node().host().faults().Clear();
  EXPECT_EQ(ErrorIn(rig.Mount("pg")), "") << "a new request is tried anew";
}

TEST(DockerClaims, G07_ThoseOfAnEarlierBootAreVoid) {
  DoorRig rig;
  rig.Create("pg");
  rig.Mount("pg", "a");
  rig.node().host().Reboot();
  rig.Restart();
  rig.Settle("pg");
  EXPECT_FALSE(rig.IsMounted("pg"));
  rig.Mount("pg", "a");
  EXPECT_TRUE(rig.IsMounted("pg"));
}

TEST(DockerClaims, G05_APathThatIsNotMountedIsNeverGivenOut) {
  DoorRig rig;
  rig.Create("pg");
  const std::string path = rig.Mount("pg").at("Mountpoint").get<std::string>();
  ASSERT_EQ(rig.Call("VolumeDriver.Path", {{"Name", "pg"}}).at("Mountpoint"), path);
  rig.node().host().StrangerUnmounts(path);
  EXPECT_EQ(rig.Call("VolumeDriver.Path", {{"Name", "pg"}}).at("Mountpoint"), "");
  EXPECT_EQ(rig.Mount("pg", "b").at("Mountpoint"), path);
  EXPECT_TRUE(rig.IsMounted("pg"));
}

TEST(DockerClaims, AnUnmountThatWasPlannedBeforeAClaimNeverBegins) {
  DoorRig rig;
  rig.Create("pg");
  rig.Mount("pg", "a");
  rig.Unmount("pg", "a");
  rig.Settle("pg");
  rig.node().clock().Advance(kLong);
  const VolumeState before = rig.node().State("pg");
  ASSERT_TRUE(rig.claims().Take({"pg"}, {"docker", "b"}).has_value());
  Operation unmount;
  unmount.volume = {"pg"};
  unmount.action = ActionKind::Unmount;
  const auto begun = rig.node().store().BeginOperation(unmount, before.record, before.revision);
  ASSERT_FALSE(begun.has_value());
  EXPECT_EQ(begun.error().code, Code::Aborted);
}

TEST(DockerClaims, G31_AnswersBeforeTheEnginesDeadlineAndTheRetryJoins) {
  DockerDoorConfig config;
  config.longDeadline = Milliseconds(300);
  DoorRig rig(config);
  rig.Create("pg");
  rig.node().host().faults().Hang("Format");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_THAT(ErrorIn(rig.Mount("pg")), HasSubstr("still being prepared"));
  EXPECT_THAT(rig.ClaimsOf("pg"), IsEmpty());
  EXPECT_EQ(rig.node().host().faults().hanging(), 1U);
  EXPECT_THAT(ErrorIn(rig.Mount("pg")), HasSubstr("still being prepared"));
  EXPECT_EQ(rig.node().host().faults().hanging(), 1U) << "the work is joined, not begun again";
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(30))
      << "two answers, each due within 300 ms";
  rig.node().host().faults().Clear();
}

}  // namespace
}  // namespace rexray
