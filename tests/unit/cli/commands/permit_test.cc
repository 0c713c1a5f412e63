#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;

json Permitted(const std::string& kind, const std::string& subject) {
  const json permit{{"kind", kind}, {"subject", subject}, {"by", "ann (uid 1000)"}};
  return VolumeObject("a", "Pending", {{"permits", json::array({permit})}});
}

TEST(PreemptCommand, G03_ShowsWhatIsPermittedAndWaits) {
  TestSession test;
  test.client.answers.push_back(Permitted("Preempt", "db2"));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Attaching")), Bookmark(),
                                 WatchLine("MODIFIED", VolumeObject("a", "Ready"))});
  EXPECT_EQ(RunCommand(PreemptCommand{.volume = "a", .evidence = "it is off"}, test.session),
            ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/volumes/a/preempt");
  EXPECT_EQ(test.client.asked[0].body, (json{{"evidence", "it is off"}}));
  EXPECT_EQ(test.out.str(),
            "volume/a: Preempt of db2 permitted by ann (uid 1000)\n"
            "a: Attaching\n"
            "a: Ready (0.0s)\n");
}

TEST(PreemptCommand, AHolderIsNamedWhereItIsGiven) {
  TestSession test;
  test.client.answers.push_back(Permitted("Preempt", "db3"));
  PreemptCommand preempt{.volume = "a", .evidence = "x", .holder = "db3"};
  preempt.patience.wait = false;
  EXPECT_EQ(RunCommand(preempt, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].body["holder"], "db3");
  EXPECT_EQ(test.client.asked.size(), 1U);
}

TEST(FormatCommand, SendsTheConfirmedId) {
  TestSession test;
  test.client.answers.push_back(Permitted("Format", "vol-1"));
  test.client.streams.push_back({WatchLine("ADDED", VolumeObject("a", "Ready")), Bookmark()});
  EXPECT_EQ(RunCommand(FormatCommand{.volume = "a", .confirm = "vol-1"}, test.session),
            ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/volumes/a/format");
  EXPECT_EQ(test.client.asked[0].body, (json{{"confirm", "vol-1"}}));
}

TEST(ReleaseCommand, TellsWhatStaysAndWhy) {
  TestSession test;
  test.client.answers.push_back(
      json{{"released", json::array({{{"door", "docker"}, {"consumer", "c1"}}})},
           {"kept", json::array({{{"door", "docker"}, {"consumer", "c2"}}})}});
  EXPECT_EQ(RunCommand(ReleaseCommand{.volumes = {"a"}}, test.session), ExitCode::Blocked);
  EXPECT_EQ(test.out.str(), "volume/a: claim docker c1 released\n");
  EXPECT_EQ(test.err.str(),
            "volume/a: claim docker c2 stays: its user may be there; --all drops it too\n");
  EXPECT_EQ(test.client.asked[0].body, (json{{"all", false}}));
}

TEST(ReleaseCommand, WithoutClaimsThereIsNothingToDo) {
  TestSession test;
  test.client.answers.push_back(json{{"released", json::array()}, {"kept", json::array()}});
  EXPECT_EQ(RunCommand(ReleaseCommand{.volumes = {"a"}, .all = true}, test.session),
            ExitCode::Done);
  EXPECT_EQ(test.out.str(), "volume/a: no claims on this node\n");
}

}  // namespace
}  // namespace rexray
