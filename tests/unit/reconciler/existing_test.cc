#include "reconciler/existing.h"

#include <gtest/gtest.h>

#include "reconciler/planner.h"
#include "tests/support/plan_world.h"

// Which backend volume a declaration means while none is recorded.

namespace rexray {
namespace {

using namespace std::chrono_literals;

constexpr const char* kNew = "Create Attach MarkFormatting Format MarkFormatted Mount";

class ExistingTest : public testing::Test {
 protected:
  ExistingTest() {
    world_.input.node.domain = DomainName{"prod"};
    world_.input.node.domainOfOne = false;
  }

  BackendVolume Shown(const std::string& id, const std::string& uid, const std::string& domain) {
    BackendVolume volume;
    volume.id = BackendId{id};
    volume.name = VolumeName{"pg"};
    VolumeFacts facts;
    facts.uid = VolumeUid{uid};
    facts.name = volume.name;
    facts.domain = DomainName{domain};
    facts.owner = NodeName{"n2"};
    facts.createdBlank = true;
    volume.facts = facts;
    return volume;
  }

  // As Observe does it: a listing, and a look at the only one that can be meant.
  std::string PlanWith(std::vector<BackendVolume> candidates) {
    world_.input.observation.listing =
        Observed<ListingExtract>::Known({true, candidates, 0}, world_.input.now);
    const Existing existing =
        FindExisting(world_.input.stored, world_.input.node.domain, candidates);
    world_.input.observation.backend =
        existing.found.size() == 1
            ? Observed<BackendVolume>::Known(existing.found.front(), world_.input.now)
            : Observed<BackendVolume>::Nothing(world_.input.now);
    return Summary(MakePlan(world_.input));
  }

  bool TakesOver() {
    const Plan plan = MakePlan(world_.input);
    return std::get<step::Adopt>(std::get<Actions>(plan).front().step).takeOver;
  }

  VolumeSpec& spec() { return world_.input.stored.volume->spec; }
  PlanWorld world_;
};

TEST_F(ExistingTest, NothingOfTheNameMeansCreate) { EXPECT_EQ(PlanWith({}), kNew); }

TEST_F(ExistingTest, UntilAListingTellsNothingIsCreated) {
  world_.input.observation.listing = Observed<ListingExtract>::NotKnown("no answer");
  EXPECT_EQ(Summary(MakePlan(world_.input)), "Wait BackendUnknown");
  world_.input.observation.listing =
      Observed<ListingExtract>::Known({false, {}, 0}, world_.input.now);
  EXPECT_EQ(Summary(MakePlan(world_.input)), "Wait BackendUnknown");
}

TEST_F(ExistingTest, G43_WhatAHostOfOurDomainMadeUnderThisNameIsMeant) {
  EXPECT_EQ(PlanWith({Shown("pg--a", "another-incarnation", "prod")}).substr(0, 5), "Adopt");
  EXPECT_FALSE(TakesOver()) << "its owner stays";
}

TEST_F(ExistingTest, G43_WhatItsOwnerDeletedIsNotMeant) {
  BackendVolume deleted = Shown("pg--a", "another-incarnation", "prod");
  deleted.facts->deletedAt = world_.input.now;
  EXPECT_EQ(PlanWith({deleted}), kNew);
}

TEST_F(ExistingTest, G43_WhatWasRenamedSinceIsAnotherVolumeThoughItHasTheUid) {
  BackendVolume renamed = Shown("pg--a", world_.input.stored.uid.value, "prod");
  renamed.facts->name = VolumeName{"old"};
  EXPECT_EQ(PlanWith({renamed}), "Blocked NameTaken");
  EXPECT_EQ(PlanWith({renamed, Shown("pg--b", "new", "prod")}).substr(0, 5), "Adopt");
}

TEST_F(ExistingTest, AnotherDomainsVolumeOfTheNameIsLeftAloneUnlessDeclared) {
  const BackendVolume theirs = Shown("pg--a", "theirs", "other");
  EXPECT_EQ(PlanWith({theirs}), "Blocked NameTaken");
  spec().onExisting = OnExisting::Adopt;
  EXPECT_EQ(PlanWith({theirs}).substr(0, 5), "Adopt");
  EXPECT_TRUE(TakesOver());
}

TEST_F(ExistingTest, G34_ATakeOverPlansNoFormat) {
  spec().onExisting = OnExisting::Adopt;
  BackendVolume theirs = Shown("pg--a", "theirs", "other");
  EXPECT_EQ(PlanWith({theirs}), "Adopt Attach Mount");
  theirs.facts->format.phase = FormatPhase::Formatting;
  EXPECT_EQ(PlanWith({theirs}), "Adopt Attach Mount");
}

TEST_F(ExistingTest, SeveralAreNeverPickedFrom) {
  spec().onExisting = OnExisting::Adopt;
  EXPECT_EQ(PlanWith({Shown("a", "1", "other"), Shown("b", "2", "other")}),
            "Blocked AmbiguousName");
  EXPECT_EQ(PlanWith({Shown("a", "1", "prod"), Shown("b", "2", "prod")}), "Blocked AmbiguousName");
}

TEST_F(ExistingTest, OneThatCouldNotBeLookedAtIsWaitedFor) {
  BackendVolume unreadable = Shown("pg--a", "", "");
  unreadable.facts.reset();
  unreadable.state = BackendState::Unreadable;
  spec().onExisting = OnExisting::Adopt;
  EXPECT_EQ(PlanWith({unreadable}), "Wait BackendUnknown");
  spec().onExisting = OnExisting::Fail;
  EXPECT_EQ(PlanWith({unreadable}), "Blocked NameTaken");
}

TEST_F(ExistingTest, AdoptByNameAndByTag) {
  BackendVolume theirs = Shown("vol-7", "theirs", "other");
  theirs.facts->name = VolumeName{"old-name"};
  theirs.tags = {{"team", "db"}};
  spec().adopt = AdoptSpec{{}, "old-name", ""};
  EXPECT_EQ(PlanWith({theirs}).substr(0, 5), "Adopt");
  spec().adopt = AdoptSpec{{}, "", "team=db"};
  EXPECT_EQ(PlanWith({theirs}).substr(0, 5), "Adopt");
  spec().adopt = AdoptSpec{{}, "", "team=web"};
  EXPECT_EQ(PlanWith({}), "Blocked AdoptMissing");
}

TEST_F(ExistingTest, AdoptByIdAsksForThatOne) {
  spec().adopt = AdoptSpec{BackendId{"vol-7"}, "", ""};
  world_.input.observation.listing = Observed<ListingExtract>::NotKnown("not asked");
  world_.input.observation.backend = Observed<BackendVolume>::NotKnown("no answer");
  EXPECT_EQ(Summary(MakePlan(world_.input)), "Wait BackendUnknown");
  world_.input.observation.backend = Observed<BackendVolume>::Nothing(world_.input.now);
  EXPECT_EQ(Summary(MakePlan(world_.input)), "Blocked AdoptMissing") << "it is never created";
  BackendVolume untagged = Shown("vol-7", "", "");
  untagged.facts.reset();
  world_.input.observation.backend = Observed<BackendVolume>::Known(untagged, world_.input.now);
  EXPECT_EQ(Summary(MakePlan(world_.input)).substr(0, 5), "Adopt");
  EXPECT_TRUE(TakesOver());
}

TEST_F(ExistingTest, OnlyTheOwnerTakesOver) {
  spec().adopt = AdoptSpec{BackendId{"vol-7"}, "", ""};
  spec().owner = NodeName{"n2"};
  world_.input.observation.backend =
      Observed<BackendVolume>::Known(Shown("vol-7", "theirs", "other"), world_.input.now);
  EXPECT_EQ(Summary(MakePlan(world_.input)), "Blocked NotThisNode");
}

TEST_F(ExistingTest, AttachedHereCountsVolumesOfAnyOrigin) {
  Listing listing;
  listing.complete = true;
  BackendVolume foreign = Shown("x", "x", "x");
  foreign.name = VolumeName{"x"};
  foreign.facts.reset();
  foreign.attachments = {{NodeName{"n1"}, AttachState::Attached, ""}};
  listing.volumes = {foreign, Shown("pg--a", "a", "prod")};
  const ListingExtract extract = ExtractFor(listing, world_.input.stored, NodeName{"n1"});
  EXPECT_EQ(extract.attachedHere, 1u);
  EXPECT_EQ(extract.candidates.size(), 1u);
}

}  // namespace
}  // namespace rexray
