#include <sys/mount.h>

#include <filesystem>
#include <optional>

#include "tests/e2e/live_node.h"
#include "tests/support/hung_filesystem.h"

// A mount point below a filesystem whose server never answers, as a hung NFS server, under the real
// binary.

namespace rexray {
namespace {

class Hung : public LiveNode {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    RequireFuse();
    if (IsSkipped() || HasFatalFailure()) return;
    daemon_.Start();
    std::filesystem::create_directories(Path("hung"));
    filesystem_.emplace(Path("hung"));
    mounted_ = true;
  }
  void TearDown() override {
    filesystem_.reset();
    if (mounted_) ::umount2(Path("hung").c_str(), MNT_DETACH);
    LiveNode::TearDown();
  }
  bool AHelperIsBusy() {
    const std::string metrics = daemon_.Get("/metrics");
    return metrics.contains("rexray_helpers{state=\"busy\"}") &&
           !metrics.contains("rexray_helpers{state=\"busy\"} 0");
  }
  std::optional<HungFilesystem> filesystem_;
  bool mounted_ = false;
};

TEST_F(Hung, G21_StallsOnlyTheVolumeThatNeedsIt) {
  std::string manifest = Manifest("stuck");
  const std::string path = Path("stuck");
  manifest.replace(manifest.find(path), path.size(), Path("hung/stuck"));
  ASSERT_EQ(daemon_.Apply(manifest, {"--wait=false"}).exitCode, 0);
  ASSERT_TRUE(Eventually([&] { return AHelperIsBusy(); })) << "it was not begun with";
  for (const std::string name : {"one", "two", "three"}) {
    ASSERT_EQ(daemon_.Apply(Manifest(name)).exitCode, 0);
    Write(name, "rows");
  }
  EXPECT_TRUE(AHelperIsBusy()) << "it is no longer stuck";

  filesystem_->Abandon();
  ASSERT_TRUE(Eventually([&] { return ::umount2(Path("hung").c_str(), 0) == 0; }));
  mounted_ = false;
  EXPECT_TRUE(AwaitReason("stuck", "Converged")) << Reason("stuck");
}

}  // namespace
}  // namespace rexray
