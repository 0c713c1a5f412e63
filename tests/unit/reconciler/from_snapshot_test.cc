#include <gtest/gtest.h>

#include "tests/support/sim_node.h"

namespace rexray {
namespace {

// A node whose backend makes snapshots, and one of them, of "pg" with "rows" in it.
struct SnapshotOfPg {
  SnapshotOfPg() {
    node.ApplyPg();
    node.Converge();
    EXPECT_TRUE(node.host().Write("/srv/pg", "rows"));
    const BackendId id = node.world().Find(VolumeName{"pg"})->shown.id;
    snapshot = node.world().TakeSnapshot({id, {"pg"}, {UuidV5("token")}})->id;
  }
  VolumeSpec Copy(const SnapshotId& source) const {
    VolumeSpec copy = SimNode::Volume("copy");
    copy.size.reset();
    copy.filesystem.reset();
    copy.source = SourceSpec{source};
    return copy;
  }
  SimNode node{[] {
    SimOptions options;
    options.snapshots = true;
    return options;
  }()};
  SnapshotId snapshot;
};

TEST(FromSnapshot, G01_WhatIsMadeFromASnapshotIsTrustedAndNeverFormatted) {
  SnapshotOfPg s;
  const std::size_t formats = s.node.host().faults().count("Format");
  s.node.Apply({s.Copy(s.snapshot)}, {s.node.Mounted("copy", "/srv/copy")});
  s.node.Converge("copy");
  EXPECT_EQ(s.node.host().Read("/srv/copy"), "rows");
  EXPECT_EQ(s.node.host().faults().count("Format"), formats);
  const VolumeFacts facts = *s.node.State("copy").record.facts;
  EXPECT_FALSE(facts.createdBlank);
  EXPECT_EQ(facts.format.phase, FormatPhase::Formatted);
  EXPECT_EQ(facts.format.uuid, s.node.State("pg").record.facts->format.uuid);
  EXPECT_EQ(s.node.world().Find(VolumeName{"copy"})->shown.size, Bytes{64 << 20});
  EXPECT_EQ(s.node.host().Read("/srv/pg"), "rows");
  EXPECT_TRUE(s.node.world().losses().empty());
}

TEST(FromSnapshot, G01_ACopyOfSomethingWithoutAFilesystemIsNotFormattedEither) {
  SnapshotOfPg s;
  s.node.world().EditSnapshot(s.snapshot, [](SimSnapshot& each) { each.content = {}; });
  s.node.Apply({s.Copy(s.snapshot)}, {s.node.Mounted("copy", "/srv/copy")});
  s.node.Converge("copy");
  EXPECT_EQ(s.node.Ready("copy").reason, "FormatRefused");
}

TEST(FromSnapshot, ASnapshotThatIsNotThereIsToldAndNothingIsMade) {
  SnapshotOfPg s;
  s.node.Apply({s.Copy({"snap-9"})}, {s.node.Mounted("copy", "/srv/copy")});
  EXPECT_EQ(s.node.PlanOf("copy"), "Create Attach Mount");
  s.node.Step("copy");
  EXPECT_EQ(s.node.Ready("copy").reason, "SourceUnusable");
  EXPECT_FALSE(s.node.world().Find(VolumeName{"copy"}));
}

}  // namespace
}  // namespace rexray
