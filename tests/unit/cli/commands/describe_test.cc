#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;

const DescribeCommand kDescribe{.resources = {{ResourceType::Volume, "a"}}};

TEST(DescribeCommand, AVolumeComesWithConditionsOperationsAndEvents) {
  const json condition{{"type", "Ready"}, {"status", true}, {"reason", "Converged"}};
  json volume = VolumeObject("a", "Ready", {{"conditions", json::array({condition})}});
  volume["metadata"]["managedBy"] = {{"set", "default"}, {"source", "v.yaml:1"}};
  const json operation{{"id", 7}, {"action", "Mount"}};
  const json event{{"reason", "Mounted"}, {"message", "at /srv"}};
  TestSession test;
  test.client.answers.push_back(volume);
  test.client.answers.push_back(Items({operation}));
  test.client.answers.push_back(Items({event}));
  EXPECT_EQ(RunCommand(kDescribe, test.session), ExitCode::Done);
  for (const char* part : {"Managed by:   default v.yaml:1\n", "Conditions:\n  TYPE",
                           "Operations:\n  ID", "Events:\n  AGE", "at /srv"}) {
    EXPECT_NE(test.out.str().find(part), std::string::npos) << part << test.out.str();
  }
  EXPECT_EQ(test.out.str().find("Filesystem"), std::string::npos);
  EXPECT_EQ(test.client.asked[1].target, "/v1/operations?volume=a");
  EXPECT_EQ(test.client.asked[2].target, "/v1/events?volume=a");
}

TEST(DescribeCommand, AMissingHistoryDoesNotHideTheVolume) {
  TestSession test;
  test.client.answers.push_back(VolumeObject("a", "Ready"));
  test.client.answers.push_back(Fail(Code::Unavailable, "busy"));
  test.client.answers.push_back(Fail(Code::Unavailable, "busy"));
  EXPECT_EQ(RunCommand(kDescribe, test.session), ExitCode::Done);
  EXPECT_NE(test.out.str().find("State:        Ready"), std::string::npos);
}

TEST(DescribeCommand, AnUnknownVolumeIsAnError) {
  TestSession test;
  test.client.answers.push_back(Fail(Code::NotFound, "there is no volume a"));
  EXPECT_EQ(RunCommand(kDescribe, test.session), ExitCode::Failed);
  EXPECT_EQ(test.err.str(), "error: there is no volume a\n");
}

}  // namespace
}  // namespace rexray
