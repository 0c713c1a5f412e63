#include <gtest/gtest.h>

#include <functional>

#include "tests/support/hooked_store.h"
#include "tests/support/sim_node.h"

// For every k: the daemon dies at the k-th instruction that matters (before and after each write of
// the database, each call of the backend, each call of the host), a new one starts, and the end is
// the same as without the crash.

namespace rexray {
namespace {

struct Phase {
  std::function<void(SimNode&)> change;
  std::function<void(SimNode&)> check;
};

// Counts the moments; throws Crash at the chosen one, once.
class CrashPoint {
 public:
  explicit CrashPoint(int at) : left_(at) {}
  void Pass() {
    if (armed_ && left_-- == 0) throw Crash();
  }
  void Arm(bool armed) { armed_ = armed; }
  bool reached() const { return left_ < 0; }

 private:
  int left_;
  bool armed_ = false;
};

void Hook(SimNode& node, CrashPoint& point) {
  const auto hook = [&point](SimFaults::Moment, const SimCall&) { point.Pass(); };
  node.world().faults().OnEffect(hook);
  node.host().faults().OnEffect(hook);
  node.Decorate([&point](Store& store) {
    return std::make_unique<HookedStore>(store, [&point](HookedStore::Moment) -> Result<void> {
      point.Pass();
      return {};
    });
  });
}

void ConvergeThroughCrash(SimNode& node, CrashPoint& point) {
  point.Arm(true);
  try {
    node.Converge();
  } catch (const Crash&) {
    node.Restart();
    node.Converge();
  }
  point.Arm(false);
}

// Gives how many moments there were to crash at.
int CrashEverywhere(const SimOptions& options, const std::vector<Phase>& phases) {
  for (int at = 0;; ++at) {
    SCOPED_TRACE("crash at moment " + std::to_string(at));
    SimNode node(options);
    CrashPoint point(at);
    Hook(node, point);
    for (const Phase& phase : phases) {
      phase.change(node);
      ConvergeThroughCrash(node, point);
      phase.check(node);
      if (testing::Test::HasFailure()) return at;
    }
    if (!point.reached()) return at;
  }
}

void Appears(SimNode& node) {
  EXPECT_EQ(node.Ready().reason, "Converged");
  EXPECT_EQ(node.host().MountCount("/srv/pg"), 1u);
  ASSERT_EQ(node.world().volumes().size(), 1u) << "a crash made a second volume";
  const SimVolume volume = node.world().volumes().begin()->second;
  EXPECT_EQ(volume.shown.attachments.size(), 1u);
  EXPECT_TRUE(volume.content.clean);
  EXPECT_FALSE(volume.content.lostFound);
  EXPECT_TRUE(node.world().losses().empty());
}

const Phase kAppear{[](SimNode& node) { node.ApplyPg(); }, Appears};

const Phase kWrite{[](SimNode& node) { ASSERT_TRUE(node.host().Write("/srv/pg", "rows")); },
                   [](SimNode& node) { EXPECT_EQ(node.host().Read("/srv/pg"), "rows"); }};

const Phase kRepair{[](SimNode& node) { node.host().StrangerUnmounts("/srv/pg"); }, Appears};

const Phase kRemove{
    [](SimNode& node) { node.Delete("pg"); },
    [](SimNode& node) {
      EXPECT_EQ(node.host().MountCount("/srv/pg"), 0u);
      EXPECT_TRUE(node.State().record.orphaned);
      ASSERT_EQ(node.world().volumes().size(), 1u);
      EXPECT_TRUE(node.world().volumes().begin()->second.shown.attachments.empty());
      EXPECT_TRUE(node.world().losses().empty());
      EXPECT_FALSE(node.host().Write("/srv/pg", "x")) << "a protected mount point was left behind";
      const auto target = node.host().InspectTarget(
          "/srv/pg", {std::chrono::steady_clock::now() + std::chrono::seconds(5), {}, -1});
      EXPECT_EQ(target.error().code, Code::NotFound);
    }};

const Phase kAgain{[](SimNode& node) { node.ApplyPg(); },
                   [](SimNode& node) {
                     Appears(node);
                     EXPECT_EQ(node.host().Read("/srv/pg"), "rows");
                   }};

SimOptions With(CreateIdempotency create) {
  SimOptions options;
  options.create = create;
  return options;
}

TEST(Crash, AtEveryMomentOfCreateToMountAndRepairAndRemoval) {
  const int moments = CrashEverywhere({}, {kAppear, kWrite, kRepair, kRemove, kAgain});
  EXPECT_GT(moments, 60) << "the hooks were not passed";
}

TEST(Crash, G17_NoSecondVolumeWhereTheBackendKnowsTokens) {
  EXPECT_GT(CrashEverywhere(With(CreateIdempotency::Token), {kAppear, kWrite, kRemove}), 40);
}

TEST(Crash, G17_NoSecondVolumeWhereOnlyListingsTell) {
  EXPECT_GT(CrashEverywhere(With(CreateIdempotency::ListingOnly), {kAppear, kWrite, kRemove}), 40);
}

TEST(Crash, WhereFactsDoNotTravel) {
  SimOptions options;
  options.keepsFacts = false;
  EXPECT_GT(CrashEverywhere(options, {kAppear, kWrite, kRemove, kAgain}), 40);
}

Phase AppearsWith(ReclaimPolicy policy) {
  return {[policy](SimNode& node) {
            VolumeSpec spec = SimNode::Volume();
            spec.reclaimPolicy = policy;
            node.Apply({spec}, {node.Mounted()});
          },
          Appears};
}

TEST(Crash, OfDeletion) {
  const Phase appear = AppearsWith(ReclaimPolicy::Delete);
  const Phase remove{[](SimNode& node) { node.Delete("pg"); },
                     [](SimNode& node) {
                       EXPECT_FALSE(node.Exists());
                       EXPECT_TRUE(node.world().volumes().empty());
                       EXPECT_EQ(node.host().MountCount("/srv/pg"), 0u);
                     }};
  EXPECT_GT(CrashEverywhere({}, {appear, remove}), 40);
}

TEST(Crash, G09_OfADeletionThatKeepsASnapshot) {
  SimOptions options;
  options.snapshots = true;
  options.snapshotting = 2;
  const Phase appear = AppearsWith(ReclaimPolicy::Snapshot);
  const Phase remove{[](SimNode& node) { node.Delete("pg"); },
                     [](SimNode& node) {
                       EXPECT_FALSE(node.Exists());
                       EXPECT_TRUE(node.world().volumes().empty());
                       EXPECT_TRUE(node.world().losses().empty()) << "the data is gone";
                       EXPECT_EQ(node.world().snapshots().size(), 1u);
                     }};
  EXPECT_GT(CrashEverywhere(options, {appear, kWrite, remove}), 40);
}

TEST(Crash, G37_OfGrowth) {
  SimOptions options;
  options.expand = true;
  for (const bool mounted : {true, false}) {
    const Phase grow{[mounted](SimNode& node) {
                       node.host().SetGrowsMountedExt4(mounted);
                       VolumeSpec spec = SimNode::Volume();
                       spec.size = Bytes{128 << 20};
                       node.Apply({spec}, {node.Mounted()});
                     },
                     [](SimNode& node) {
                       Appears(node);
                       const SimVolume volume = node.world().volumes().begin()->second;
                       EXPECT_EQ(volume.shown.size, Bytes{128 << 20});
                       EXPECT_EQ(volume.content.size, Bytes{128 << 20});
                       EXPECT_EQ(volume.shown.facts->format.size, Bytes{128 << 20});
                       EXPECT_EQ(node.host().Read("/srv/pg"), "rows");
                     }};
    EXPECT_GT(CrashEverywhere(options, {kAppear, kWrite, grow}), 40);
  }
}

TEST(Crash, G01_InsideMkfsLeavesNothingThatIsNotMadeAnew) {
  for (const auto cut : {SimHost::FormatCut::Garbage, SimHost::FormatCut::Unclean}) {
    SimNode node;
    node.host().CutFormat(cut);
    node.ApplyPg();
    node.Converge();
    Appears(node);
    EXPECT_EQ(node.host().faults().count("Format"), 2u);
  }
}

TEST(Crash, G17_LostRepliesOfEveryCallAreHealed) {
  for (const char* method : {"Create", "Attach", "WriteFacts", "Detach"}) {
    for (const auto create :
         {CreateIdempotency::ChosenId, CreateIdempotency::Token, CreateIdempotency::ListingOnly}) {
      SCOPED_TRACE(method);
      SimNode node(With(create));
      node.world().faults().LoseReply(method);
      node.ApplyPg();
      node.Converge();
      Appears(node);
      node.Delete("pg");
      node.Converge();
      EXPECT_TRUE(node.world().volumes().begin()->second.shown.attachments.empty());
    }
  }
}

}  // namespace
}  // namespace rexray
