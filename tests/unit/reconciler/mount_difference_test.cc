#include "reconciler/mount_difference.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

MountEntry Live(const std::string& options, const std::string& fsOptions) {
  MountEntry live;
  live.options = options;
  live.fsOptions = fsOptions;
  return live;
}

TEST(MountDifference, WhatIsShownOrSaysNothingIsNone) {
  const MountEntry live = Live("rw,nosuid,relatime", "rw,errors=remount-ro,commit=30");
  EXPECT_EQ(MountDifference(live, {"nosuid", "errors=remount-ro", "commit=30"}), "");
  EXPECT_EQ(MountDifference(live, {"defaults", "suid", "nosuid", "dev", "exec", "relatime"}), "");
}

TEST(MountDifference, AWordThatIsMissingIsTold) {
  const MountEntry live = Live("rw,relatime", "rw,commit=30");
  EXPECT_EQ(MountDifference(live, {"noatime", "commit=5"}),
            "declared and not shown by the live mount: noatime, commit=5");
}

TEST(MountDifference, ASwitchThatIsNotDeclaredIsTold) {
  EXPECT_EQ(MountDifference(Live("ro,nodev", "ro"), {}),
            "of the live mount and not declared: ro, nodev");
}

TEST(MountDifference, ReadOnlyIsTheMountsOwnWord) {
  EXPECT_NE(MountDifference(Live("rw", "ro"), {"ro"}), "");
  EXPECT_EQ(MountDifference(Live("ro", "rw"), {"ro"}), "");
}

TEST(MountDifference, TheLastWordCounts) {
  EXPECT_EQ(MountDifference(Live("rw", "rw"), {"noexec", "exec"}), "");
  EXPECT_NE(MountDifference(Live("rw", "rw"), {"exec", "noexec"}), "");
}

}  // namespace
}  // namespace rexray
