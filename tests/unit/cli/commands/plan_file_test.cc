#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "cli/commands/commands.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/cli/commands/answers.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json DaemonCalled(const std::string& node) { return {{"node", node}, {"domain", "prod"}}; }

class PlanFile : public testing::Test {
 protected:
  // Of manifests from standard input, by a daemon on db1.
  ExitCode Save(const json& plan) {
    TestSession test;
    test.in.str("kind: Volume");
    json answer = Answer({Change("Volume", "a", "created")}, {plan});
    answer["fingerprint"] = {{{"volume", "a"}, {"hash", "h1"}}};
    test.client.answers.push_back(answer);
    test.client.answers.push_back(DaemonCalled("db1"));
    const ExitCode code = RunCommand(
        PlanCommand{.files = {"-"}, .set = "site", .prune = true, .save = file_}, test.session);
    told_ = test.err.str();
    return code;
  }
  ExitCode Apply(TestSession& test, const std::string& node = "db1") const {
    test.client.answers.push_back(DaemonCalled(node));
    test.client.answers.push_back(
        Answer({Change("Volume", "a", "created")}, {PlanOf("converged")}));
    ApplyCommand apply{.plan = file_};
    apply.patience.wait = false;
    return RunCommand(apply, test.session);
  }
  void ExpectNoPlan(const std::string& content, const std::string& why) {
    std::ofstream(file_) << content;
    TestSession test;
    EXPECT_EQ(Apply(test), ExitCode::BadInput) << content;
    EXPECT_THAT(test.err.str(), HasSubstr(why));
    EXPECT_LE(test.client.asked.size(), 1U) << "nothing is sent but the question who it is";
  }

  TempFolder folder_;
  std::string file_ = folder_ / "plan.json";
  std::string told_;
};

TEST_F(PlanFile, IsSentAsItWasPlannedWithItsFingerprint) {
  ASSERT_EQ(Save(MountPlan()), ExitCode::Done);
  EXPECT_THAT(told_, HasSubstr("rexray apply " + file_));
  TestSession test;
  EXPECT_EQ(Apply(test), ExitCode::Done);
  const json& sent = test.client.asked.at(1).body;
  EXPECT_EQ(sent["manifests"], (json{{{"file", "-"}, {"text", "kind: Volume"}}}));
  EXPECT_EQ(sent["set"], "site");
  EXPECT_EQ(sent["prune"], true);
  EXPECT_EQ(sent["planned"], (json{{{"volume", "a"}, {"hash", "h1"}}}));
  EXPECT_EQ(sent["dryRun"], false);
}

TEST_F(PlanFile, IsForItsOwnerAlone) {
  ASSERT_EQ(Save(MountPlan()), ExitCode::Done);
  struct stat status {};
  ASSERT_EQ(stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(PlanFile, OfAnotherDaemonIsRefused) {
  ASSERT_EQ(Save(MountPlan()), ExitCode::Done);
  TestSession test;
  EXPECT_EQ(Apply(test, "db2"), ExitCode::Failed);
  EXPECT_THAT(test.err.str(), HasSubstr("made for node db1"));
  EXPECT_EQ(test.client.asked.size(), 1U) << "nothing is applied";
}

TEST_F(PlanFile, IsNotKeptWhileWhatWouldBeDoneIsUnknown) {
  const json unknown =
      PlanOf("waiting", {{"reason", "BackendUnknown"}, {"message", "no answer within 10s"}});
  EXPECT_EQ(Save(unknown), ExitCode::Failed);
  EXPECT_THAT(told_, HasSubstr("no answer within 10s"));
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(PlanFile, WhatIsNoPlanIsRefusedWithTheCommandThatMakesOne) {
  ExpectNoPlan("", "no JSON");
  ExpectNoPlan("kind: Volume\n", "no JSON");
  ExpectNoPlan("[]", "no plan");
  ExpectNoPlan("7", "no plan");
  ExpectNoPlan(R"({"apiVersion":"rexray.io/v1","kind":"Volume"})", "-f");
  ExpectNoPlan(R"({"apiVersion":"rexray.io/v2","kind":"Plan"})", "no plan");
  ExpectNoPlan(
      R"({"apiVersion":"rexray.io/v1","kind":"Plan","daemon":{"node":"db1","domain":"prod"}})",
      "manifests is missing");
  std::filesystem::remove(file_);
  TestSession test;
  EXPECT_EQ(Apply(test), ExitCode::BadInput);
  EXPECT_THAT(test.err.str(), HasSubstr("No such file"));
}

TEST_F(PlanFile, AFolderThatIsNotThereIsNamed) {
  file_ = folder_ / "none/plan.json";
  EXPECT_EQ(Save(MountPlan()), ExitCode::BadInput);
  EXPECT_THAT(told_, HasSubstr(folder_ / "none"));
}

}  // namespace
}  // namespace rexray
