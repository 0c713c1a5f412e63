#include "drivers/os/mount_options.h"

#include <gmock/gmock.h>
#include <sys/mount.h>

#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Parameter = MountOptions::Parameter;

MountOptions Parsed(const std::vector<std::string>& options) {
  const auto parsed = ParseMountOptions(options);
  EXPECT_OK(parsed);
  return parsed.value_or(MountOptions{});
}

TEST(MountOptions, NoneMeansWritableWithRelativeAccessTimes) {
  const MountOptions parsed = Parsed({});
  EXPECT_EQ(parsed.attributes, std::uint64_t{MOUNT_ATTR_RELATIME});
  EXPECT_FALSE(parsed.readOnly);
  EXPECT_THAT(parsed.superblock, Contains(Parameter{"rw", "", false}));
  EXPECT_THAT(parsed.filesystem, IsEmpty());
}

TEST(MountOptions, AreSplitIntoThoseOfMountAndFilesystem) {
  const MountOptions parsed = Parsed({"ro,nosuid", "noatime", "data=ordered", "nobarrier"});
  EXPECT_EQ(parsed.attributes,
            std::uint64_t{MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOATIME});
  EXPECT_TRUE(parsed.readOnly);
  EXPECT_THAT(parsed.superblock, Contains(Parameter{"ro", "", false}));
  EXPECT_THAT(parsed.filesystem,
              ElementsAre(Parameter{"data", "ordered", true}, Parameter{"nobarrier", "", false}));
}

TEST(MountOptions, TheLastOfTwoOppositesHolds) {
  EXPECT_FALSE(Parsed({"ro", "rw"}).readOnly);
  EXPECT_TRUE(Parsed({"rw,ro"}).readOnly);
}

TEST(MountOptions, WordsOfFstabAreDropped) {
  const MountOptions parsed = Parsed({"defaults", "nofail,_netdev", "x-systemd.automount"});
  EXPECT_THAT(parsed.filesystem, IsEmpty());
}

TEST(MountOptions, WhatIsNoOptionOfAVolumeIsRefused) {
  for (const auto* option :
       {"bind", "rbind", "remount", "shared", "rprivate", "loop", "offset=512"})
    EXPECT_REFUSED(ParseMountOptions({option}), Code::InvalidArgument, "") << option;
}

}  // namespace
}  // namespace rexray
