#include "metrics/recovery_times.h"

#include <gtest/gtest.h>

#include "tests/unit/metrics/sample_world.h"

namespace rexray {
namespace {

using std::chrono::seconds;

Operation Tried(const std::string& volume, ActionKind action, OperationOutcome outcome, int start) {
  return SampleOperation(volume, action, outcome, start, start + 1);
}

TEST(RecoveryTimes, ASuccessAtOnceTakesItsOwnTime) {
  RecoveryTimes times(10);
  EXPECT_EQ(times.Note(Tried("a", ActionKind::Mount, OperationOutcome::Succeeded, 100)),
            Milliseconds(seconds(1)));
}

TEST(RecoveryTimes, ASuccessAfterFailuresCountsFromTheFirstTry) {
  RecoveryTimes times(10);
  EXPECT_EQ(times.Note(Tried("a", ActionKind::Mount, OperationOutcome::Failed, 100)), std::nullopt);
  EXPECT_EQ(times.Note(Tried("a", ActionKind::Mount, OperationOutcome::Failed, 110)), std::nullopt);
  EXPECT_EQ(times.Note(Tried("a", ActionKind::Mount, OperationOutcome::Succeeded, 120)),
            Milliseconds(seconds(21)));
  EXPECT_EQ(times.Note(Tried("a", ActionKind::Mount, OperationOutcome::Succeeded, 200)),
            Milliseconds(seconds(1)))
      << "the earlier failures are over";
}

TEST(RecoveryTimes, VolumesAndActionsAreApart) {
  RecoveryTimes times(10);
  times.Note(Tried("a", ActionKind::Mount, OperationOutcome::Failed, 100));
  EXPECT_EQ(times.Note(Tried("b", ActionKind::Mount, OperationOutcome::Succeeded, 150)),
            Milliseconds(seconds(1)));
  EXPECT_EQ(times.Note(Tried("a", ActionKind::Attach, OperationOutcome::Succeeded, 150)),
            Milliseconds(seconds(1)));
}

TEST(RecoveryTimes, AForgottenVolumeLeavesNothingToALaterOneOfItsName) {
  RecoveryTimes times(10);
  times.Note(Tried("a", ActionKind::Mount, OperationOutcome::Failed, 100));
  times.Note(Tried("a", ActionKind::Forget, OperationOutcome::Succeeded, 110));
  EXPECT_EQ(times.Note(Tried("a", ActionKind::Mount, OperationOutcome::Succeeded, 500)),
            Milliseconds(seconds(1)));
}

TEST(RecoveryTimes, PastTheCapacityFurtherFailuresAreNotRemembered) {
  RecoveryTimes times(1);
  times.Note(Tried("a", ActionKind::Mount, OperationOutcome::Failed, 100));
  times.Note(Tried("b", ActionKind::Mount, OperationOutcome::Failed, 100));
  EXPECT_EQ(times.Note(Tried("b", ActionKind::Mount, OperationOutcome::Succeeded, 150)),
            Milliseconds(seconds(1)));
  EXPECT_EQ(times.Note(Tried("a", ActionKind::Mount, OperationOutcome::Succeeded, 150)),
            Milliseconds(seconds(51)));
}

}  // namespace
}  // namespace rexray
