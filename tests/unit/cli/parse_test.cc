#include "cli/parse.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

template <class Value>
Value Parsed(const Words& words) {
  const auto invocation = ParseArguments(words);
  if (!invocation) {
    ADD_FAILURE() << invocation.error().text;
    return {};
  }
  const auto* value = std::get_if<Value>(&invocation->command);
  if (value == nullptr) {
    ADD_FAILURE() << "another command";
    return {};
  }
  return *value;
}

std::string Refused(const Words& words) {
  const auto invocation = ParseArguments(words);
  if (invocation) {
    ADD_FAILURE() << "accepted";
    return {};
  }
  EXPECT_TRUE(invocation.error().failed);
  return invocation.error().text;
}

TEST(Parsing, ApplyTakesFilesFoldersAndPatience) {
  const auto apply = Parsed<ApplyCommand>(
      {"apply", "-f", "a.yaml", "-f", "dir", "--filename=-", "--timeout", "90s", "--dry-run"});
  EXPECT_EQ(apply.files, (Words{"a.yaml", "dir", "-"}));
  EXPECT_EQ(apply.patience.timeout, 90s);
  EXPECT_TRUE(apply.patience.wait);
  EXPECT_TRUE(apply.dryRun);
  EXPECT_EQ(apply.set, "default");
}

TEST(Parsing, WaitCanBeSwitchedOff) {
  EXPECT_FALSE(Parsed<ApplyCommand>({"apply", "-f", "x", "--wait=false"}).patience.wait);
  EXPECT_TRUE(Parsed<ApplyCommand>({"apply", "-f", "x", "--wait"}).patience.wait);
}

TEST(Parsing, DeleteTakesEitherNamesOrFiles) {
  const auto named = Parsed<DeleteCommand>({"delete", "volume", "pgdata", "--now"});
  EXPECT_EQ(named.objects, (std::vector<ResourceRef>{{ResourceType::Volume, "pgdata"}}));
  EXPECT_TRUE(named.now);
  EXPECT_EQ(Parsed<DeleteCommand>({"delete", "att/x", "--grace", "2h"}).grace, Milliseconds(2h));
  EXPECT_EQ(Parsed<DeleteCommand>({"delete", "-f", "x.yaml"}).files, Words{"x.yaml"});
}

TEST(Parsing, DeleteRefusesWhatItCannotMean) {
  EXPECT_NE(Refused({"delete"}).find("name what to delete"), std::string::npos);
  EXPECT_NE(Refused({"delete", "-f", "x", "volume", "a"}).find("either"), std::string::npos);
  EXPECT_NE(Refused({"delete", "volumes"}).find("which volume"), std::string::npos);
  EXPECT_NE(Refused({"delete", "service/local"}).find("cannot be deleted"), std::string::npos);
  EXPECT_NE(Refused({"delete", "volume/a", "node/db1"}).find("of their own"), std::string::npos);
  Refused({"delete", "volume/a", "--now", "--grace", "1h"});
}

TEST(Parsing, GetTakesTypesNamesFormatsAndSelectors) {
  const auto get = Parsed<GetCommand>({"get", "vol", "a", "b", "-o", "yaml", "-l", "app=pg", "-w"});
  EXPECT_EQ(get.resources.size(), 2U);
  EXPECT_EQ(get.output, OutputFormat::Yaml);
  EXPECT_EQ(get.selector, "app=pg");
  EXPECT_TRUE(get.watch);
}

TEST(Parsing, TheHostMayStandBeforeOrAfterTheCommand) {
  EXPECT_EQ(ParseArguments({"-H", "unix:///x", "status"})->host, "unix:///x");
  EXPECT_EQ(ParseArguments({"status", "--host", "unix:///y"})->host, "unix:///y");
}

TEST(Parsing, AVolumeMayBeCalledLikeACommand) {
  EXPECT_EQ(Parsed<WhyCommand>({"why", "apply"}).volumes, Words{"apply"});
}

TEST(Parsing, DiffIsPlan) { EXPECT_TRUE(Parsed<PlanCommand>({"diff", "--exit-code"}).exitCode); }

TEST(Parsing, WaitKnowsConditionsAndDeletion) {
  EXPECT_EQ(Parsed<WaitCommand>({"wait", "volume/x"}).condition, "Ready");
  EXPECT_EQ(Parsed<WaitCommand>({"wait", "--for=delete", "x"}).condition, "");
  const auto wait =
      Parsed<WaitCommand>({"wait", "--for=condition=Ready=false", "x", "--timeout=30s"});
  EXPECT_EQ(wait.condition, "Ready");
  EXPECT_FALSE(wait.status);
  EXPECT_EQ(wait.timeout, 30s);
  EXPECT_NE(Refused({"wait", "--for=Ready", "x"}).find("condition=NAME"), std::string::npos);
}

TEST(Parsing, VerbsAreOneCommandWithThreeNames) {
  EXPECT_EQ(Parsed<VerbCommand>({"pause", "a"}).verb, Verb::Pause);
  EXPECT_EQ(Parsed<VerbCommand>({"resume", "a"}).verb, Verb::Resume);
  EXPECT_TRUE(Parsed<VerbCommand>({"resume", "--all"}).all);
  EXPECT_FALSE(ParseArguments({"resume"}).has_value());
  EXPECT_FALSE(ParseArguments({"resume", "a", "--all"}).has_value());
  EXPECT_EQ(Parsed<VerbCommand>({"retry", "volume/a", "b"}).volumes, (Words{"a", "b"}));
}

TEST(Parsing, PruneNeedsTheSetsName) {
  EXPECT_TRUE(Parsed<ApplyCommand>({"apply", "-f", "x", "--prune", "--set", "site"}).prune);
  EXPECT_TRUE(Parsed<PlanCommand>({"plan", "-f", "x", "--set", "site", "--prune"}).prune);
  EXPECT_NE(Refused({"apply", "-f", "x", "--prune"}).find("--set"), std::string::npos);
}

TEST(Parsing, APlanIsPrintedInAFormatOrKeptInAFile) {
  EXPECT_EQ(Parsed<PlanCommand>({"plan", "-f", "x", "-o", "plan.json"}).save, "plan.json");
  EXPECT_EQ(Parsed<PlanCommand>({"plan", "-f", "x", "-o", "./json"}).save, "./json");
  EXPECT_EQ(Parsed<PlanCommand>({"plan", "-f", "x", "-o", "json"}).output, OutputFormat::Json);
  EXPECT_NE(Refused({"plan", "-f", "x", "-o", "jsno"}).find("./jsno"), std::string::npos);
  EXPECT_NE(Refused({"plan", "pg", "-o", "plan.json"}).find("-f"), std::string::npos);
}

TEST(Parsing, ApplyTakesFilesOrAKeptPlanWithItsOwnSet) {
  EXPECT_EQ(Parsed<ApplyCommand>({"apply", "plan.json"}).plan, "plan.json");
  EXPECT_NE(Refused({"apply"}).find("rexray plan -o"), std::string::npos);
  Refused({"apply", "plan.json", "-f", "x"});
  Refused({"apply", "plan.json", "--set", "site"});
  Refused({"apply", "plan.json", "other.json"});
}

TEST(Parsing, UndeleteTakesANameAndMayGiveAnother) {
  const auto undelete = Parsed<UndeleteCommand>({"undelete", "volume/pg", "--as", "old"});
  EXPECT_EQ(undelete.volume, "pg");
  EXPECT_EQ(undelete.as, "old");
  Refused({"undelete"});
  Refused({"undelete", "a", "b"});
}

TEST(Parsing, AdoptTakesAnOrphanOrOneWayToABackendVolume) {
  EXPECT_EQ(Parsed<AdoptCommand>({"adopt", "pg"}).volume, "pg");
  const auto found = Parsed<AdoptCommand>({"adopt", "pg", "--service", "aws", "--id", "vol-1"});
  EXPECT_EQ(found.service, "aws");
  EXPECT_EQ(found.id, "vol-1");
  EXPECT_EQ(Parsed<AdoptCommand>({"adopt", "--name", "theirs"}).backendName, "theirs");
  EXPECT_EQ(Parsed<AdoptCommand>({"adopt", "--tag", "a=b"}).tag, "a=b");
  EXPECT_NE(Refused({"adopt"}).find("name what to adopt"), std::string::npos);
  EXPECT_NE(Refused({"adopt", "pg", "--service", "aws"}).find("name what to adopt"),
            std::string::npos);
  Refused({"adopt", "--id", "a", "--tag", "b=c"});
}

TEST(Parsing, WhatAnOperatorAnswersForIsNeverLeftOut) {
  const auto preempt =
      Parsed<PreemptCommand>({"preempt", "pg", "--evidence", "db2 is off", "--holder", "db2"});
  EXPECT_EQ(preempt.evidence, "db2 is off");
  EXPECT_EQ(preempt.holder, "db2");
  EXPECT_NE(Refused({"preempt", "pg"}).find("--evidence"), std::string::npos);
  EXPECT_EQ(Parsed<FormatCommand>({"format", "pg", "--confirm", "vol-1"}).confirm, "vol-1");
  EXPECT_NE(Refused({"format", "pg"}).find("--confirm"), std::string::npos);
}

TEST(Parsing, Logs) {
  const auto logs = Parsed<LogsCommand>({"logs", "volume/pg", "-f", "-n", "5", "--since", "10m",
                                         "--level", "warn", "--operation", "12", "--json"});
  EXPECT_EQ(logs.volume, "pg");
  EXPECT_EQ(logs.limit, 5U);
  EXPECT_EQ(logs.since, 10min);
  EXPECT_EQ(logs.level, "warn");
  EXPECT_EQ(logs.operation, 12);
  EXPECT_TRUE(logs.follow && logs.json);
  Refused({"logs", "--level", "loud"});
  Refused({"logs", "--since", "10"});
  Refused({"logs", "-n", "0"});
}

TEST(Parsing, ReleaseDrainAndGc) {
  EXPECT_TRUE(Parsed<ReleaseCommand>({"release", "a", "b", "--all"}).all);
  EXPECT_EQ(Parsed<DrainCommand>({"drain", "--timeout", "90s"}).patience.timeout, 90s);
  Parsed<UndrainCommand>({"undrain"});
  EXPECT_TRUE(Parsed<SyncCommand>({"sync"}).sources.empty());
  EXPECT_EQ(Parsed<SyncCommand>({"sync", "a", "source/b"}).sources,
            (std::vector<std::string>{"a", "b"}));
  const auto approve = Parsed<SyncCommand>({"sync", "approve", "site", "1a2b"});
  EXPECT_TRUE(approve.approve);
  EXPECT_EQ(approve.sources, std::vector<std::string>{"site"});
  EXPECT_EQ(approve.fingerprint, "1a2b");
  EXPECT_TRUE(Parsed<SyncCommand>({"sync", "approve", "site"}).fingerprint.empty());
  EXPECT_NE(Refused({"sync", "approve"}).find("fingerprint"), std::string::npos);
  Refused({"sync", "approve", "a", "b", "c"});
  EXPECT_TRUE(Parsed<GcCommand>({"gc", "--dry-run", "--service", "local"}).dryRun);
  EXPECT_FALSE(Parsed<GcCommand>({"gc"}).dryRun) << "refused with what to do instead";
  EXPECT_EQ(Parsed<DeleteCommand>({"delete", "node", "db2"}).objects.front().type,
            ResourceType::Node);
  EXPECT_EQ(Parsed<GetCommand>({"get", "discovered"}).resources.front().type,
            ResourceType::Discovered);
  EXPECT_EQ(Parsed<GetCommand>({"get", "discovered", "--service", "device"}).service, "device");
}

TEST(Parsing, DaemonFlagsAreSettingsOfTheConfiguration) {
  const auto daemon = Parsed<DaemonCommand>(
      {"daemon", "--config", "c.yml", "--state", "/tmp/s", "--listen", "unix:///tmp/x"});
  EXPECT_EQ(daemon.setup.config, "c.yml");
  const std::vector<std::pair<std::string, std::string>> expected{
      {"state", "/tmp/s"}, {"listen.control", "unix:///tmp/x"}};
  EXPECT_EQ(daemon.setup.settings, expected);
}

TEST(Parsing, MistakesAreAnsweredWithTheNearestWord) {
  EXPECT_NE(Refused({"aply", "-f", "x"}).find("\"apply\""), std::string::npos);
  EXPECT_NE(Refused({"get", "volumes", "--selektor", "a"}).find("--selector"), std::string::npos);
  EXPECT_NE(Refused({"get", "volmes"}).find("volumes"), std::string::npos);
  EXPECT_NE(Refused({"apply", "-f", "x", "--timeout", "90"}).find("--timeout"), std::string::npos);
  Refused({"get", "volumes", "-o", "xml"});
  Refused({"apply"});
}

TEST(Parsing, HelpAndVersionAreNoFailures) {
  for (const Words& words :
       {Words{}, Words{"--help"}, Words{"apply", "--help"}, Words{"--version"}}) {
    const auto invocation = ParseArguments(words);
    ASSERT_FALSE(invocation.has_value());
    EXPECT_FALSE(invocation.error().failed);
    EXPECT_FALSE(invocation.error().text.empty());
  }
}

TEST(Parsing, HelpOfACommandNamesItsOptions) {
  EXPECT_NE(ParseArguments({"apply", "--help"}).error().text.find("--dry-run"), std::string::npos);
}

TEST(Parsing, TheCommandsForTroubleReadTheHostsConfiguration) {
  EXPECT_EQ(Parsed<DbCheckCommand>({"db", "check", "--state", "/s"}).setup.settings.front().second,
            "/s");
  EXPECT_EQ(Parsed<DbBackupCommand>({"db", "backup", "/b", "--config", "/c"}).setup.config, "/c");
  EXPECT_TRUE(Parsed<DbBackupCommand>({"db", "backup", "/b", "--force"}).force);
  EXPECT_EQ(Parsed<DbRestoreCommand>({"db", "restore", "/b"}).file, "/b");
  EXPECT_EQ(Parsed<DbRebuildCommand>({"db", "rebuild", "-f", "a", "-f", "b"}).files,
            (Words{"a", "b"}));
  EXPECT_TRUE(Parsed<DoctorCommand>({"doctor", "--fix"}).fix);
  EXPECT_EQ(Parsed<TraceCommand>({"trace", "17"}).operation, 17);
  EXPECT_EQ(Parsed<TraceCommand>({"trace", "volume/17"}).volume, "17");
  for (const Words& wrong : {Words{"db"}, Words{"db", "restore"}, Words{"db", "mend"},
                             Words{"trace"}, Words{"trace", "a/b/c"}}) {
    EXPECT_FALSE(ParseArguments(wrong).has_value()) << wrong.back();
  }
}

}  // namespace
}  // namespace rexray
