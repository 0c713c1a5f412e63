#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

TEST(VersionCommand, AnUnreachableDaemonIsSixAndTheClientStillSaysItsOwn) {
  TestSession test;
  test.client.answers.push_back(Fail(Code::Unavailable, "no daemon answers", kDaemonUnreachable));
  EXPECT_EQ(RunCommand(VersionCommand{}, test.session), ExitCode::Unreachable);
  EXPECT_NE(test.out.str().find("Client: " REXRAY_VERSION), std::string::npos);
}

}  // namespace
}  // namespace rexray
