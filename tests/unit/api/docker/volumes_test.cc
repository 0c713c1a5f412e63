#include "tests/unit/api/docker/door_rig.h"

namespace rexray {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

DockerDoorConfig Visible(DockerVisible visible) {
  DockerDoorConfig config;
  config.visible = visible;
  return config;
}

// What somebody else made at the backend, without any facts.
void MakeForeign(DoorRig& rig, const std::string& name) {
  SimVolume volume;
  volume.shown.id = {"vol-" + name};
  volume.shown.name = {name};
  volume.shown.size = Bytes{64 << 20};
  rig.node().world().Add(std::move(volume));
}

std::size_t Creates(DoorRig& rig) { return rig.node().world().faults().count("Create"); }

TEST(DockerVolumes, CreateMakesAVolumeAndGetShowsIt) {
  DoorRig rig;
  EXPECT_THAT(ErrorIn(rig.Get("pg")), HasSubstr("no such volume: pg"));
  EXPECT_EQ(ErrorIn(rig.Create("pg", {{"Size", "2"}})), "");
  const json volume = rig.Get("pg").at("Volume");
  EXPECT_EQ(volume.at("Name"), "pg");
  EXPECT_EQ(volume.at("Mountpoint"), "");
  EXPECT_THAT(volume.at("CreatedAt").get<std::string>(), HasSubstr("T"));
  EXPECT_EQ(volume.at("Status").at("size"), 2);
  EXPECT_EQ(volume.at("Status").at("quantity"), "2Gi");
  EXPECT_EQ(volume.at("Status").at("service"), "sim");
  EXPECT_THAT(rig.Names(), ElementsAre("pg"));
  EXPECT_TRUE(rig.node().Exists("pg"));
}

TEST(DockerVolumes, CreateAgainIsTheSameAndMakesNoSecondOne) {
  DoorRig rig;
  rig.Create("pg", {{"size", "1"}});
  EXPECT_EQ(ErrorIn(rig.Create("pg", {{"size", "1"}})), "");
  EXPECT_EQ(Creates(rig), 1U);
}

TEST(DockerVolumes, G33_CreateWithOtherOptionsThanDeclaredListsThem) {
  DoorRig rig;
  rig.Create("pg", {{"size", "1"}});
  EXPECT_THAT(ErrorIn(rig.Create("pg", {{"size", "3"}})), HasSubstr("size (3Gi, declared 1Gi)"));
  EXPECT_EQ(rig.Get("pg").at("Volume").at("Status").at("quantity"), "1Gi");
}

TEST(DockerVolumes, G33_NothingIsCreatedWhileTheListingIsUnknown) {
  DockerDoorConfig config;
  config.unknownPatience = Milliseconds(100);
  DoorRig rig(config);
  rig.node().world().faults().Refuse("List", {Code::Unavailable, "the backend is away", {}},
                                     SimFaults::kAlways);
  EXPECT_THAT(ErrorIn(rig.Get("pg")), HasSubstr("not known"));
  EXPECT_THAT(ErrorIn(rig.Create("pg")), HasSubstr("not created while its backend is not known"));
  EXPECT_EQ(Creates(rig), 0U);
  rig.node().world().faults().Clear();
  rig.Settle("pg");  // what was withdrawn must not come to life later
  EXPECT_EQ(Creates(rig), 0U);
  EXPECT_EQ(ErrorIn(rig.Create("pg")), "");
}

TEST(DockerVolumes, G09_AWishThatIsWithdrawnDeletesNothingThatWasThere) {
  auto world = std::make_shared<SimWorld>(SimOptions{});
  DoorRig before({}, world, "a");
  before.Create("pg");
  const BackendId id = *before.node().State("pg").record.backendId;
  DockerDoorConfig config;
  config.unknownPatience = Milliseconds(100);
  DoorRig lost(config, world, "a");  // a database that knows nothing of it
  world->faults().Refuse("List", {Code::Unavailable, "away", {}}, SimFaults::kAlways);
  world->faults().Refuse("Inspect", {Code::Unavailable, "away", {}}, SimFaults::kAlways);
  EXPECT_NE(ErrorIn(lost.Create("pg")), "");
  world->faults().Clear();
  lost.Settle("pg");
  EXPECT_TRUE(world->Find(id).has_value());
  EXPECT_EQ(world->faults().count("Delete"), 0U);
  EXPECT_EQ(ErrorIn(lost.Mount("pg")), "") << "it is found again";
}

TEST(DockerVolumes, ACreateThatFailsLeavesNoWishBehind) {
  DoorRig rig;
  rig.node().world().faults().Refuse("Create", {Code::InvalidArgument, "no such type", "BadType"});
  EXPECT_THAT(ErrorIn(rig.Create("pg")), HasSubstr("no such type"));
  rig.Settle("pg");
  EXPECT_THAT(ErrorIn(rig.Get("pg")), HasSubstr("no such volume"));
  EXPECT_EQ(ErrorIn(rig.Create("pg", {{"size", "3"}})), "");
}

TEST(DockerVolumes, WhatOthersMadeIsSeenByWhatIsVisible) {
  DoorRig tagged(Visible(DockerVisible::Tagged));
  MakeForeign(tagged, "theirs");
  EXPECT_THAT(ErrorIn(tagged.Get("theirs")), HasSubstr("no such volume"));
  EXPECT_THAT(tagged.Names(), IsEmpty());
  EXPECT_THAT(ErrorIn(tagged.Create("theirs")), HasSubstr("which rexray did not make"));

  DoorRig all(Visible(DockerVisible::All));
  MakeForeign(all, "theirs");
  EXPECT_THAT(all.Names(), ElementsAre("theirs"));
  EXPECT_EQ(all.Get("theirs").at("Volume").at("Status").at("reclaimPolicy"), "Retain");
}

TEST(DockerVolumes, G34_WhatIsFoundIsAdoptedAndNeverFormatted) {
  DoorRig rig(Visible(DockerVisible::All));
  MakeForeign(rig, "theirs");
  rig.Get("theirs");
  EXPECT_THAT(ErrorIn(rig.Mount("theirs")), HasSubstr("not created blank"));
  EXPECT_EQ(rig.node().host().faults().count("Format"), 0U);
  EXPECT_THAT(ErrorIn(rig.Remove("theirs")), HasSubstr("not made by Docker here"));
  EXPECT_EQ(rig.node().world().faults().count("Delete"), 0U);
}

TEST(DockerVolumes, G25_ListAsksNoBackendOnceOneAnswered) {
  DoorRig rig;
  rig.Create("pg");
  rig.Names();
  rig.WaitUntilIdle();
  rig.node().world().faults().ClearLog();
  for (int i = 0; i < 10; ++i) {
    rig.node().clock().Advance(std::chrono::seconds(1));
    EXPECT_THAT(rig.Names(), ElementsAre("pg"));
  }
  EXPECT_EQ(rig.node().world().faults().log().size(), 0U);
}

TEST(DockerVolumes, G25_ListAnswersWhileTheBackendHangs) {
  DoorRig rig;
  rig.Create("pg");
  rig.node().clock().Advance(std::chrono::hours(1));
  rig.node().world().faults().Hang("List");
  EXPECT_THAT(rig.Names(), ElementsAre("pg"));
  rig.node().world().faults().Clear();
}

TEST(DockerVolumes, AnotherHostMountsWhatThisOneMadeAndFormatted) {
  auto world = std::make_shared<SimWorld>(SimOptions{});
  DoorRig a({}, world, "a");
  DoorRig b({}, world, "b");
  ASSERT_EQ(ErrorIn(a.Create("pg")), "");
  ASSERT_EQ(ErrorIn(a.Mount("pg")), "");
  EXPECT_THAT(b.Names(), ElementsAre("pg"));
  EXPECT_THAT(ErrorIn(b.Mount("pg")), HasSubstr("a has it attached"));
  a.Unmount("pg");
  a.node().clock().Advance(std::chrono::hours(1));
  a.Settle("pg");
  EXPECT_EQ(ErrorIn(b.Mount("pg")), "");
  EXPECT_EQ(b.node().host().faults().count("Format"), 0U);
  EXPECT_THAT(ErrorIn(b.Remove("pg")), HasSubstr("not made by Docker here"));
}

TEST(DockerVolumes, OneThatCannotGrowIsMountedAllTheSame) {
  SimOptions options;
  options.expand = true;
  DoorRig rig({}, options);
  rig.Create("pg");
  rig.Mount("pg", "c1");
  rig.node().world().faults().Refuse("Expand", {Code::Unavailable, "the pool is full", {}},
                                     SimFaults::kAlways);
  VolumeSpec larger = rig.node().State("pg").volume->spec;
  larger.size = Bytes{larger.size->value * 2};
  rig.node().Apply({larger}, {});
  rig.Settle("pg");
  EXPECT_EQ(rig.node().Ready("pg").reason, "GrowFailed");
  EXPECT_EQ(ErrorIn(rig.Mount("pg", "c2")), "");
  EXPECT_THAT(rig.ClaimsOf("pg"), UnorderedElementsAre(Pair("c1", 1), Pair("c2", 1)));
}

}  // namespace
}  // namespace rexray
