#include "state/volume_defaults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rexray {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kPath = "services.local.defaults";

VolumeDefaults Read(const std::string& text, std::vector<Problem>& problems) {
  const YamlText yaml = ReadYaml(text, {1 << 16, 1000, 16});
  return ReadVolumeDefaults("config.yml", kPath, yaml.documents.at(0), problems);
}

VolumeDefaults Of(const std::string& text) {
  std::vector<Problem> problems;
  const VolumeDefaults defaults = Read(text, problems);
  EXPECT_THAT(problems, IsEmpty()) << ToString(problems.front());
  return defaults;
}

std::string ProblemOf(const std::string& text) {
  std::vector<Problem> problems;
  EXPECT_THAT(Read(text, problems).given, IsEmpty());
  EXPECT_EQ(problems.size(), 1U) << text;
  return problems.empty() ? "" : ToString(problems.front());
}

Sourced<VolumeSpec> Volume(const std::string& spec) {
  const auto manifest = ParseManifests(
      std::vector<ManifestText>{{"v.yaml",
                                 "{apiVersion: rexray.io/v1, kind: Volume, metadata: "
                                 "{name: pg}, spec: {service: local" +
                                     spec + "}}"}},
      {"n1"});
  EXPECT_TRUE(manifest) << ToString(manifest.error().front());
  return manifest->volumes.at(0);
}

const char* const kAll =
    "{size: 20Gi, filesystem: {type: xfs}, reclaimPolicy: Delete, mountOptions: [noatime]}";

TEST(VolumeDefaults, FillInWhatIsLeftOut) {
  Sourced<VolumeSpec> volume = Volume("");
  FillInDefaults(volume, nullptr, Of(kAll));
  EXPECT_EQ(volume.spec.size, Bytes{20ULL << 30});
  EXPECT_EQ(volume.spec.filesystem->type, FilesystemType::Xfs);
  EXPECT_EQ(volume.spec.reclaimPolicy, ReclaimPolicy::Delete);
  EXPECT_THAT(volume.spec.mountOptions, ElementsAre("noatime"));
  EXPECT_EQ(volume.spec.metadata.annotations.at(kDefaulted),
            "size,filesystem,mountOptions,reclaimPolicy");
}

TEST(VolumeDefaults, WhatIsWrittenDownStandsEvenIfItSaysTheUsual) {
  Sourced<VolumeSpec> volume =
      Volume(", size: 1Gi, reclaimPolicy: Retain, filesystem: {label: db}, mountOptions: []");
  FillInDefaults(volume, nullptr, Of(kAll));
  EXPECT_EQ(volume.spec.size, Bytes{1ULL << 30});
  EXPECT_EQ(volume.spec.reclaimPolicy, ReclaimPolicy::Retain);
  EXPECT_EQ(volume.spec.filesystem->type, FilesystemType::Ext4) << "a filesystem is given as one";
  EXPECT_THAT(volume.spec.mountOptions, IsEmpty());
  EXPECT_FALSE(volume.spec.metadata.annotations.contains(kDefaulted));
}

TEST(VolumeDefaults, WhatWasFilledInOnceStaysWhateverTheySayLater) {
  Sourced<VolumeSpec> first = Volume("");
  FillInDefaults(first, nullptr, Of(kAll));
  for (const char* later : {"{size: 50Gi, reclaimPolicy: Snapshot}", "{}"}) {
    Sourced<VolumeSpec> again = Volume("");
    FillInDefaults(again, &first.spec, Of(later));
    EXPECT_EQ(again.spec, first.spec) << later;
  }
}

TEST(VolumeDefaults, OfAnOlderVolumeNothingIsFilledIn) {
  const Sourced<VolumeSpec> before = Volume(", size: 1Gi");
  Sourced<VolumeSpec> again = Volume(", size: 1Gi");
  FillInDefaults(again, &before.spec, Of(kAll));
  EXPECT_EQ(again.spec, before.spec);
}

TEST(VolumeDefaults, WhatIsWrittenDownLaterIsTheUsersOwn) {
  Sourced<VolumeSpec> first = Volume("");
  FillInDefaults(first, nullptr, Of("{size: 20Gi}"));
  Sourced<VolumeSpec> larger = Volume(", size: 30Gi");
  FillInDefaults(larger, &first.spec, Of("{size: 20Gi}"));
  EXPECT_EQ(larger.spec.size, Bytes{30ULL << 30});
  EXPECT_FALSE(larger.spec.metadata.annotations.contains(kDefaulted));
}

TEST(VolumeDefaults, DoingItAgainChangesNothing) {
  Sourced<VolumeSpec> volume = Volume("");
  FillInDefaults(volume, nullptr, Of(kAll));
  const VolumeSpec once = volume.spec;
  FillInDefaults(volume, nullptr, Of(kAll));
  EXPECT_EQ(volume.spec, once);
  Sourced<VolumeSpec> exported{once, {}, {"spec.size", "spec.filesystem", "spec.reclaimPolicy"}};
  FillInDefaults(exported, &once, Of("{}"));
  EXPECT_EQ(exported.spec, once) << "as export prints it";
}

TEST(VolumeDefaults, G34_WhatExistsAlreadyIsNotToldWhatItIs) {
  Sourced<VolumeSpec> adopted = Volume(", adopt: {id: x}");
  const VolumeSpec before = adopted.spec;
  FillInDefaults(adopted, nullptr, Of(kAll));
  EXPECT_EQ(adopted.spec, before);
  Sourced<VolumeSpec> copy = Volume(", source: {snapshot: s}");
  FillInDefaults(copy, nullptr, Of(kAll));
  EXPECT_FALSE(copy.spec.size);
  EXPECT_FALSE(copy.spec.filesystem);
  EXPECT_EQ(copy.spec.reclaimPolicy, ReclaimPolicy::Delete);
}

TEST(VolumeDefaults, AMistakeNamesItsKeyAndTheRemedy) {
  EXPECT_THAT(ProblemOf("{size: 20}"), HasSubstr("services.local.defaults.size: "));
  EXPECT_THAT(ProblemOf("{sise: 20Gi}"), HasSubstr("did you mean \"size\""));
  EXPECT_THAT(ProblemOf("{adopt: {id: x}}"),
              HasSubstr("services.local.defaults.adopt: is no field"));
  EXPECT_THAT(ProblemOf("{filesystem: {type: ext3}}"),
              HasSubstr("services.local.defaults.filesystem.type: "));
  EXPECT_THAT(ProblemOf("[size]"), HasSubstr("services.local.defaults: takes fields"));
  EXPECT_THAT(ProblemOf("{mountOptions: [bind]}"), HasSubstr("mountOptions[0]"));
}

}  // namespace
}  // namespace rexray
