#include "reconciler/rebuilding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rexray {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const RebuildNode kNode{{"n1"}, {"boot"}, {"home"}, false, "/var/lib/rexray/volumes"};

BackendVolume Shown(const std::string& name, std::uint64_t incarnation = 0,
                    const std::string& owner = "n1", const std::string& domain = "home") {
  BackendVolume volume;
  volume.id = {name + "-" + std::to_string(incarnation)};
  volume.name = {name};
  volume.facts = VolumeFacts{};
  volume.facts->name = {name};
  volume.facts->domain = {domain};
  volume.facts->owner = {owner};
  volume.facts->uid = DeriveVolumeUid({domain}, {"local"}, {name}, incarnation);
  return volume;
}

Rebuilt Found(std::vector<BackendVolume> volumes, const RebuildNode& node = kNode) {
  return FindVolumes({{ServiceName{"local"}, Listing{true, std::move(volumes)}}}, node);
}

TEST(FindingVolumes, OursBecomeOrphansWithAllThatLiesBesideTheirData) {
  const Rebuilt rebuilt = Found({Shown("pg", 3)});
  ASSERT_THAT(rebuilt.volumes, SizeIs(1));
  const FoundVolume& found = rebuilt.volumes.front();
  EXPECT_EQ(found.row.name, VolumeName{"pg"});
  EXPECT_EQ(found.row.uid, found.record.uid);
  EXPECT_EQ(found.row.incarnation, 3u) << "the next volume of this name must be another one";
  EXPECT_FALSE(found.row.spec.has_value());
  EXPECT_TRUE(found.record.orphaned);
  EXPECT_EQ(found.record.backendId, BackendId{"pg-3"});
  EXPECT_EQ(found.record.facts->name, VolumeName{"pg"});
}

TEST(FindingVolumes, G43_WhatOthersMadeIsLeftToThem) {
  const auto names = [](const RebuildNode& node) {
    return Found({Shown("aa", 0, "n2"), Shown("bb", 0, "n1", "away")}, node).volumes.size();
  };
  EXPECT_EQ(names(kNode), 0u);
  RebuildNode alone = kNode;
  alone.domainOfOne = true;
  EXPECT_EQ(names(alone), 1u) << "a domain of one has one node, whatever it was called";
  BackendVolume attached = Shown("aa", 0, "n2");
  attached.attachments.emplace_back().node = {"n1"};
  EXPECT_THAT(Found({attached}).volumes, SizeIs(1)) << "but it is in use here";
}

TEST(FindingVolumes, G44_OfSeveralOfOneNameNoneIsPickedUnlessTheOthersWereDeleted) {
  EXPECT_THAT(Found({Shown("pg", 0), Shown("pg", 1)}).volumes, IsEmpty());
  EXPECT_THAT(Found({Shown("pg", 0), Shown("pg", 1)}).leftOut, SizeIs(2));
  BackendVolume deleted = Shown("pg", 0);
  deleted.facts->deletedAt = TimePoint();
  const Rebuilt rebuilt = Found({deleted, Shown("pg", 1)});
  ASSERT_THAT(rebuilt.volumes, SizeIs(1));
  EXPECT_EQ(rebuilt.volumes.front().record.backendId, BackendId{"pg-1"});
  EXPECT_THAT(rebuilt.leftOut.front(), HasSubstr("--id pg-0"));
  EXPECT_THAT(Found({deleted}).volumes, SizeIs(1));
}

TEST(FindingVolumes, WhatTellsNothingIsNamed) {
  BackendVolume unreadable;
  unreadable.id = {"x"};
  const Rebuilt rebuilt = Found({unreadable});
  EXPECT_THAT(rebuilt.volumes, IsEmpty());
  ASSERT_THAT(rebuilt.leftOut, SizeIs(1));
  EXPECT_THAT(rebuilt.leftOut.front(), HasSubstr("rexray adopt NAME --service local --id x"));
}

TEST(FindingVolumes, TheDomainIsTheOneOfThisNodesVolumes) {
  const auto domain = [](std::vector<BackendVolume> volumes) {
    return DomainOfFacts({{ServiceName{"local"}, Listing{true, std::move(volumes)}}}, {"n1"});
  };
  EXPECT_EQ(domain({}).value(), DomainName{});
  EXPECT_EQ(domain({Shown("aa"), Shown("bb", 0, "n2", "away")}).value(), DomainName{"home"});
  const auto several = domain({Shown("aa"), Shown("bb", 0, "n1", "away")});
  ASSERT_FALSE(several.has_value());
  EXPECT_THAT(several.error().message, HasSubstr("away, home"));
}

}  // namespace
}  // namespace rexray
