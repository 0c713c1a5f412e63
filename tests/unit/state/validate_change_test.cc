#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "state/fields.h"
#include "tests/unit/state/validate_fixture.h"

namespace rexray {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Two values of a field, both in its grammar.
struct Pair {
  FieldValue first;
  FieldValue second;
};

Pair TwoValues(const Field& field) {
  using Map = std::map<std::string, std::string>;
  const auto text = [](std::string_view value) { return FieldValue(std::string(value)); };
  if (field.path == "spec.service") return {text("local"), text("other")};
  if (field.path == "spec.mount.path") return {text("/srv/a"), text("/srv/b")};
  if (field.path == "spec.adopt.tag") return {text("a=b"), text("a=c")};
  if (field.path == "spec.mount.options" || field.path == "spec.mountOptions") {
    return {std::vector<std::string>{"noatime"}, std::vector<std::string>{"nodev"}};
  }
  if (field.choices.size() > 1) {
    const bool filesystem = field.path == "spec.filesystem.type";  // "none" excludes other fields
    return {text(field.choices[filesystem ? 1 : 0]), text(field.choices[filesystem ? 2 : 1])};
  }
  switch (field.type) {
    case FieldType::Text:
      return {text("aa"), text("bb")};
    case FieldType::Quantity:
      return {text("1Gi"), text("2Gi")};
    case FieldType::Mode:
      return {text("0750"), text("0700")};
    case FieldType::Boolean:
      return {false, true};
    case FieldType::Integer:
      return {std::int64_t{1}, std::int64_t{2}};
    case FieldType::List:
      return {std::vector<std::string>{"-b1024"}, std::vector<std::string>{"-b4096"}};
    case FieldType::Map:
      return {Map{{"a", "b"}}, Map{{"a", "c"}}};
    case FieldType::Object:
    case FieldType::Any:
      return {FieldValue(), FieldValue()};
  }
  return {};
}

// Those that name the object: another value makes another object.
bool NamesTheObject(const Field& field) {
  return field.path == "apiVersion" || field.path == "kind" || field.path == "metadata.name";
}

ValidationContext CreatedContext(bool created) {
  ValidationContext context = Context();
  context.domainOfOne = false;
  for (auto& [name, capabilities] : context.services) {
    capabilities.accessModes.push_back(AccessMode::ReadOnlyMany);
    capabilities.createOptions.assign(kCreateOptions.begin(), kCreateOptions.end());
    capabilities.snapshots = true;
    capabilities.expand = true;
  }
  if (created) context.created = {{"pg"}, {"aa"}};
  return context;
}

std::vector<std::string> ProblemsOfChange(const VolumeSpec& before, const VolumeSpec& after,
                                          bool created) {
  const DesiredSet current = Current({before, Volume("aa"), Volume("bb")});
  return ProblemsOf(current, Change({after}), CreatedContext(created));
}
std::vector<std::string> ProblemsOfChange(const AttachmentSpec& before, const AttachmentSpec& after,
                                          bool created) {
  const DesiredSet current = Current({Volume("pg"), Volume("aa"), Volume("bb")}, {before});
  return ProblemsOf(current, Change({}, {after}), CreatedContext(created));
}

VolumeSpec Base(VolumeSpec*) {
  VolumeSpec spec = Volume("pg");
  spec.filesystem.emplace();
  spec.encrypted = true;
  return spec;
}
AttachmentSpec Base(AttachmentSpec*) { return Attachment("a", "pg", "/srv/pg"); }

template <class Spec>
void ExpectClassHolds(const SpecField<Spec>& candidate) {
  const Field& field = candidate.field;
  Spec before = Base(static_cast<Spec*>(nullptr));
  Spec after = before;
  const Pair values = TwoValues(field);
  ASSERT_TRUE(candidate.set(before, values.first).has_value()) << field.path;
  ASSERT_TRUE(candidate.set(after, values.second).has_value()) << field.path;
  ASSERT_NE(candidate.get(before), candidate.get(after)) << field.path;
  EXPECT_THAT(ProblemsOfChange(before, after, false), IsEmpty()) << field.path;
  EXPECT_THAT(ProblemsOfChange(before, before, true), IsEmpty()) << field.path;
  const auto problems = ProblemsOfChange(before, after, true);
  if (field.mutability == Mutability::Immutable) {
    EXPECT_THAT(problems, ElementsAre(AllOf(HasSubstr(": " + std::string(field.path) + ": "),
                                            HasSubstr(std::string(field.route)))));
    EXPECT_FALSE(field.route.empty()) << field.path << " names no manual route";
  } else {
    EXPECT_THAT(problems, IsEmpty()) << field.path;
  }
}

template <class Spec>
void ExpectAllClassesHold() {
  for (const auto& candidate : FieldsOf<Spec>()) {
    const bool hasValue =
        candidate.field.type != FieldType::Object && candidate.field.type != FieldType::Any;
    EXPECT_EQ(candidate.field.type == FieldType::Any,
              candidate.field.mutability == Mutability::ReadOnly);
    if (hasValue && !NamesTheObject(candidate.field)) ExpectClassHolds(candidate);
  }
}

TEST(Mutability, G10_EveryFieldOfAVolumeKeepsToItsClass) { ExpectAllClassesHold<VolumeSpec>(); }
TEST(Mutability, G10_EveryFieldOfAnAttachmentKeepsToItsClass) {
  ExpectAllClassesHold<AttachmentSpec>();
}

// A field that loses its class by mistake would slip through the test above.
TEST(Mutability, G10_WhatDestroysOrMovesDataIsImmutable) {
  const auto immutable = [](const auto& fields) {
    std::set<std::string_view> paths;
    for (const auto& candidate : fields) {
      const Field& field = candidate.field;
      if (field.mutability == Mutability::Immutable && field.type != FieldType::Object)
        paths.insert(field.path);
    }
    return paths;
  };
  EXPECT_THAT(immutable(FieldsOf<VolumeSpec>()),
              testing::UnorderedElementsAre(
                  "apiVersion", "kind", "metadata.name", "spec.service", "spec.owner",
                  "spec.filesystem.type", "spec.filesystem.owner.uid", "spec.filesystem.owner.gid",
                  "spec.filesystem.owner.mode", "spec.filesystem.label", "spec.filesystem.options",
                  "spec.type", "spec.iops", "spec.availabilityZone", "spec.encrypted",
                  "spec.encryptionKey", "spec.source.snapshot", "spec.source.volume"));
  EXPECT_THAT(immutable(FieldsOf<AttachmentSpec>()),
              testing::UnorderedElementsAre("apiVersion", "kind", "metadata.name", "spec.volume",
                                            "spec.node", "spec.nodeSelector"));
}

TEST(Mutability, G37_WhatWouldShrinkIsRefusedAndWhatGrowsIsNot) {
  VolumeSpec larger = Volume("pg");
  larger.size = Bytes{2ULL << 30};
  EXPECT_THAT(ProblemsOfChange(Volume("pg"), larger, true), IsEmpty());
  EXPECT_THAT(
      ProblemsOfChange(larger, Volume("pg"), true),
      ElementsAre("new.yaml:7: spec.size: Volume \"pg\": shrinking from 2Gi to 1Gi would cut off "
                  "data; keep the size, or declare a new Volume, copy the data, then delete this "
                  "one"));
}

TEST(Mutability, AServiceThatCannotExpandIsTold) {
  VolumeSpec larger = Volume("pg");
  larger.size = Bytes{2ULL << 30};
  ValidationContext context = CreatedContext(true);
  for (auto& [name, capabilities] : context.services) capabilities.expand = false;
  EXPECT_THAT(ProblemsOf(Current({Volume("pg")}), Change({larger}), context),
              ElementsAre(HasSubstr("expanding from 1Gi to 2Gi is beyond the service \"local\"")));
}

TEST(Mutability, TypeAndSpeedChangeWhereTheServiceCan) {
  VolumeSpec before = Volume("pg");
  before.type = "slow";
  VolumeSpec after = before;
  after.type = "fast";
  after.iops = 500;
  ValidationContext context = CreatedContext(true);
  EXPECT_THAT(ProblemsOf(Current({before}), Change({after}), context), testing::SizeIs(2));
  for (auto& [name, capabilities] : context.services) capabilities.modify = true;
  EXPECT_THAT(ProblemsOf(Current({before}), Change({after}), context), IsEmpty());
  after.availabilityZone = "elsewhere";
  EXPECT_THAT(ProblemsOf(Current({before}), Change({after}), context), testing::SizeIs(1));
}

TEST(Mutability, SayingADefaultIsNoChange) {
  VolumeSpec said = Volume("pg");
  said.filesystem.emplace();
  EXPECT_THAT(ProblemsOfChange(Volume("pg"), said, true), IsEmpty());
  EXPECT_THAT(ProblemsOfChange(said, Volume("pg"), true), IsEmpty());
  said.filesystem->type = FilesystemType::Xfs;
  EXPECT_THAT(ProblemsOfChange(Volume("pg"), said, true),
              ElementsAre(HasSubstr(
                  "spec.filesystem.type: Volume \"pg\": cannot change from \"ext4\" to \"xfs\"")));
}

TEST(Mutability, NamingThisNodeAsOwnerIsNoChangeWhereItIsAlone) {
  VolumeSpec owned = Volume("pg");
  owned.owner = NodeName{"db1"};
  ValidationContext context = Context();
  context.created = {{"pg"}};
  EXPECT_THAT(ProblemsOf(Current({Volume("pg")}), Change({owned}), context), IsEmpty());
  context.domainOfOne = false;
  EXPECT_THAT(ProblemsOf(Current({Volume("pg")}), Change({owned}), context),
              ElementsAre(HasSubstr("cannot change from nothing to \"db1\"")));
}

// A node's labels may change: the selector is what was declared.
TEST(Mutability, ANodeThatASelectorChoseMayBecomeAnother) {
  AttachmentSpec here = Attachment("a", "pg");
  here.nodeSelector = {{"zone", "a"}};
  AttachmentSpec elsewhere = here;
  elsewhere.node = {};
  EXPECT_THAT(ProblemsOfChange(here, elsewhere, true), IsEmpty());
  EXPECT_THAT(ProblemsOfChange(elsewhere, here, true), IsEmpty());
  elsewhere.nodeSelector = {{"zone", "b"}};
  EXPECT_THAT(ProblemsOfChange(here, elsewhere, true), ElementsAre(HasSubstr("spec.nodeSelector")));
}

TEST(Mutability, AMountMayComeAndGo) {
  EXPECT_THAT(ProblemsOfChange(Attachment("a", "pg"), Attachment("a", "pg", "/srv/pg"), true),
              IsEmpty());
  EXPECT_THAT(ProblemsOfChange(Attachment("a", "pg", "/srv/pg"), Attachment("a", "pg"), true),
              IsEmpty());
}

SpecChange Removal(const char* name) {
  SpecChange change;
  change.removedVolumes = {{.name = {name}, .deleteAfter = {}}};
  return change;
}

TEST(DeletionProtection, RefusesRemovalAndNamesTheRemedy) {
  VolumeSpec volume = Volume("pg");
  volume.deletionProtection = true;
  EXPECT_THAT(
      ProblemsOf(Current({volume}), Removal("pg")),
      ElementsAre(
          "old.yaml:1: spec.deletionProtection: Volume \"pg\": it is protected from deletion; set "
          "deletionProtection: false, apply, then delete it"));
  volume.deletionProtection = false;
  EXPECT_THAT(ProblemsOf(Current({volume}), Removal("pg")), IsEmpty());
}

TEST(DeletionProtection, AVolumeIsNotDeclaredAndRemovedAtOnce) {
  SpecChange change = Removal("pg");
  change.volumes = {Given(Volume("pg"))};
  EXPECT_THAT(ProblemsOf(Current({Volume("pg")}), change),
              ElementsAre(HasSubstr("both declared and removed")));
}

std::vector<std::string> ProblemsOfManagers(const std::string& before, const std::string& after) {
  DesiredSet current = Current({Volume("pg")});
  current.volumes = {Stored(Volume("pg"), {before, "site.yaml:12"})};
  SpecChange change;
  change.volumes = {Given(Volume("pg"), {after, "new.yaml:7"})};
  return ProblemsOf(current, change);
}

TEST(Managers, AnObjectOfAnotherSetIsLeftAlone) {
  EXPECT_THAT(
      ProblemsOfManagers("site", "default"),
      ElementsAre(
          "new.yaml:7: Volume \"pg\": it is managed by the set \"site\" (site.yaml:12), not by "
          "\"default\"; change it there, or delete it there before it is declared here"));
}

TEST(Managers, TheSameSetAndTheCommandLineMayChangeIt) {
  EXPECT_THAT(ProblemsOfManagers("site", "site"), IsEmpty());
  EXPECT_THAT(ProblemsOfManagers("cli", "default"), IsEmpty());
  EXPECT_THAT(ProblemsOfManagers("site", "cli"), IsEmpty());
}

TEST(Managers, AttachmentsHaveThemToo) {
  DesiredSet current = Current({Volume("pg")});
  current.attachments = {Stored(Attachment("a", "pg"), {"site", ""})};
  EXPECT_THAT(
      ProblemsOf(current, Change({}, {Attachment("a", "pg")})),
      ElementsAre(HasSubstr("Attachment \"a\": it is managed by the set \"site\", not by")));
}

}  // namespace
}  // namespace rexray
