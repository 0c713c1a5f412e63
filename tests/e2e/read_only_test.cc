#include <filesystem>
#include <fstream>

#include "tests/e2e/live_node.h"

// A real ext4 that the kernel turns read-only after an error, under the real binary.

namespace rexray {
namespace {

class ReadOnly : public LiveNode {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    daemon_.Start();
    std::string manifest = Manifest("pg");
    const std::string end = "mount: {path: " + Path("pg");
    manifest.insert(manifest.find(end) + end.size(), ", options: [errors=remount-ro]");
    ASSERT_EQ(daemon_.Apply(manifest).exitCode, 0);
    Write("pg", "rows");
    ASSERT_EQ(RunCommand({"sync", "--file-system", Path("pg")}).exitCode, 0);
  }

  // As an I/O error in its metadata would do it.
  void FailFilesystem() {
    const std::string device = OurLoopDevices().at(0).substr(5);
    std::ofstream trigger("/sys/fs/ext4/" + device + "/trigger_fs_error");
    trigger << "test" << std::flush;
    ASSERT_TRUE(trigger);
    ASSERT_FALSE(std::ofstream(Path("pg") + "/more")) << "it is still writable";
  }

  bool MetricSays(const std::string& value) {
    const std::string metrics = daemon_.Get("/metrics");
    return metrics.find("rexray_volume_readonly{volume=\"pg\"} " + value) != std::string::npos;
  }
};

TEST_F(ReadOnly, G40_IsAConditionAnEventAndAMetricWithinThirtySeconds) {
  ASSERT_TRUE(MetricSays("0"));
  FailFilesystem();
  EXPECT_TRUE(Eventually([&] { return Reason("pg") == "FilesystemReadOnly" && MetricSays("1"); },
                         std::chrono::seconds(30)))
      << Reason("pg");
  const CommandResult events = daemon_.Run({"events"});
  EXPECT_NE(events.out.find("FilesystemReadOnly"), std::string::npos) << events;
}

TEST_F(ReadOnly, G40_TheWayOutThatWhyNamesLeadsOut) {
  FailFilesystem();
  ASSERT_TRUE(AwaitReason("pg", "FilesystemReadOnly")) << Reason("pg");
  const std::string way = "umount " + Path("pg") + " && rexray retry pg";
  const CommandResult why = daemon_.Run({"why", "pg"});
  ASSERT_NE(why.out.find(way), std::string::npos) << why;
  ASSERT_EQ(RunCommand({"umount", Path("pg")}).exitCode, 0);
  ASSERT_EQ(daemon_.Run({"retry", "pg"}).exitCode, 0);
  ASSERT_TRUE(AwaitReason("pg", "Converged")) << Reason("pg") << daemon_.Log();
  EXPECT_NE(daemon_.Run({"events"}).out.find("Checked"), std::string::npos)
      << "G12: what the error left is mended before anybody writes again";
  EXPECT_EQ(Read("pg"), "rows");
  Write("pg", "more rows");
  EXPECT_TRUE(MetricSays("0"));
}

}  // namespace
}  // namespace rexray
