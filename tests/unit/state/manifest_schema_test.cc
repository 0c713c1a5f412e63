#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "state/fields.h"
#include "state/manifest.h"

namespace rexray {
namespace {

using Json = nlohmann::json;

Json Schema() { return Json::parse(ManifestSchema()); }

const Json& FieldAt(const Json& schema, std::string_view path) {
  if (path.empty()) return schema;
  return FieldAt(schema, ParentOf(path)).at("properties").at(std::string(LastPartOf(path)));
}

template <class Spec>
Json KindSchema() {
  return Schema().at("$defs").at(std::string(kKindOf<Spec>));
}

template <class Spec>
void ExpectEveryFieldDescribed() {
  const Json schema = KindSchema<Spec>();
  for (const auto& candidate : FieldsOf<Spec>()) {
    const Json& field = FieldAt(schema, candidate.field.path);
    EXPECT_FALSE(field.at("description").get<std::string>().empty()) << candidate.field.path;
    const bool required = candidate.field.required && candidate.field.path != "apiVersion";
    const Json& parent = FieldAt(schema, ParentOf(candidate.field.path));
    const auto names = parent.value("required", std::set<std::string>{});
    EXPECT_EQ(names.contains(std::string(LastPartOf(candidate.field.path))), required)
        << candidate.field.path;
  }
}

TEST(ManifestSchemas, HoldEveryFieldOfEveryKind) {
  ExpectEveryFieldDescribed<VolumeSpec>();
  ExpectEveryFieldDescribed<AttachmentSpec>();
}

TEST(ManifestSchemas, AreOfTheDraftEditorsKnow) {
  EXPECT_EQ(Schema().at("$schema"), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(Schema().at("oneOf").size(), 3u);
}

TEST(ManifestSchemas, RefuseUnknownFieldsAtEveryLevel) {
  for (const std::string_view path :
       {"", "metadata", "spec", "spec.filesystem", "spec.filesystem.owner"}) {
    EXPECT_EQ(FieldAt(KindSchema<VolumeSpec>(), path).at("additionalProperties"), false) << path;
  }
}

TEST(ManifestSchemas, TellTypesChoicesAndDefaults) {
  const Json volume = KindSchema<VolumeSpec>();
  EXPECT_EQ(FieldAt(volume, "kind").at("const"), "Volume");
  EXPECT_EQ(FieldAt(volume, "spec.filesystem.type").at("enum"),
            Json({"none", "ext4", "xfs", "btrfs"}));
  EXPECT_EQ(FieldAt(volume, "spec.filesystem.type").at("default"), "ext4");
  EXPECT_EQ(FieldAt(volume, "spec.deletionProtection").at("type"), "boolean");
  EXPECT_EQ(FieldAt(volume, "spec.deletionProtection").at("default"), false);
  EXPECT_EQ(FieldAt(volume, "spec.filesystem.owner.uid").at("maximum"), kMaxInteger);
  EXPECT_EQ(FieldAt(volume, "spec.filesystem.options").at("items").at("type"), "string");
  EXPECT_EQ(FieldAt(volume, "metadata.labels").at("additionalProperties").at("type"), "string");
  EXPECT_EQ(FieldAt(volume, "status").at("readOnly"), true);
}

}  // namespace
}  // namespace rexray
