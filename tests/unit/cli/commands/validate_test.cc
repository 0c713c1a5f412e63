#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

const ValidateCommand kValidate{.files = {"-"}, .node = "db1"};

TEST(ValidateCommand, CountsWhatIsValidWithoutAskingADaemon) {
  TestSession test;
  test.in.str(
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pgdata}\nspec: {size: 20Gi}\n");
  EXPECT_EQ(RunCommand(kValidate, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(), "valid: 1 Volume and 0 Attachments in 1 file\n");
  EXPECT_TRUE(test.client.asked.empty());
}

TEST(ValidateCommand, EveryProblemIsALineWithItsPlace) {
  TestSession test;
  test.in.str(
      "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pgdata}\nspec: {sise: 1}\n");
  EXPECT_EQ(RunCommand(kValidate, test.session), ExitCode::BadInput);
  EXPECT_EQ(test.err.str().find("-:4:"), 0U) << test.err.str();
  EXPECT_NE(test.err.str().find("error: 1 problem in 1 file\n"), std::string::npos);
}

TEST(SchemaCommand, PrintsJson) {
  TestSession test;
  EXPECT_EQ(RunCommand(SchemaCommand{}, test.session), ExitCode::Done);
  EXPECT_TRUE(nlohmann::json::accept(test.out.str()));
}

TEST(CompleteCommand, OffersNamesAndIsSilentWithoutADaemon) {
  TestSession test;
  test.client.answers.push_back(Items({VolumeObject("pgdata", "Ready")}));
  EXPECT_EQ(RunCommand(CompleteCommand{{"describe", "volume/p"}}, test.session), ExitCode::Done);
  EXPECT_EQ(test.out.str(), "volume/pgdata\n");
  TestSession alone;
  alone.client.answers.push_back(Fail(Code::Unavailable, "", kDaemonUnreachable));
  EXPECT_EQ(RunCommand(CompleteCommand{{"why", ""}}, alone.session), ExitCode::Done);
  EXPECT_EQ(alone.out.str() + alone.err.str(), "");
}

}  // namespace
}  // namespace rexray
