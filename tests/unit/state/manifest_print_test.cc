#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "state/manifest.h"
#include "tests/unit/state/manifest_fixture.h"

namespace rexray {
namespace {

using testing::HasSubstr;
using testing::Not;

VolumeSpec RichVolume() {
  VolumeSpec spec;
  spec.name = {"pgdata"};
  spec.metadata.labels = {{"app", "postgres"}, {"yes", "no"}, {"1", "2"}, {"a.b/c", ""}};
  spec.metadata.annotations = {{"note", "two\nlines: \"quoted\" #no comment\ttab \x07 \xc3\xbc"},
                               {"empty", ""}};
  spec.service = {"1e3"};
  spec.size = Bytes{1'000'000'007};
  spec.owner = NodeName{"null"};
  spec.filesystem = FilesystemSpec{.type = FilesystemType::Xfs,
                                   .uid = 0,
                                   .gid = 4'294'967'294,
                                   .mode = 07777,
                                   .label = "my data",
                                   .options = {"-dagcount=8", "-K"}};
  spec.type = "no";
  spec.iops = 3000;
  spec.availabilityZone = "eu-1a";
  spec.encrypted = true;
  spec.encryptionKey = "arn:aws:kms:x/y #z";
  spec.source = SourceSpec{{"12"}};
  spec.mountOptions = {"noatime", "commit=30"};
  spec.subPath = "/a/b c";
  spec.reclaimPolicy = ReclaimPolicy::Delete;
  spec.deletionProtection = true;
  return spec;
}

AttachmentSpec RichAttachment() {
  AttachmentSpec spec;
  spec.name = {"0"};
  spec.metadata.labels = {{"tier", "db"}};
  spec.volume = {"on"};
  spec.node = {"off"};
  spec.mount = MountSpec{.path = "/srv/a b: c #d/'e'/\"f\"",
                         .options = {"noatime", "commit=30"},
                         .readOnly = true,
                         .subPath = "/x"};
  spec.driftPolicy = DriftPolicy::Report;
  return spec;
}

// Printing keeps every field, and reading it gives the same again.
void ExpectRoundTrip(const Manifest& manifest) {
  const std::string text = PrintManifest(manifest);
  const Manifest read = MustRead(text);
  ASSERT_EQ(read.volumes.size(), manifest.volumes.size()) << text;
  ASSERT_EQ(read.attachments.size(), manifest.attachments.size()) << text;
  for (std::size_t i = 0; i < read.volumes.size(); ++i) {
    EXPECT_EQ(read.volumes[i].spec, manifest.volumes[i].spec) << text;
  }
  for (std::size_t i = 0; i < read.attachments.size(); ++i) {
    EXPECT_EQ(read.attachments[i].spec, manifest.attachments[i].spec) << text;
  }
  EXPECT_EQ(PrintManifest(read), text);
}

TEST(PrintedManifests, ReadBackToTheSameValues) {
  ExpectRoundTrip({.volumes = {{RichVolume(), {}}}, .attachments = {{RichAttachment(), {}}}});
}

TEST(PrintedManifests, OfBareObjectsReadBackToo) {
  VolumeSpec volume;
  volume.name = {"v1"};
  VolumeSpec raw;
  raw.name = {"v2"};
  raw.filesystem.emplace().type = FilesystemType::None;
  AttachmentSpec attachment;
  attachment.name = {"a"};
  attachment.volume = {"v1"};
  ExpectRoundTrip({.volumes = {{volume, {}}, {raw, {}}}, .attachments = {{attachment, {}}}});
}

TEST(PrintedManifests, OfNothingAreEmpty) { EXPECT_EQ(PrintManifest({}), ""); }

TEST(PrintedManifests, EveryEnumeratorReadsBack) {
  for (const FilesystemType type :
       {FilesystemType::None, FilesystemType::Ext4, FilesystemType::Xfs, FilesystemType::Btrfs}) {
    VolumeSpec volume;
    volume.name = {"v1"};
    volume.filesystem.emplace().type = type;
    ExpectRoundTrip({.volumes = {{volume, {}}}, .attachments = {}});
  }
}

TEST(PrintedManifests, LookAsPeopleWriteThem) {
  AttachmentSpec attachment;
  attachment.name = {"pg-db1"};
  attachment.volume = {"pgdata"};
  attachment.mount = MountSpec{.path = "/srv/pg", .options = {"noatime"}, .readOnly = false};
  VolumeSpec volume;
  volume.name = {"pgdata"};
  volume.metadata.labels = {{"version", "16"}};
  volume.size = Bytes{20ULL << 30};
  volume.filesystem.emplace().mode = 0750;
  EXPECT_EQ(PrintManifest({.volumes = {{volume, {}}}, .attachments = {{attachment, {}}}}),
            R"(apiVersion: rexray.io/v1
kind: Volume
metadata:
  name: pgdata
  labels:
    version: "16"
spec:
  size: 20Gi
  filesystem:
    type: ext4
    owner:
      mode: "0750"
  reclaimPolicy: Retain
---
apiVersion: rexray.io/v1
kind: Attachment
metadata:
  name: pg-db1
spec:
  volume: pgdata
  mount:
    path: /srv/pg
    options:
      - noatime
  driftPolicy: Repair
)");
}

TEST(PrintedManifests, TextThatLooksLikeAnotherTypeIsQuoted) {
  const std::string text = PrintManifest({.volumes = {{RichVolume(), {}}}, .attachments = {}});
  EXPECT_THAT(text, HasSubstr("\"yes\": \"no\"\n"));
  EXPECT_THAT(text, HasSubstr("\"1\": \"2\"\n"));
  EXPECT_THAT(text, HasSubstr("service: \"1e3\"\n"));
  EXPECT_THAT(text, HasSubstr("owner: \"null\"\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x07")));
}

}  // namespace
}  // namespace rexray
