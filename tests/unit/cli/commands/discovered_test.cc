#include "cli/commands/discovered.h"

#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;

json Shown(const std::string& name, const std::string& id, const std::string& relation) {
  return {{"metadata", {{"name", name}}},
          {"spec", {{"service", "local"}}},
          {"status",
           {{"id", id},
            {"relation", relation},
            {"attachments", json::array({{{"node", "db1"}}, {{"node", "db2"}}})}}}};
}

json AnswerOf(const std::vector<json>& items, bool silent = false) {
  json services = json::array({{{"name", "local"}, {"answered", true}, {"complete", true}}});
  if (silent) services.push_back({{"name", "far"}, {"answered", false}, {"message", "no route"}});
  return {{"items", items}, {"services", services}};
}

const GetCommand kGetDiscovered{.resources = {{ResourceType::Discovered, ""}}};

TEST(GetDiscovered, ShowsWhatItIsToUs) {
  TestSession test;
  test.client.answers.push_back(AnswerOf({Shown("old", "vol-1", "Leaked")}));
  EXPECT_EQ(RunCommand(kGetDiscovered, test.session), ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/discovered");
  EXPECT_EQ(test.out.str(),
            "NAME  SERVICE  ID     SIZE  RELATION  VOLUME  OWNER  ATTACHED-TO\n"
            "old   local    vol-1  -     Leaked    -       -      db1,db2\n");
}

TEST(GetDiscovered, ASilentServiceIsToldAndHidesNoOther) {
  TestSession test;
  test.client.answers.push_back(AnswerOf({Shown("old", "vol-1", "Managed")}, true));
  EXPECT_EQ(RunCommand(kGetDiscovered, test.session), ExitCode::Failed);
  EXPECT_NE(test.out.str().find("vol-1"), std::string::npos);
  EXPECT_EQ(test.err.str(), "service/far: gives no answer: no route\n");
}

TEST(GetDiscovered, OneServiceMayBeAskedAlone) {
  TestSession test;
  test.client.answers.push_back(AnswerOf({}));
  RunCommand(GetCommand{.resources = kGetDiscovered.resources, .service = "device"}, test.session);
  EXPECT_EQ(test.client.asked[0].target, "/v1/discovered?service=device");
  EXPECT_EQ(RunCommand(GetCommand{.resources = {{ResourceType::Volume, ""}}, .service = "device"},
                       test.session),
            ExitCode::BadInput);
  EXPECT_EQ(test.client.asked.size(), 1U);
}

TEST(GetDiscovered, PicksByNameAndById) {
  const json answer = AnswerOf({Shown("one", "vol-1", "Managed"), Shown("two", "vol-2", "Leaked")});
  EXPECT_EQ(PickDiscovered(answer, {"two"})->size(), 1U);
  EXPECT_EQ(PickDiscovered(answer, {"vol-1", "two"})->size(), 2U);
  EXPECT_EQ(PickDiscovered(answer, {"three"}).error().code, Code::NotFound);
}

TEST(GcCommand, G17_ListsOnlyWhatIsLeakedAndHowToTakeItOver) {
  TestSession test;
  test.client.answers.push_back(
      AnswerOf({Shown("old", "vol-1", "Leaked"), Shown("theirs", "vol-2", "Elsewhere"),
                Shown("pg", "vol-3", "Managed"), Shown("stranger", "vol-4", "Untagged")}));
  EXPECT_EQ(RunCommand(GcCommand{.dryRun = true, .service = "local"}, test.session),
            ExitCode::Done);
  EXPECT_EQ(test.client.asked[0].target, "/v1/discovered?service=local");
  EXPECT_EQ(std::ranges::count(test.out.str(), '\n'), 2) << test.out.str();
  EXPECT_EQ(test.err.str(), "To take one over:\n  rexray adopt --service local --id vol-1\n");
}

TEST(GcCommand, G17_DeletesNothingAndSaysWhatToDo) {
  TestSession test;
  EXPECT_EQ(RunCommand(GcCommand{}, test.session), ExitCode::BadInput);
  EXPECT_TRUE(test.client.asked.empty());
  EXPECT_NE(test.err.str().find("rexray gc --dry-run"), std::string::npos);
  EXPECT_NE(test.err.str().find("rexray adopt"), std::string::npos);
}

TEST(GcCommand, SaysWhenAServiceCouldNotBeAsked) {
  TestSession test;
  test.client.answers.push_back(AnswerOf({}, true));
  EXPECT_EQ(RunCommand(GcCommand{.dryRun = true}, test.session), ExitCode::Failed);
  EXPECT_NE(test.err.str().find("no route"), std::string::npos);
}

}  // namespace
}  // namespace rexray
