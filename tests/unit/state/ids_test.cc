#include "state/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace rexray {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

std::string WhyNoName(std::string_view text) {
  const auto parsed = ParseVolumeName(text);
  if (parsed) return "accepted";
  EXPECT_EQ(parsed.error().code, Code::InvalidArgument);
  return parsed.error().message;
}

TEST(Names, DockersGrammarIsAccepted) {
  for (const std::string_view name : {"pgdata", "0a", "A_b.c-d", "a1b2", "x-"}) {
    const auto parsed = ParseVolumeName(name);
    ASSERT_TRUE(parsed.has_value()) << name;
    EXPECT_EQ(parsed->value, name);
  }
}

TEST(Names, RefusalsSayWhy) {
  EXPECT_THAT(WhyNoName(""), HasSubstr("is empty"));
  EXPECT_THAT(WhyNoName("a"), HasSubstr("too short"));
  EXPECT_THAT(WhyNoName("-ab"), HasSubstr("must start with a letter or a digit"));
  EXPECT_THAT(WhyNoName(".ab"), HasSubstr("must start with a letter or a digit"));
  EXPECT_THAT(WhyNoName("a/b"), HasSubstr("contains '/'"));
  EXPECT_THAT(WhyNoName("a b"), HasSubstr("contains a space"));
  EXPECT_THAT(WhyNoName("a\nb"), HasSubstr("the byte 0x0a"));
  EXPECT_THAT(WhyNoName("caf\xc3\xa9"), HasSubstr("the byte 0xc3"));
  EXPECT_THAT(WhyNoName(std::string_view("a\0b", 3)), HasSubstr("the byte 0x00"));
}

TEST(Names, LengthIsLimitedTo128Bytes) {
  EXPECT_TRUE(ParseVolumeName(std::string(128, 'a')).has_value());
  EXPECT_THAT(WhyNoName(std::string(129, 'a')), HasSubstr("has 129 bytes; at most 128"));
}

TEST(Names, OneCharacterDoesForNodesServicesAndAttachments) {
  EXPECT_TRUE(ParseNodeName("n").has_value());
  EXPECT_TRUE(ParseServiceName("s").has_value());
  EXPECT_TRUE(ParseAttachmentName("a").has_value());
  EXPECT_FALSE(ParseNodeName("").has_value());
  EXPECT_FALSE(ParseServiceName("_").has_value());
  EXPECT_FALSE(ParseAttachmentName("a/b").has_value());
}

TEST(Uuids, VersionFiveFollowsRfc4122InOurNamespace) {
  // Computed by another implementation: python's uuid.uuid5(uuid5(NAMESPACE_DNS, "rexray.io"), …).
  EXPECT_EQ(UuidV5("hello"), "c8cd0943-c7e4-56ff-9de7-364df306f3d3");
  EXPECT_EQ(UuidV5(""), "de26b5d5-81ef-5bf7-9827-1fb8ade6ad75");
}

TEST(Uuids, RandomOnesAreVersionFourAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = RandomUuid();
    EXPECT_THAT(
        uuid, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

VolumeUid Uid(const char* domain, const char* service, const char* name,
              std::uint64_t incarnation) {
  return DeriveVolumeUid({domain}, {service}, {name}, incarnation);
}

// The literal must never change: a lost database derives the uids of existing volumes again.
TEST(VolumeUids, AreTheSameOnEveryHostForEver) {
  EXPECT_EQ(Uid("prod", "local", "pgdata", 0).value, "be872b83-1445-53cc-b102-215983312bc4");
}

TEST(VolumeUids, DifferWhereAnyPartDiffers) {
  std::set<VolumeUid> uids = {Uid("prod", "local", "pgdata", 0), Uid("test", "local", "pgdata", 0),
                              Uid("prod", "other", "pgdata", 0), Uid("prod", "local", "pgdatb", 0),
                              Uid("prod", "local", "pgdata", 1)};
  EXPECT_EQ(uids.size(), 5u);
}

TEST(VolumeUids, DoNotDependOnWhereOnePartEnds) {
  EXPECT_NE(Uid("ab", "c", "d", 0), Uid("a", "bc", "d", 0));
  EXPECT_NE(Uid("a", "b", "c1", 0), Uid("a", "b", "c", 10));
  EXPECT_NE(Uid("a", "1:b", "c", 0), Uid("a1:", "b", "c", 0));
}

}  // namespace
}  // namespace rexray
