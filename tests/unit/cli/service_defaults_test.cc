#include "cli/service_defaults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rexray {
namespace {

using testing::HasSubstr;

VolumeDefaults Sized(std::uint64_t bytes) {
  VolumeDefaults defaults;
  defaults.spec.size = Bytes{bytes};
  defaults.given = {"spec.size"};
  return defaults;
}

TEST(ServiceDefaults, WhatTheServiceCanIsFine) {
  EXPECT_TRUE(CheckDefaults({"local"}, Sized(1 << 30), {}));
  EXPECT_TRUE(CheckDefaults({"local"}, {}, {})) << "a size may be left to the Volumes";
}

TEST(ServiceDefaults, WhatItCannotNamesKeyAndRemedy) {
  Capabilities folders;
  folders.block = false;
  folders.sized = false;
  const auto sized = CheckDefaults({"files"}, Sized(1 << 30), folders);
  ASSERT_FALSE(sized);
  EXPECT_EQ(sized.error().reason, "InvalidConfiguration");
  EXPECT_THAT(sized.error().message, HasSubstr("services.files.defaults.size: "));
  EXPECT_THAT(sized.error().message, HasSubstr("remove it"));
  VolumeDefaults snapshot;
  snapshot.spec.reclaimPolicy = ReclaimPolicy::Snapshot;
  EXPECT_THAT(CheckDefaults({"files"}, snapshot, folders).error().message,
              HasSubstr("services.files.defaults.reclaimPolicy: "));
  Capabilities coarse;
  coarse.sizeStep = {1 << 20};
  EXPECT_THAT(CheckDefaults({"local"}, Sized((1 << 20) + 1), coarse).error().message,
              HasSubstr("write 2Mi"));
}

TEST(ServiceDefaults, WhatMakesNothingHasNone) {
  Capabilities existing;
  existing.creates = false;
  EXPECT_THAT(CheckDefaults({"device"}, Sized(1), existing).error().message,
              HasSubstr("remove them"));
}

}  // namespace
}  // namespace rexray
