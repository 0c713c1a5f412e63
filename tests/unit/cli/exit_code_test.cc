#include "cli/exit_code.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

TEST(ExitCodes, EveryErrorHasTheCodeThatScriptsRelyOn) {
  EXPECT_EQ(ExitCodeOf({Code::InvalidArgument, "", ""}), ExitCode::BadInput);
  EXPECT_EQ(ExitCodeOf({Code::DeadlineExceeded, "", ""}), ExitCode::TimedOut);
  EXPECT_EQ(ExitCodeOf({Code::NotFound, "", ""}), ExitCode::Failed);
  EXPECT_EQ(ExitCodeOf({Code::Unavailable, "", ""}), ExitCode::Failed);
}

TEST(ExitCodes, ADaemonThatIsNotThereIsToldApartFromOneThatIsBusy) {
  EXPECT_EQ(ExitCodeOf({Code::Unavailable, "", kDaemonUnreachable}), ExitCode::Unreachable);
}

TEST(ExitCodes, NumbersAreTheDocumentedOnes) {
  EXPECT_EQ(static_cast<int>(ExitCode::Done), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::Failed), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::BadInput), 2);
  EXPECT_EQ(static_cast<int>(ExitCode::ChangesFound), 3);
  EXPECT_EQ(static_cast<int>(ExitCode::Blocked), 4);
  EXPECT_EQ(static_cast<int>(ExitCode::TimedOut), 5);
  EXPECT_EQ(static_cast<int>(ExitCode::Unreachable), 6);
}

}  // namespace
}  // namespace rexray
