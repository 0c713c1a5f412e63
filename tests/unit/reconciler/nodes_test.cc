#include <gtest/gtest.h>

#include "tests/support/sim_node.h"

// Two nodes of a domain on one backend, each with its own database, store and reconciler.

namespace rexray {
namespace {

using namespace std::chrono_literals;

class Nodes : public testing::Test {
 protected:
  explicit Nodes(SimOptions options = Shareable())
      : world_(std::make_shared<SimWorld>(std::move(options))), a_(world_, "a"), b_(world_, "b") {}

  static SimOptions Shareable() { return {}; }

  VolumeSpec OwnedByA(ReclaimPolicy policy = ReclaimPolicy::Retain) const {
    VolumeSpec spec = SimNode::Volume();
    spec.owner = NodeName{"a"};
    spec.reclaimPolicy = policy;
    return spec;
  }

  std::shared_ptr<SimWorld> world_;
  SimNode a_;
  SimNode b_;
};

TEST_F(Nodes, G43_TwoThatDeclareOneVolumeMakeOne) {
  a_.Apply({OwnedByA()}, {});
  b_.Apply({OwnedByA()}, {});
  b_.Converge();
  EXPECT_EQ(b_.Ready().reason, "NotThisNode") << "only its owner creates it";
  a_.Converge();
  b_.Converge();
  EXPECT_EQ(world_->volumes().size(), 1u);
  EXPECT_EQ(a_.State().record.backendId, b_.State().record.backendId);
}

TEST_F(Nodes, G01_CreatedOnAFormattedOnBAndBackToA) {
  a_.Apply({OwnedByA()}, {});
  a_.Converge();
  b_.Apply({OwnedByA()}, {b_.Mounted()});
  b_.Converge();
  ASSERT_EQ(b_.Ready().reason, "Converged") << b_.Ready().message;
  ASSERT_TRUE(b_.host().Write("/srv/pg", "rows of b"));
  b_.DeleteAttachment("pg-here");
  b_.Converge();
  a_.Apply({OwnedByA()}, {a_.Mounted()});
  a_.Converge();
  EXPECT_EQ(a_.Ready().reason, "Converged") << a_.Ready().message;
  EXPECT_EQ(a_.host().Read("/srv/pg"), "rows of b");
  EXPECT_TRUE(world_->losses().empty());
}

TEST_F(Nodes, G43_WhoDoesNotOwnItForgetsItAndDeletesNothing) {
  a_.Apply({OwnedByA(ReclaimPolicy::Delete)}, {});
  a_.Converge();
  b_.Apply({OwnedByA(ReclaimPolicy::Delete)}, {});
  b_.Converge();
  b_.Delete("pg");
  b_.Converge();
  EXPECT_FALSE(b_.Exists());
  EXPECT_EQ(world_->volumes().size(), 1u);
  a_.Converge();
  EXPECT_EQ(a_.Ready().reason, "Converged");
}

TEST_F(Nodes, G43_WhatItsOwnerDeletedIsNotBegunToBeUsedElsewhere) {
  a_.Apply({OwnedByA(ReclaimPolicy::Delete)}, {});
  a_.Converge();
  a_.Delete("pg", 24h);
  a_.Step();
  ASSERT_TRUE(world_->volumes().begin()->second.shown.facts->deletedAt);
  b_.Apply({OwnedByA()}, {b_.Mounted()});
  b_.Converge();
  EXPECT_EQ(b_.Ready().reason, "DeletedElsewhere") << b_.Ready().message;
  a_.Apply({OwnedByA()}, {});
  a_.Converge();
  EXPECT_FALSE(world_->volumes().begin()->second.shown.facts->deletedAt);
  b_.Converge();
  EXPECT_EQ(b_.Ready().reason, "Converged") << b_.Ready().message;
}

class NodesWithSnapshots : public Nodes {
 protected:
  NodesWithSnapshots() : Nodes(Making()) {}
  static SimOptions Making() {
    SimOptions options;
    options.snapshots = true;
    return options;
  }
};

TEST_F(NodesWithSnapshots, G09_TheSnapshotHoldsWhatTheLastNodeWroteBeforeItLetGo) {
  a_.Apply({OwnedByA(ReclaimPolicy::Snapshot)}, {});
  a_.Converge();
  b_.Apply({OwnedByA(ReclaimPolicy::Snapshot)}, {b_.Mounted()});
  b_.Converge();
  a_.Delete("pg");
  a_.Converge();
  EXPECT_EQ(a_.Ready().reason, "AttachedElsewhere") << a_.Ready().message;
  EXPECT_TRUE(world_->snapshots().empty()) << "it would lack what is still being written";
  ASSERT_TRUE(b_.host().Write("/srv/pg", "rows of b"));
  b_.Delete("pg");
  b_.Converge();
  EXPECT_FALSE(b_.Exists()) << "only its owner makes a snapshot and deletes";
  EXPECT_EQ(world_->volumes().size(), 1u);
  a_.Converge();
  EXPECT_TRUE(world_->volumes().empty());
  EXPECT_TRUE(world_->losses().empty());
  ASSERT_EQ(world_->snapshots().size(), 1u);
  EXPECT_EQ(world_->snapshots().begin()->second.content.data, "rows of b");
}

TEST_F(Nodes, G43_ANewIncarnationIsFoundByTheHostThatKnowsOnlyTheOldOne) {
  a_.Apply({OwnedByA(ReclaimPolicy::Delete)}, {});
  a_.Converge();
  a_.Delete("pg");
  a_.Converge();
  ASSERT_TRUE(world_->volumes().empty());
  a_.Apply({OwnedByA()}, {});
  a_.Converge();
  b_.Apply({OwnedByA()}, {b_.Mounted()});
  b_.Converge();
  EXPECT_EQ(b_.Ready().reason, "Converged") << b_.Ready().message;
  EXPECT_EQ(world_->volumes().size(), 1u);
}

TEST_F(Nodes, G43_WhatWasTakenBackUnderAnotherNameIsNotTakenForItsOldOne) {
  a_.Apply({OwnedByA()}, {});
  a_.Converge();
  a_.Delete("pg");
  a_.Converge();
  ASSERT_TRUE(a_.store().Rename(VolumeName{"pg"}, VolumeName{"old"}));
  VolumeSpec old = OwnedByA();
  old.name = VolumeName{"old"};
  a_.Apply({old}, {});
  a_.Converge("old");
  ASSERT_EQ(a_.Ready("old").reason, "Converged");
  a_.Apply({OwnedByA()}, {});
  a_.Converge();
  b_.Apply({OwnedByA()}, {});
  b_.Converge();
  EXPECT_EQ(world_->volumes().size(), 2u);
  EXPECT_EQ(b_.State().record.backendId, a_.State().record.backendId);
  EXPECT_NE(b_.State().record.backendId, a_.State("old").record.backendId);
}

TEST_F(Nodes, G43_BothRaceThroughEveryInterleavingOfTheirFirstSteps) {
  for (int pattern = 0; pattern < 16; ++pattern) {
    SCOPED_TRACE(pattern);
    const auto world = std::make_shared<SimWorld>(Shareable());
    SimNode a(world, "a");
    SimNode b(world, "b");
    a.Apply({OwnedByA()}, {a.Mounted()});
    b.Apply({OwnedByA()}, {b.Mounted()});
    for (int bit = 0; bit < 4; ++bit) ((pattern >> bit) & 1 ? a : b).Step();
    a.Converge();
    b.Converge();
    EXPECT_EQ(world->volumes().size(), 1u);
    const SimVolume volume = world->volumes().begin()->second;
    EXPECT_EQ(volume.shown.attachments.size(), 1u) << "one node has it, whichever came first";
    EXPECT_EQ((a.Ready().reason == "Converged") + (b.Ready().reason == "Converged"), 1);
    EXPECT_TRUE(world->losses().empty());
  }
}

TEST_F(Nodes, G28_ADrainedNodeHasNothingUntilItIsUndrained) {
  a_.Apply({OwnedByA()}, {a_.Mounted()});
  a_.Converge();
  ASSERT_TRUE(a_.host().Write("/srv/pg", "rows"));
  a_.reconciler().SetDraining(true);
  a_.Converge();
  EXPECT_EQ(a_.Ready().reason, "Drained");
  EXPECT_EQ(a_.host().MountCount("/srv/pg"), 0u);
  EXPECT_TRUE(world_->volumes().begin()->second.shown.attachments.empty());
  b_.Apply({OwnedByA()}, {b_.Mounted()});
  b_.Converge();
  EXPECT_EQ(b_.Ready().reason, "Converged") << "another node may have it meanwhile";
  b_.DeleteAttachment("pg-here");
  b_.Converge();
  a_.reconciler().SetDraining(false);
  a_.Converge();
  EXPECT_EQ(a_.Ready().reason, "Converged");
  EXPECT_EQ(a_.host().Read("/srv/pg"), "rows");
}

TEST_F(Nodes, G43_AnotherDomainsVolumeIsNeitherTakenNorHarmed) {
  BackendVolume theirs;
  theirs.id = BackendId{"theirs"};
  theirs.name = VolumeName{"pg"};
  theirs.size = Bytes{64 << 20};
  theirs.facts = VolumeFacts{{"their-uid"}, {"pg"}, {"other"}, {"x"}, true, {}, {}, 1};
  SimVolume volume;
  volume.shown = theirs;
  volume.content.data = "their rows";
  world_->Add(volume);
  a_.Apply({OwnedByA()}, {a_.Mounted()});
  a_.Converge();
  EXPECT_EQ(a_.Ready().reason, "NameTaken");
  EXPECT_EQ(world_->volumes().size(), 1u);
}

}  // namespace
}  // namespace rexray
