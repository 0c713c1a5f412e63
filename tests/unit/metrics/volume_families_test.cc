#include "metrics/volume_families.h"

#include <gtest/gtest.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "tests/unit/metrics/exposition.h"
#include "tests/unit/metrics/sample_world.h"

namespace rexray {
namespace {

Exposition Show(const std::vector<VolumeState>& volumes) {
  FamilyList families;
  AddVolumeFamilies(families, volumes, {{{"local"}, "loop"}, {{"files"}, "dir"}}, kSampleNow);
  return ReadExposition(prometheus::TextSerializer().Serialize(families));
}

TEST(VolumeFamilies, AConfiguredDriverWithoutVolumesShowsZero) {
  const Exposition shown = Show({});
  EXPECT_EQ(shown.At("rexray_volumes{driver=\"loop\",state=\"desired\"}"), 0);
  EXPECT_EQ(shown.At("rexray_volumes{driver=\"dir\",state=\"actual\"}"), 0);
  EXPECT_EQ(shown.At("rexray_orphaned_volumes{driver=\"loop\"}"), 0);
  EXPECT_EQ(shown.At("rexray_operation_stuck_seconds{operation=\"Format\"}"), 0);
}

TEST(VolumeFamilies, CountDeclaredAndExistingVolumesApart) {
  VolumeState declaredOnly = SampleVolume("a");
  declaredOnly.record.backendId.reset();
  VolumeState orphaned = SampleVolume("b");
  orphaned.volume.reset();
  orphaned.record.orphaned = true;
  const Exposition shown = Show({declaredOnly, orphaned, SampleVolume("c")});
  EXPECT_EQ(shown.At("rexray_volumes{driver=\"loop\",state=\"desired\"}"), 2);
  EXPECT_EQ(shown.At("rexray_volumes{driver=\"loop\",state=\"actual\"}"), 2);
  EXPECT_EQ(shown.At("rexray_orphaned_volumes{driver=\"loop\"}"), 1);
}

TEST(VolumeFamilies, AVolumeOfAnUnconfiguredServiceIsCountedAsUnknown) {
  VolumeState volume = SampleVolume("a");
  volume.volume->spec.service = {"removed"};
  EXPECT_EQ(Show({volume}).At("rexray_volumes{driver=\"unknown\",state=\"desired\"}"), 1);
}

TEST(VolumeFamilies, AConditionHasOneSeriesForEachStatus) {
  VolumeState volume = SampleVolume("a");
  volume.record.conditions[kReady].status = false;
  const Exposition shown = Show({volume});
  EXPECT_EQ(shown.At("rexray_volume_condition{volume=\"a\",condition=\"Ready\",status=\"true\"}"),
            0);
  EXPECT_EQ(shown.At("rexray_volume_condition{volume=\"a\",condition=\"Ready\",status=\"false\"}"),
            1);
}

TEST(VolumeFamilies, AReadOnlyFilesystemIsShownAsLongAsItLasts) {
  VolumeState volume = SampleVolume("a");
  EXPECT_EQ(Show({volume}).At("rexray_volume_readonly{volume=\"a\"}"), 0);
  volume.record.conditions[kReady].reason = ToString(Reason::FilesystemReadOnly);
  EXPECT_EQ(Show({volume}).At("rexray_volume_readonly{volume=\"a\"}"), 1);
}

TEST(VolumeFamilies, ReferencesAreSummedByFrontDoor) {
  VolumeState first = SampleVolume("a");
  first.claims = {SampleClaim("docker", "x", 2), SampleClaim("csi", "y", 1)};
  VolumeState second = SampleVolume("b");
  second.claims = {SampleClaim("docker", "z", 3)};
  const Exposition shown = Show({first, second});
  EXPECT_EQ(shown.At("rexray_mount_references{frontdoor=\"docker\"}"), 5);
  EXPECT_EQ(shown.At("rexray_mount_references{frontdoor=\"csi\"}"), 1);
}

TEST(VolumeFamilies, TheOldestOpenOperationOfAKindCounts) {
  VolumeState older = SampleVolume("a");
  older.openOperation = SampleOpenOperation(ActionKind::Attach, std::chrono::minutes(20));
  VolumeState newer = SampleVolume("b");
  newer.openOperation = SampleOpenOperation(ActionKind::Attach, std::chrono::minutes(1));
  const Exposition shown = Show({older, newer});
  EXPECT_EQ(shown.At("rexray_operation_stuck_seconds{operation=\"Attach\"}"), 1200);
  EXPECT_EQ(shown.At("rexray_operation_stuck_seconds{operation=\"Mount\"}"), 0);
}

}  // namespace
}  // namespace rexray
