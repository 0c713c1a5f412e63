#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/commands/commands.h"
#include "state/manifest.h"
#include "tests/unit/cli/scripted_client.h"

namespace rexray {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

json Declared(const std::string& kind, const std::string& name, const std::string& set, json spec) {
  return {
      {"apiVersion", "rexray.io/v1"},
      {"kind", kind},
      {"metadata",
       {{"name", name}, {"generation", 3}, {"managedBy", {{"set", set}, {"source", "x.yaml:7"}}}}},
      {"spec", std::move(spec)},
      {"status", {{"phase", "Ready"}}}};
}

json VolumeOf(const std::string& name, const std::string& set) {
  return Declared("Volume", name, set,
                  {{"service", "local"}, {"size", "1Gi"}, {"reclaimPolicy", "Retain"}});
}

json ShownBy(const std::string& id, const std::string& relation,
             const std::string& state = "Available") {
  return {{"kind", "Discovered"},
          {"metadata", {{"name", id}}},
          {"spec", {{"service", "local"}}},
          {"status", {{"id", id}, {"relation", relation}, {"state", state}, {"message", "why"}}}};
}

json List(std::vector<json> items) { return {{"items", std::move(items)}}; }

std::string Exported(std::vector<json> volumes, std::vector<json> attachments,
                     std::vector<json> discovered, const ExportCommand& command = {},
                     std::vector<json> snapshots = {}) {
  TestSession test;
  test.client.answers = {List(std::move(discovered)), List(std::move(volumes)),
                         List(std::move(attachments)), List(std::move(snapshots))};
  EXPECT_EQ(RunCommand(command, test.session), ExitCode::Done) << test.err.str();
  return test.out.str();
}

// How many documents apply would read.
std::size_t Objects(const std::string& text) {
  const auto manifest = ParseManifests(std::vector<ManifestText>{{"-", text}}, {"n1"});
  EXPECT_TRUE(manifest) << ToString(manifest.error().front()) << text;
  if (!manifest) return 0;
  return manifest->volumes.size() + manifest->attachments.size() + manifest->snapshots.size();
}

TEST(ExportCommand, WhatIsDeclaredIsPrintedAsItCanBeApplied) {
  const std::string text =
      Exported({VolumeOf("pg", "default"), VolumeOf("verb", "cli")},
               {Declared("Attachment", "pg-n1", "default",
                         {{"volume", "pg"}, {"node", "n1"}, {"nodeSelector", {{"zone", "a"}}}})},
               {});
  EXPECT_EQ(Objects(text), 3U);
  EXPECT_THAT(text, Not(HasSubstr("generation")));
  EXPECT_THAT(text, Not(HasSubstr("managedBy")));
  EXPECT_THAT(text, Not(HasSubstr("node:"))) << "the selector chooses it again";
  EXPECT_THAT(text, Not(HasSubstr("#")));
}

TEST(ExportCommand, WhatNeedsADecisionIsAComment) {
  json orphan = {{"kind", "Volume"},
                 {"metadata", {{"name", "old"}}},
                 {"status", {{"phase", "Orphaned"}, {"backendId", "old--1"}}}};
  json deleted = orphan;
  deleted["metadata"]["name"] = "gone";
  deleted["status"]["phase"] = "Quarantined";
  const std::string text =
      Exported({VolumeOf("pg", "default"), VolumeOf("made", "docker"), VolumeOf("team", "site"),
                orphan, deleted},
               {},
               {ShownBy("new--1", "Untagged"), ShownBy("lost--1", "Leaked"),
                ShownBy("theirs--1", "Elsewhere"), ShownBy("twin", "Untagged", "Unreadable")});
  EXPECT_EQ(Objects(text), 1U) << text;
  EXPECT_THAT(text, HasSubstr("#   name: made"));
  EXPECT_THAT(text, HasSubstr("declared by the set site (x.yaml:7); rexray export --set site"));
  EXPECT_THAT(text, HasSubstr("rexray adopt old"));
  EXPECT_THAT(text, HasSubstr("rexray undelete gone"));
  EXPECT_THAT(text, HasSubstr("#     id: new--1"));
  EXPECT_THAT(text, HasSubstr("#     id: lost--1"));
  EXPECT_THAT(text, HasSubstr("theirs--1 of service local"));
  EXPECT_THAT(text, HasSubstr("twin of service local cannot be looked at"));
}

TEST(ExportCommand, ASetAndAServiceNarrowIt) {
  EXPECT_EQ(Objects(Exported({VolumeOf("pg", "default"), VolumeOf("team", "site")}, {}, {},
                             {.set = "site"})),
            1U);
  json other = VolumeOf("nas", "default");
  other["spec"]["service"] = "files";
  const std::string text =
      Exported({VolumeOf("pg", "default"), other}, {}, {}, {.service = "files"});
  EXPECT_THAT(text, HasSubstr("nas"));
  EXPECT_THAT(text, Not(HasSubstr("pg")));
}

TEST(ExportCommand, SnapshotsAreThoseThatSomebodyDeclared) {
  const json spec = {{"volume", "pg"}, {"reclaimPolicy", "Retain"}};
  json shown = Declared("Snapshot", "snap-9", "", spec);
  shown["metadata"].erase("managedBy");
  const std::string text = Exported({}, {}, {}, {},
                                    {Declared("Snapshot", "nightly", "default", spec),
                                     Declared("Snapshot", "copy.source", "copy", spec), shown});
  EXPECT_EQ(Objects(text), 1U);
  EXPECT_THAT(text, HasSubstr("name: nightly"));
}

TEST(ExportCommand, AServiceWithoutAnAnswerIsTold) {
  TestSession test;
  json discovered = List({});
  discovered["services"] = {{{"name", "nas"}, {"answered", false}, {"message", "no route"}}};
  test.client.answers = {discovered, List({VolumeOf("pg", "default")}), List({}), List({})};
  EXPECT_EQ(RunCommand(ExportCommand{}, test.session), ExitCode::Failed);
  EXPECT_THAT(test.err.str(), HasSubstr("service/nas"));
  EXPECT_EQ(Objects(test.out.str()), 1U);
}

}  // namespace
}  // namespace rexray
