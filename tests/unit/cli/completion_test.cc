#include "cli/completion.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cli/parse.h"

namespace rexray {
namespace {

Completion Of(const std::vector<std::string>& words) { return Complete(DescribeSyntax(), words); }

bool Offers(const Completion& completion, const std::string& text) {
  return std::ranges::find(completion.candidates, text, &Candidate::text) !=
         completion.candidates.end();
}

TEST(Completing, TheFirstWordIsACommandWithItsDescription) {
  const Completion completion = Of({"ap"});
  EXPECT_TRUE(Offers(completion, "apply"));
  EXPECT_TRUE(Offers(completion, "daemon"));
  EXPECT_FALSE(completion.candidates.front().description.empty());
}

TEST(Completing, OptionsAreThoseOfTheCommand) {
  EXPECT_TRUE(Offers(Of({"apply", "--"}), "--dry-run"));
  EXPECT_FALSE(Offers(Of({"get", "--"}), "--dry-run"));
}

TEST(Completing, ValuesWithFewChoicesAreOffered) {
  EXPECT_TRUE(Offers(Of({"get", "volumes", "-o", ""}), "yaml"));
  EXPECT_TRUE(Offers(Of({"completion", ""}), "fish"));
}

TEST(Completing, FilesAreLeftToTheShell) {
  const Completion completion = Of({"apply", "-f", ""});
  EXPECT_TRUE(completion.candidates.empty());
  EXPECT_FALSE(completion.namesOf.has_value());
}

TEST(Completing, TypesComeBeforeNames) {
  EXPECT_TRUE(Offers(Of({"get", ""}), "attachments"));
  EXPECT_EQ(Of({"get", "vol", ""}).namesOf, ResourceType::Volume);
  const Completion slash = Of({"describe", "volume/pg"});
  EXPECT_EQ(slash.namesOf, ResourceType::Volume);
  EXPECT_EQ(slash.prefix, "volume/");
}

TEST(Completing, VolumeOperandsAreNamesOfVolumes) {
  EXPECT_EQ(Of({"why", ""}).namesOf, ResourceType::Volume);
  EXPECT_EQ(Of({"-H", "unix:///x", "why", ""}).namesOf, ResourceType::Volume);
}

TEST(Completing, BackendsAreNotAskedAtEachStroke) {
  EXPECT_TRUE(Offers(Of({"get", ""}), "discovered"));
  EXPECT_FALSE(Of({"get", "discovered", ""}).namesOf.has_value());
  EXPECT_TRUE(Offers(Of({"get", ""}), "snapshots"));
  EXPECT_TRUE(Offers(Of({"get", ""}), "sources"));
  EXPECT_EQ(Of({"sync", ""}).namesOf, ResourceType::Source);
  EXPECT_TRUE(Offers(Of({"sync", ""}), "approve"));
  EXPECT_FALSE(Of({"get", "snapshots", ""}).namesOf.has_value());
}

TEST(Completing, EveryShellGetsAScriptThatAsksTheProgram) {
  for (const Shell shell : {Shell::Bash, Shell::Zsh, Shell::Fish}) {
    EXPECT_NE(CompletionScript(shell).find("rexray __complete"), std::string_view::npos);
  }
}

TEST(Completing, CommandsOfAGroupComeAfterItsName) {
  EXPECT_TRUE(Offers(Of({"db", ""}), "restore"));
  EXPECT_TRUE(Offers(Of({"db", "backup", "--"}), "--force"));
  EXPECT_TRUE(Of({"db", "restore", ""}).candidates.empty()) << "files are left to the shell";
}

}  // namespace
}  // namespace rexray
