#include "api/deletion.h"

#include <gtest/gtest.h>

#include "tests/support/sample_state.h"

namespace rexray {
namespace {

const KnownObjects kKnown{.volumes = {{"pg"}}, .attachments = {{"pg-db1"}}};

TEST(Deletions, OfAManifestSkipWhatIsGone) {
  const Manifest manifest{
      .volumes = {SampleVolume("pg"), SampleVolume("old")},
      .attachments = {SampleAttachment("pg-db1", "pg"), SampleAttachment("old-db1", "old")}};
  const auto deletion = MakeDeletion(manifest, {}, kKnown, At(9));
  ASSERT_TRUE(deletion.has_value());
  ASSERT_EQ(deletion->change.removedVolumes.size(), 1U);
  EXPECT_EQ(deletion->change.removedVolumes[0].name.value, "pg");
  EXPECT_EQ(deletion->change.removedVolumes[0].deleteAfter, At(9));
  EXPECT_EQ(deletion->change.removedAttachments, std::vector<AttachmentName>{{"pg-db1"}});
  ASSERT_EQ(deletion->gone.size(), 2U);
  EXPECT_EQ(deletion->gone[1].name, "old");
  EXPECT_EQ(deletion->gone[1].change, ChangeKind::Unchanged);
}

TEST(Deletions, OfNamedObjectsAreLeftToTheStoreToFind) {
  const auto deletion = MakeDeletion({}, {{"Volume", "nosuch"}, {"Volume", "nosuch"}}, kKnown, {});
  ASSERT_TRUE(deletion.has_value());
  EXPECT_EQ(deletion->change.removedVolumes.size(), 1U);
}

TEST(Deletions, OfOtherKindsAreRefused) {
  const auto deletion = MakeDeletion({}, {{"Node", "db1"}}, kKnown, {});
  ASSERT_FALSE(deletion.has_value());
  EXPECT_EQ(deletion.error().code, Code::InvalidArgument);
  EXPECT_NE(deletion.error().message.find("Node"), std::string::npos);
}

TEST(Deletions, OfNamesThatCannotBeAreRefused) {
  EXPECT_FALSE(MakeDeletion({}, {{"Volume", "../etc"}}, kKnown, {}).has_value());
}

}  // namespace
}  // namespace rexray
