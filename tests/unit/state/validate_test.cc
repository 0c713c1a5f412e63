#include "state/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/state/validate_fixture.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Complete, FillsInTheOnlyServiceAndTheOnlyNode) {
  ValidationContext context = Context();
  context.services = {{{"local"}, Capabilities{}}};
  VolumeSpec volume = Volume("pg");
  volume.service = {};
  AttachmentSpec attachment = Attachment("a", "pg");
  attachment.node = {};
  SpecChange change = Change({volume}, {attachment});
  Complete(change, context);
  EXPECT_EQ(change.volumes[0].spec.service.value, "local");
  EXPECT_EQ(change.attachments[0].spec.node.value, "db1");
  EXPECT_THAT(ProblemsOf({}, change, context), IsEmpty());
}

TEST(Complete, LeavesAChoiceToTheUser) {
  ValidationContext context = Context();
  context.domainOfOne = false;
  VolumeSpec volume = Volume("pg");
  volume.service = {};
  AttachmentSpec attachment = Attachment("a", "pg");
  attachment.node = {};
  SpecChange change = Change({volume}, {attachment});
  Complete(change, context);
  EXPECT_THAT(
      ProblemsOf({}, change, context),
      ElementsAre("new.yaml:7: spec.service: Volume \"pg\": is required, as there are several "
                  "services: folders, local, other",
                  HasSubstr("spec.node: Attachment \"a\": is required, as several nodes share the "
                            "storage; ${node.name}")));
}

TEST(Complete, ChangesNothingThatIsGiven) {
  VolumeSpec volume = Volume("pg");
  volume.service = {"other"};
  SpecChange change = Change({volume}, {Attachment("a", "pg")});
  change.attachments[0].spec.node = {"db2"};
  Complete(change, Context());
  EXPECT_EQ(change.volumes[0].spec.service.value, "other");
  EXPECT_EQ(change.attachments[0].spec.node.value, "db2");
}

TEST(Complete, ASelectorThatFitsChoosesThisNode) {
  ValidationContext context = Context();
  context.domainOfOne = false;
  context.labels = {{"zone", "a"}, {"disk", "fast"}};
  const auto chosen = [&](std::map<std::string, std::string> selector) {
    AttachmentSpec attachment = Attachment("a", "pg");
    attachment.node = {};
    attachment.nodeSelector = std::move(selector);
    SpecChange change = Change({}, {attachment});
    Complete(change, context);
    EXPECT_THAT(ProblemsOf(Current({Volume("pg")}), change, context), IsEmpty());
    return change.attachments[0].spec.node.value;
  };
  EXPECT_EQ(chosen({{"zone", "a"}}), "db1");
  EXPECT_EQ(chosen({{"zone", "a"}, {"disk", "fast"}}), "db1");
  EXPECT_EQ(chosen({{"zone", "a"}, {"disk", "slow"}}), "");
  EXPECT_EQ(chosen({{"rack", "7"}}), "");
  context.domainOfOne = true;  // the only node is no reason to overlook what it lacks
  EXPECT_EQ(chosen({{"zone", "b"}}), "");
}

TEST(Validation, AnEmptyChangeAndAPlainOneAreValid) {
  EXPECT_THAT(ProblemsOf({}, {}), IsEmpty());
  EXPECT_THAT(ProblemsOf({}, Change({Volume("pg")}, {Attachment("a", "pg", "/srv/pg")})),
              IsEmpty());
}

TEST(Validation, ProblemsStandWhereTheObjectWasDeclared) {
  SpecChange change = Change({Volume("pg")});
  change.volumes[0].spec.service = {"loca"};
  const auto problems = Validate({}, change, Context());
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].file, "new.yaml");
  EXPECT_EQ(problems[0].line, 7);
  EXPECT_EQ(problems[0].path, "spec.service");
  change.volumes[0].managedBy.source = "";
  EXPECT_EQ(Validate({}, change, Context())[0].file, "");
}

TEST(Validation, UnknownServicesAreNamedWithTheLikeliest) {
  VolumeSpec volume = Volume("pg");
  volume.service = {"loca"};
  EXPECT_THAT(
      ProblemsOf({}, Change({volume})),
      ElementsAre("new.yaml:7: spec.service: Volume \"pg\": the service \"loca\" is not configured "
                  "(did you mean \"local\"?); configured are folders, local, other"));
  ValidationContext none = Context();
  none.services.clear();
  EXPECT_THAT(ProblemsOf({}, Change({volume}), none),
              ElementsAre(HasSubstr("no service is configured")));
}

TEST(Validation, G09_ASnapshotIsPromisedOnlyWhereTheServiceMakesThem) {
  VolumeSpec volume = Volume("pg");
  volume.reclaimPolicy = ReclaimPolicy::Snapshot;
  EXPECT_THAT(
      ProblemsOf({}, Change({volume})),
      ElementsAre("new.yaml:7: spec.reclaimPolicy: Volume \"pg\": the service \"local\" makes no "
                  "snapshots, so nothing would keep the data; use Retain or Delete"));
  ValidationContext context = Context();
  context.services.at({"local"}).snapshots = true;
  EXPECT_THAT(ProblemsOf({}, Change({volume}), context), IsEmpty());
}

TEST(Validation, OptionsMustBeThoseThatTheServiceTakes) {
  VolumeSpec volume = Volume("pg");
  volume.type = "gp3";
  volume.iops = 100;
  EXPECT_THAT(
      ProblemsOf({}, Change({volume})),
      ElementsAre("new.yaml:7: spec.type: Volume \"pg\": the service \"local\" takes no "
                  "type for a new volume; it takes size; remove it",
                  HasSubstr("spec.iops: Volume \"pg\": the service \"local\" takes no iops")));
  ValidationContext context = Context();
  Capabilities& local = context.services.at({"local"});
  local.createOptions = {CreateOption::Type, CreateOption::Encrypted};
  local.snapshots = true;
  EXPECT_THAT(ProblemsOf({}, Change({volume}), context),
              ElementsAre(HasSubstr("it takes size, type, encrypted and source; remove it")));
  volume.iops.reset();
  EXPECT_THAT(ProblemsOf({}, Change({volume}), context), IsEmpty());
  volume.service = {"folders"};
  volume.size.reset();
  EXPECT_THAT(ProblemsOf({}, Change({volume}), context),
              ElementsAre(HasSubstr("it takes none of these; remove it")));
}

TEST(Validation, ASourceNeedsAServiceWithSnapshotsAndMayLeaveTheSizeToTheSnapshot) {
  VolumeSpec volume = Volume("pg");
  volume.source = SourceSpec{{"snap-1"}};
  volume.size.reset();
  EXPECT_THAT(ProblemsOf({}, Change({volume})),
              ElementsAre(HasSubstr("spec.source: Volume \"pg\": the service \"local\" takes no "
                                    "source for a new volume")));
  ValidationContext context = Context();
  context.services.at({"local"}).snapshots = true;
  EXPECT_THAT(ProblemsOf({}, Change({volume}), context), IsEmpty());
}

TEST(Validation, ARawDeviceIsNotMountedForClaims) {
  VolumeSpec volume = Volume("pg");
  volume.filesystem.emplace().type = FilesystemType::None;
  volume.mountOptions = {"noatime"};
  volume.subPath = "/data";
  EXPECT_THAT(ProblemsOf({}, Change({volume})),
              ElementsAre(HasSubstr("spec.mountOptions: Volume \"pg\": a raw device"),
                          HasSubstr("spec.subPath: Volume \"pg\": a raw device")));
  VolumeSpec folder = Volume("pg");
  folder.service = {"folders"};
  folder.size.reset();
  folder.subPath = "/data";
  EXPECT_THAT(ProblemsOf({}, Change({folder})), IsEmpty());
}

TEST(Validation, SizesMustFitTheService) {
  const auto problems = [](std::optional<Bytes> size, const char* service = "local") {
    VolumeSpec volume = Volume("pg");
    volume.size = size;
    volume.service = {service};
    return ProblemsOf({}, Change({volume}));
  };
  EXPECT_THAT(problems(std::nullopt),
              ElementsAre(HasSubstr("spec.size: Volume \"pg\": is required by the service")));
  EXPECT_THAT(problems(Bytes{1 << 20}),
              ElementsAre(HasSubstr("at least 16Mi in steps of 1Mi; write 16Mi")));
  EXPECT_THAT(problems(Bytes{(20 << 20) + 1}), ElementsAre(HasSubstr("write 21Mi")));
  EXPECT_THAT(problems(Bytes{16 << 20}), IsEmpty());
  EXPECT_THAT(problems(Bytes{1 << 30}, "folders"),
              ElementsAre(HasSubstr("does not size its volumes; remove it")));
  EXPECT_THAT(problems(std::nullopt, "folders"), IsEmpty());
}

TEST(Validation, ASizeBeyondTheLastStepDoesNotWrapAround) {
  VolumeSpec volume = Volume("pg");
  volume.size = Bytes{std::numeric_limits<std::uint64_t>::max()};
  EXPECT_THAT(ProblemsOf({}, Change({volume})), SizeIs(1));
}

// mkfs would refuse it, long after the apply.
TEST(Validation, SizesMustHoldTheirFilesystem) {
  const auto problems = [](FilesystemType type, std::uint64_t mebibytes) {
    VolumeSpec volume = Volume("pg");
    volume.size = Bytes{mebibytes << 20};
    volume.filesystem.emplace().type = type;
    return ProblemsOf({}, Change({volume}));
  };
  EXPECT_THAT(
      problems(FilesystemType::Xfs, 299),
      ElementsAre(
          "new.yaml:7: spec.size: Volume \"pg\": 299Mi is too small for xfs, which needs at "
          "least 300Mi"));
  EXPECT_THAT(problems(FilesystemType::Btrfs, 108), ElementsAre(HasSubstr("at least 109Mi")));
  EXPECT_THAT(problems(FilesystemType::Xfs, 300), IsEmpty());
  EXPECT_THAT(problems(FilesystemType::Btrfs, 109), IsEmpty());
  EXPECT_THAT(problems(FilesystemType::Ext4, 16), IsEmpty());
}

// A driver that later asks for more must not keep people from changing labels.
TEST(Validation, AnAcceptedSizeStaysAccepted) {
  VolumeSpec volume = Volume("pg");
  volume.size = Bytes{1 << 20};
  VolumeSpec labelled = volume;
  labelled.metadata.labels = {{"a", "b"}};
  EXPECT_THAT(ProblemsOf(Current({volume}), Change({labelled})), IsEmpty());
}

TEST(Validation, DirectoriesTakeNoFilesystem) {
  VolumeSpec volume = Volume("pg");
  volume.service = {"folders"};
  volume.size.reset();
  volume.filesystem.emplace();
  EXPECT_THAT(ProblemsOf({}, Change({volume})),
              ElementsAre(HasSubstr(
                  "spec.filesystem: Volume \"pg\": the service \"folders\" gives directories")));
  volume.filesystem->type = FilesystemType::None;
  EXPECT_THAT(ProblemsOf({}, Change({volume}, {Attachment("a", "pg", "/srv/pg")})), IsEmpty());
}

TEST(Validation, OwnerMustBeANodeOfTheDomain) {
  VolumeSpec volume = Volume("pg");
  volume.owner = NodeName{"db2"};
  EXPECT_THAT(
      ProblemsOf({}, Change({volume})),
      ElementsAre(HasSubstr(
          "spec.owner: Volume \"pg\": the node \"db2\" is not known; this node is \"db1\"")));
  ValidationContext shared = Context();
  shared.domainOfOne = false;
  EXPECT_THAT(ProblemsOf({}, Change({volume}), shared), IsEmpty());
}

TEST(Validation, G45_AccessModesAreThoseOfTheService) {
  ValidationContext context = Context();
  context.services[{"local"}].accessModes = {AccessMode::ReadWriteOnce, AccessMode::ReadOnlyMany};
  VolumeSpec volume = Volume("pg");
  volume.accessMode = AccessMode::ReadOnlyMany;
  EXPECT_THAT(ProblemsOf({}, Change({volume}), context), IsEmpty());
  volume.accessMode = AccessMode::ReadWriteMany;
  EXPECT_THAT(
      ProblemsOf({}, Change({volume}), context),
      ElementsAre("new.yaml:7: spec.accessMode: Volume \"pg\": the service \"local\" has no "
                  "ReadWriteMany; it has ReadWriteOnce, ReadOnlyMany"));
}

TEST(Validation, G45_NoFilesystemOfOneNodeIsWrittenByMany) {
  ValidationContext context = Context();
  for (auto& [name, capabilities] : context.services) {
    capabilities.accessModes = {AccessMode::ReadWriteOnce, AccessMode::ReadWriteMany};
  }
  VolumeSpec volume = Volume("pg");
  volume.accessMode = AccessMode::ReadWriteMany;
  for (const auto type : {FilesystemType::Ext4, FilesystemType::Xfs, FilesystemType::Btrfs}) {
    volume.filesystem = FilesystemSpec{};
    volume.filesystem->type = type;
    EXPECT_THAT(ProblemsOf({}, Change({volume}), context),
                ElementsAre(HasSubstr("is destroyed when two nodes write it")));
  }
  volume.filesystem.reset();  // means ext4
  EXPECT_THAT(ProblemsOf({}, Change({volume}), context),
              ElementsAre(HasSubstr("ext4 is destroyed")));
  volume.filesystem.emplace().type = FilesystemType::None;
  EXPECT_THAT(ProblemsOf({}, Change({volume}), context), IsEmpty());
  VolumeSpec folder = Volume("files");
  folder.service = {"folders"};
  folder.size.reset();
  folder.accessMode = AccessMode::ReadWriteMany;
  EXPECT_THAT(ProblemsOf({}, Change({folder}), context), IsEmpty());
}

TEST(Validation, WhatIsAdoptedHasItsSizeAlready) {
  VolumeSpec volume = Volume("pg");
  volume.size.reset();
  volume.adopt = AdoptSpec{BackendId{"vol-1"}, "", ""};
  EXPECT_THAT(ProblemsOf({}, Change({volume})), IsEmpty());
  volume.adopt = AdoptSpec{BackendId{""}, "", ""};
  EXPECT_THAT(ProblemsOf({}, Change({volume})), ElementsAre(HasSubstr("spec.adopt.id")));
  volume.adopt = AdoptSpec{};
  EXPECT_THAT(ProblemsOf({}, Change({volume})), ElementsAre(HasSubstr("exactly one of")));
}

// Doors make specs too, not only manifests.
TEST(Validation, G44_OneBackendVolumeIsOneVolume) {
  const auto adopting = [](const char* name, const char* id) {
    VolumeSpec spec = Volume(name);
    spec.adopt = AdoptSpec{BackendId{id}, {}, {}};
    return spec;
  };
  const DesiredSet current = Current({adopting("pg", "vol-1")}, {});
  const auto problems = ProblemsOf(current, Change({adopting("log", "vol-1")}, {}));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_NE(problems[0].find("\"vol-1\" is the Volume \"pg\" already"), std::string::npos);
  EXPECT_TRUE(ProblemsOf(current, Change({adopting("log", "vol-2")}, {})).empty());
  EXPECT_TRUE(ProblemsOf(current, Change({adopting("pg", "vol-1")}, {})).empty());
}

TEST(Validation, WhatIsThereAnywayIsOnlyAdoptedAndKept) {
  ValidationContext context = Context();
  Capabilities existing;
  existing.creates = false;
  existing.sized = false;
  context.services[{"device"}] = existing;
  VolumeSpec spec;
  spec.name = {"pg"};
  spec.service = {"device"};
  spec.adopt = AdoptSpec{BackendId{"UUID=1"}, {}, {}};
  EXPECT_TRUE(ProblemsOf({}, Change({spec}, {}), context).empty());
  spec.reclaimPolicy = ReclaimPolicy::Delete;
  EXPECT_EQ(ProblemsOf({}, Change({spec}, {}), context).size(), 1U);
  spec.reclaimPolicy = ReclaimPolicy::Retain;
  spec.adopt.reset();
  EXPECT_EQ(ProblemsOf({}, Change({spec}, {}), context).size(), 1U);
}

TEST(Validation, ValuesOfSpecsThatNoManifestBroughtAreChecked) {
  VolumeSpec volume = Volume("pg");
  volume.filesystem = FilesystemSpec{};
  volume.filesystem->options = {"-Ux"};
  AttachmentSpec attachment = Attachment("a", "pg", "/srv/pg");
  attachment.mount->options = {"bind"};
  EXPECT_THAT(
      ProblemsOf({}, Change({volume}, {attachment})),
      ElementsAre(HasSubstr("spec.filesystem.options[0]"), HasSubstr("spec.mount.options[0]")));
}

TEST(Validation, ManyObjectsAreCheckedTogether) {
  std::vector<VolumeSpec> volumes;
  std::vector<AttachmentSpec> attachments;
  for (int i = 0; i < 10'000; ++i) {
    const std::string name = "v" + std::to_string(i);
    volumes.push_back(Volume(name));
    attachments.push_back(Attachment(name, name, "/srv/" + name));
  }
  EXPECT_THAT(ProblemsOf(Current(volumes, attachments), Change(volumes, attachments)), IsEmpty());
}

}  // namespace
}  // namespace rexray
