#include "cli/resource.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

TEST(Resources, TypesAreKnownByPluralSingularShortAndAnyCase) {
  for (const char* word : {"volume", "volumes", "vol", "Volume", "VOLUMES"}) {
    EXPECT_EQ(ParseResourceType(word), ResourceType::Volume) << word;
  }
  EXPECT_EQ(ParseResourceType("att"), ResourceType::Attachment);
  EXPECT_EQ(ParseResourceType("op"), ResourceType::Operation);
  EXPECT_EQ(ParseResourceType("ev"), ResourceType::Event);
  EXPECT_EQ(ParseResourceType("svc"), ResourceType::Service);
  EXPECT_EQ(ParseResourceType("node"), ResourceType::Node);
  EXPECT_EQ(ParseResourceType("snap"), ResourceType::Snapshot);
}

TEST(Resources, AMistypedTypeIsAnsweredWithTheNearest) {
  const auto type = ParseResourceType("volmes");
  ASSERT_FALSE(type.has_value());
  EXPECT_EQ(type.error().code, Code::InvalidArgument);
  EXPECT_NE(type.error().message.find("volumes"), std::string::npos) << type.error().message;
}

TEST(Resources, TypeAndNamesOrSlashFormsSayTheSame) {
  const std::vector<ResourceRef> expected{{ResourceType::Volume, "a"}, {ResourceType::Volume, "b"}};
  EXPECT_EQ(ParseResourceRefs({"volumes", "a", "b"}), expected);
  EXPECT_EQ(ParseResourceRefs({"vol/a", "volume/b"}), expected);
  EXPECT_EQ(ParseResourceRefs({"nodes"}), (std::vector<ResourceRef>{{ResourceType::Node, ""}}));
}

TEST(Resources, FormsAreNotMixed) {
  EXPECT_FALSE(ParseResourceRefs({"volume/a", "b"}).has_value());
  EXPECT_FALSE(ParseResourceRefs({"volume/"}).has_value());
  EXPECT_FALSE(ParseResourceRefs({"volume/a/b"}).has_value());
}

TEST(Resources, VolumesNeedNoType) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(ParseVolumeNames({"pgdata", "volume/www"}), (Names{"pgdata", "www"}));
  EXPECT_EQ(ParseVolumeNames({"volume", "pgdata"}), Names{"pgdata"});
  EXPECT_EQ(ParseVolumeNames({"volume"}), Names{"volume"});
  EXPECT_FALSE(ParseVolumeNames({"node/db1"}).has_value());
}

}  // namespace
}  // namespace rexray
