#include "api/docker/options.h"

#include <gmock/gmock.h>

#include "state/fields.h"

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

DockerCreate Parsed(const DockerOptions& options, const DockerOptions& defaults = {}) {
  auto parsed = ParseDockerOptions({"pg"}, options, defaults);
  EXPECT_TRUE(parsed.has_value()) << parsed.error().message;
  return parsed.value_or(DockerCreate{});
}

std::string WhyNot(const DockerOptions& options) {
  const auto parsed = ParseDockerOptions({"pg"}, options, {});
  return parsed ? "" : parsed.error().message;
}

TEST(DockerOptions, AllThatRexRayDocumentedSetsFields) {
  const VolumeSpec spec = Parsed({{"SIZE", "20"},
                                  {"IOPS", "100"},
                                  {"volumetype", "gp3"},
                                  {"availabilityZone", "eu-1a"},
                                  {"Encrypted", "true"},
                                  {"encryptionKey", "key-1"},
                                  {"newFsType", "XFS"},
                                  {"overwriteFs", "false"},
                                  {"snapshotID", "snap-1"}})
                              .spec;
  EXPECT_EQ(spec.size, Bytes{20ULL << 30});
  EXPECT_EQ(spec.iops, 100U);
  EXPECT_EQ(spec.type, "gp3");
  EXPECT_EQ(spec.availabilityZone, "eu-1a");
  EXPECT_TRUE(spec.encrypted);
  EXPECT_EQ(spec.encryptionKey, "key-1");
  EXPECT_EQ(spec.filesystem->type, FilesystemType::Xfs);
  EXPECT_EQ(spec.source->snapshot.value, "snap-1");
}

TEST(DockerOptions, OursSetFieldsToo) {
  const VolumeSpec spec = Parsed({{"size", "512Mi"},
                                  {"service", "fast"},
                                  {"labels", "app=pg,tier=db"},
                                  {"reclaimPolicy", "snapshot"},
                                  {"mountOptions", "noatime,nodev"},
                                  {"owner", "1000:1001"},
                                  {"mode", "0750"},
                                  {"subPath", "data"}})
                              .spec;
  EXPECT_EQ(spec.size, Bytes{512ULL << 20});
  EXPECT_EQ(spec.service.value, "fast");
  EXPECT_EQ(spec.metadata.labels.at("tier"), "db");
  EXPECT_EQ(spec.reclaimPolicy, ReclaimPolicy::Snapshot);
  EXPECT_THAT(spec.mountOptions, ElementsAre("noatime", "nodev"));
  EXPECT_EQ(spec.filesystem->uid, 1000U);
  EXPECT_EQ(spec.filesystem->gid, 1001U);
  EXPECT_EQ(spec.filesystem->mode, 0750U);
}

TEST(DockerOptions, WithoutAnyTheVolumeIsDeletedWhenItIsRemoved) {
  EXPECT_EQ(Parsed({}).spec.reclaimPolicy, ReclaimPolicy::Delete);
}

TEST(DockerOptions, AnExistingVolumeIsAdoptedAndKept) {
  const VolumeSpec byId = Parsed({{"volumeID", "vol-1"}, {"reclaimPolicy", "Delete"}}).spec;
  EXPECT_EQ(byId.adopt->id->value, "vol-1");
  EXPECT_EQ(byId.reclaimPolicy, ReclaimPolicy::Retain);
  EXPECT_EQ(Parsed({{"volumeName", "theirs"}}).spec.adopt->name, "theirs");
}

TEST(DockerOptions, DefaultsCountWhereAnOptionIsLeftOut) {
  const DockerCreate create = Parsed({{"Size", "1"}}, {{"size", "20"}, {"fsType", "xfs"}});
  EXPECT_EQ(create.spec.size, Bytes{1ULL << 30});
  EXPECT_EQ(create.spec.filesystem->type, FilesystemType::Xfs);
  EXPECT_THAT(create.paths, ElementsAre("spec.size")) << "a default says nothing about what is";
}

TEST(DockerOptions, EveryMistakeIsToldWithTheValidNames) {
  const std::string why = WhyNot({{"sise", "1"}, {"iops", "many"}, {"fsType", "ntfs"}});
  EXPECT_THAT(why, HasSubstr("unknown option \"sise\""));
  EXPECT_THAT(why, HasSubstr("\"size\""));
  EXPECT_THAT(why, HasSubstr("iops=\"many\": write a whole number"));
  EXPECT_THAT(why, HasSubstr("ext4, xfs, btrfs"));
  EXPECT_THAT(why, HasSubstr("valid are accessMode, "));
  EXPECT_THAT(WhyNot({{"size", "-1"}}), HasSubstr("size=\"-1\""));
  EXPECT_THAT(WhyNot({{"size", "1"}, {"SIZE", "2"}}), HasSubstr("one option"));
  EXPECT_THAT(WhyNot({{"encrypted", "perhaps"}}), HasSubstr("true or false"));
  EXPECT_THAT(WhyNot({{"labels", "novalue"}}), HasSubstr("key=value"));
}

TEST(DockerOptions, DifferencesAreFoundOnlyInWhatWasAsked) {
  const DockerCreate declared = Parsed({{"size", "1"}, {"fsType", "ext4"}});
  EXPECT_EQ(DifferencesOf(Parsed({}), declared.spec), "");
  EXPECT_EQ(DifferencesOf(Parsed({{"size", "1Gi"}}), declared.spec), "");
  EXPECT_EQ(DifferencesOf(Parsed({{"size", "2"}, {"fsType", "xfs"}}), declared.spec),
            "type (xfs, declared ext4), size (2Gi, declared 1Gi)");
  EXPECT_EQ(DifferencesOf(Parsed({{"fsType", "ext4"}}), VolumeSpec{}), "") << "what is usual";
}

}  // namespace
}  // namespace rexray
