#include <filesystem>

#include "tests/e2e/live_node.h"

// A plan that is kept in a file and applied later, with the real binary.

namespace rexray {
namespace {

class KeptPlanFile : public LiveNode {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    daemon_.Start();
  }
  void Keep(const std::string& manifest) {
    const CommandResult kept = daemon_.Run({"plan", "-f", "-", "-o", file_}, {.input = manifest});
    ASSERT_EQ(kept.exitCode, 0) << kept;
    EXPECT_NE(kept.err.find("rexray apply " + file_), std::string::npos) << kept;
  }
  void ExpectOutdated(const std::string& why) {
    const CommandResult refused = daemon_.Run({"apply", file_});
    EXPECT_EQ(refused.exitCode, 1) << refused;
    EXPECT_NE(refused.err.find(why), std::string::npos) << refused;
    EXPECT_NE(refused.err.find("make the plan anew"), std::string::npos) << refused;
  }

  std::string file_ = folder_ / "plan.json";
};

TEST_F(KeptPlanFile, IsDoneOnceAsItWasShown) {
  Keep(Manifest("pg"));
  EXPECT_EQ(daemon_.Run({"get", "volumes", "-o", "name"}).out, "") << "planning changes nothing";
  const CommandResult applied = daemon_.Run({"apply", file_});
  ASSERT_EQ(applied.exitCode, 0) << applied;
  EXPECT_TRUE(IsMounted("pg"));
  ExpectOutdated("pg now needs no step");
}

TEST_F(KeptPlanFile, IsRefusedOnceTheHostIsNotAsItWas) {
  std::string reporting = Manifest("pg");
  const std::string spec = "volume: pg,";
  ASSERT_NE(reporting.find(spec), std::string::npos);
  reporting.replace(reporting.find(spec), spec.size(), spec + " driftPolicy: Report,");
  ASSERT_EQ(daemon_.Apply(reporting).exitCode, 0);
  Keep(reporting);
  ASSERT_EQ(RunCommand({"umount", Path("pg")}).exitCode, 0);
  ExpectOutdated("pg now ");
}

TEST_F(KeptPlanFile, IsRefusedOnceSomebodyElseDeclaredTheVolume) {
  Keep(Manifest("pg", "ext4", "128Mi"));
  ASSERT_EQ(daemon_.Apply(Manifest("pg")).exitCode, 0);
  ExpectOutdated("pg now ");
  EXPECT_TRUE(IsMounted("pg"));
}

}  // namespace
}  // namespace rexray
