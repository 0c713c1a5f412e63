#include "state/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/state/manifest_fixture.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kBoth = R"(apiVersion: rexray.io/v1
kind: Volume
metadata:
  name: pgdata
  labels: {app: postgres}
  annotations: {owner: "team storage"}
spec:
  service: local
  size: 20Gi
  owner: db1
  deletionProtection: true
  filesystem:
    type: xfs
    owner: {uid: 999, gid: 0, mode: "0750"}
    label: data
    options: [-dagcount=8]
  reclaimPolicy: Delete
---
kind: Attachment
metadata: {name: pgdata-db1}
spec:
  volume: pgdata
  node: db2
  mount: {path: /srv/pg, options: [noatime, commit=30], readOnly: true}
  driftPolicy: Report
)";

TEST(Manifests, EveryFieldOfAVolumeIsRead) {
  const Manifest manifest = MustRead(kBoth);
  ASSERT_EQ(manifest.volumes.size(), 1u);
  const VolumeSpec& spec = manifest.volumes[0].spec;
  EXPECT_EQ(spec.name.value, "pgdata");
  EXPECT_EQ(spec.metadata.labels.at("app"), "postgres");
  EXPECT_EQ(spec.metadata.annotations.at("owner"), "team storage");
  EXPECT_EQ(spec.service.value, "local");
  EXPECT_EQ(spec.size, Bytes{20ULL << 30});
  EXPECT_EQ(spec.owner, NodeName{"db1"});
  EXPECT_TRUE(spec.deletionProtection);
  EXPECT_EQ(spec.reclaimPolicy, ReclaimPolicy::Delete);
  const FilesystemSpec expected{.type = FilesystemType::Xfs,
                                .uid = 999,
                                .gid = 0,
                                .mode = 0750,
                                .label = "data",
                                .options = {"-dagcount=8"}};
  EXPECT_EQ(spec.filesystem, expected);
}

TEST(Manifests, EveryFieldOfAnAttachmentIsRead) {
  const Manifest manifest = MustRead(kBoth);
  ASSERT_EQ(manifest.attachments.size(), 1u);
  const AttachmentSpec& spec = manifest.attachments[0].spec;
  EXPECT_EQ(spec.name.value, "pgdata-db1");
  EXPECT_EQ(spec.volume.value, "pgdata");
  EXPECT_EQ(spec.node.value, "db2");
  const MountSpec mount{.path = "/srv/pg", .options = {"noatime", "commit=30"}, .readOnly = true};
  EXPECT_EQ(spec.mount, mount);
  EXPECT_EQ(spec.driftPolicy, DriftPolicy::Report);
}

TEST(Manifests, ObjectsRememberWhereTheyStood) {
  const Manifest manifest = MustRead(kBoth);
  EXPECT_EQ(manifest.volumes.at(0).managedBy, (ManagedBy{"", "x.yaml:1"}));
  EXPECT_EQ(manifest.attachments.at(0).managedBy, (ManagedBy{"", "x.yaml:19"}));
}

TEST(Manifests, WhatIsLeftOutHasItsDefault) {
  const VolumeSpec volume =
      MustRead("apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pgdata}\n")
          .volumes.at(0)
          .spec;
  VolumeSpec bareVolume;
  bareVolume.name = {"pgdata"};
  EXPECT_EQ(volume, bareVolume);
  const AttachmentSpec attachment = ReadAttachment("  volume: pgdata\n");
  AttachmentSpec bareAttachment;
  bareAttachment.name = {"pg-db1"};
  bareAttachment.volume = {"pgdata"};
  EXPECT_EQ(attachment, bareAttachment);
}

TEST(Manifests, AnEmptyFilesystemIsTheDefaultOne) {
  EXPECT_EQ(ReadVolume("  filesystem: {}\n").filesystem, FilesystemSpec{});
}

TEST(Manifests, NodeVariableIsThisNode) {
  EXPECT_EQ(ReadAttachment("  volume: pgdata\n  node: ${node.name}\n").node.value, "db1");
}

TEST(Manifests, OtherVariablesAreNotKnown) {
  EXPECT_THAT(
      ProblemsOf(AttachmentText("  volume: pgdata\n  node: ${node.ip}\n")),
      ElementsAre("x.yaml:6:9: spec.node: \"${node.ip}\" is not known; only ${node.name} is "
                  "replaced"));
}

TEST(Manifests, MountPathIsNormalised) {
  EXPECT_EQ(ReadAttachment("  volume: pgdata\n  mount: {path: //srv/./pg//data/}\n").mount->path,
            "/srv/pg/data");
}

TEST(Manifests, DefaultsIsNoMountOption) {
  const auto spec =
      ReadAttachment("  volume: pgdata\n  mount: {path: /srv/pg, options: [defaults, noatime]}\n");
  EXPECT_THAT(spec.mount->options, ElementsAre("noatime"));
}

// Exports contain them.
TEST(Manifests, ReadOnlyFieldsAreIgnored) {
  const Manifest manifest = MustRead(
      "apiVersion: rexray.io/v1\nkind: Volume\n"
      "metadata: {name: pgdata, generation: 3, managedBy: {set: cli, source: ''}}\n"
      "spec: {size: 1Gi}\nstatus: {phase: Ready, conditions: [{type: Ready}], nothing: }\n");
  EXPECT_EQ(manifest.volumes.at(0).spec.size, Bytes{1 << 30});
}

TEST(Manifests, EmptyDocumentsAreSkipped) {
  const Manifest manifest =
      MustRead("---\n---\n# nothing\n---\n" + VolumeText("  size: 1Gi\n") + "---\n---\n");
  EXPECT_EQ(manifest.volumes.size(), 1u);
  EXPECT_EQ(manifest.volumes.at(0).managedBy.source, "x.yaml:5");
}

TEST(Manifests, JsonIsRead) {
  const Manifest manifest = MustRead(R"({
	"apiVersion": "rexray.io/v1",
	"kind": "Attachment",
	"metadata": {"name": "a", "labels": {"x":"y"}},
	"spec": {"volume":"pgdata", "node":"db1", "mount": {"path": "/srv/\u0070g", "readOnly": true, "options": []}}
})");
  const AttachmentSpec& spec = manifest.attachments.at(0).spec;
  EXPECT_EQ(spec.metadata.labels.at("x"), "y");
  EXPECT_EQ(spec.mount, (MountSpec{.path = "/srv/pg", .options = {}, .readOnly = true}));
}

TEST(Manifests, AliasesAreFollowed) {
  const Manifest manifest = MustRead(
      "apiVersion: rexray.io/v1\nkind: Volume\n"
      "metadata: {name: pgdata, labels: &words {a: b}, annotations: *words}\n");
  EXPECT_EQ(manifest.volumes.at(0).spec.metadata.annotations,
            manifest.volumes.at(0).spec.metadata.labels);
}

TEST(Manifests, FilesAreReadInTheirOrder) {
  const std::vector<ManifestText> texts = {
      {"b.yaml", "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: v2}\n"},
      {"-", "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: v1}\n"}};
  const auto manifest = ParseManifests(texts, NodeName{"db1"});
  ASSERT_TRUE(manifest.has_value());
  ASSERT_EQ(manifest->volumes.size(), 2u);
  EXPECT_EQ(manifest->volumes[0].managedBy.source, "b.yaml:1");
  EXPECT_EQ(manifest->volumes[1].managedBy.source, "-:1");
}

TEST(Manifests, NoTextsAreAnEmptyManifest) {
  const auto manifest = ParseManifests({}, NodeName{"db1"});
  ASSERT_TRUE(manifest.has_value());
  EXPECT_THAT(manifest->volumes, IsEmpty());
}

TEST(Manifests, QuotedAndPlainTextAreTheSame) {
  EXPECT_EQ(ReadVolume("  size: \"20Gi\"\n  service: 'local'\n"),
            ReadVolume("  size: 20Gi\n  service: local\n"));
}

// YAML 1.1 took them for booleans.
TEST(Manifests, YesAndOnAreWords) {
  EXPECT_EQ(ReadAttachment("  volume: yes\n  node: on\n").node.value, "on");
}

TEST(Manifests, FoldersThatAreHandedOutAreMadeCanonical) {
  for (const auto& [text, folder] : std::vector<std::pair<std::string, std::string>>{
           {"data", "/data"}, {"/data", "/data"}, {"a//./b/", "/a/b"}, {"/", ""}, {".", ""}}) {
    EXPECT_EQ(ReadVolume("  subPath: '" + text + "'\n").subPath, folder) << text;
    EXPECT_EQ(ReadAttachment("  volume: pg\n  mount: {path: /a, subPath: '" + text + "'}\n")
                  .mount->subPath,
              folder);
  }
}

TEST(Manifests, WhatANewVolumeIsLikeIsRead) {
  const VolumeSpec spec = ReadVolume(
      "  type: gp3\n  iops: 3000\n  availabilityZone: eu-1a\n  encrypted: true\n"
      "  encryptionKey: keys/pg\n  source: {snapshot: snap-1}\n  mountOptions: [defaults, "
      "noatime]\n");
  EXPECT_EQ(spec.type, "gp3");
  EXPECT_EQ(spec.iops, 3000U);
  EXPECT_EQ(spec.availabilityZone, "eu-1a");
  EXPECT_TRUE(spec.encrypted);
  EXPECT_EQ(spec.encryptionKey, "keys/pg");
  EXPECT_EQ(spec.source, SourceSpec{{"snap-1"}});
  EXPECT_EQ(spec.mountOptions, std::vector<std::string>{"noatime"});
}

}  // namespace
}  // namespace rexray
