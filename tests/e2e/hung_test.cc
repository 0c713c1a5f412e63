#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

#include "drivers/os/descriptor.h"
#include "tests/e2e/live_node.h"

// A mount point below a filesystem whose server never answers, as a hung NFS server, under the real
// binary.

namespace rexray {
namespace {

class Hung : public LiveNode {
 protected:
  void SetUp() override {
    LiveNode::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    server_ = Descriptor(::open("/dev/fuse", O_RDWR | O_CLOEXEC));
    if (!server_.valid()) GTEST_SKIP() << "needs /dev/fuse";
    daemon_.Start();
    const std::string path = Path("hung");
    std::filesystem::create_directories(path);
    const auto options = fmt::format("fd={},rootmode=40000,user_id=0,group_id=0", server_.get());
    ASSERT_EQ(::mount("hung", path.c_str(), "fuse", 0, options.c_str()), 0);
    mounted_ = true;
  }
  void TearDown() override {
    Answer();
    if (mounted_) ::umount2(Path("hung").c_str(), MNT_DETACH);
    LiveNode::TearDown();
  }
  bool AHelperIsBusy() {
    const std::string metrics = daemon_.Get("/metrics");
    return metrics.contains("rexray_helpers{state=\"busy\"}") &&
           !metrics.contains("rexray_helpers{state=\"busy\"} 0");
  }
  // The server is gone: who waits for it gets an error.
  void Answer() { server_.Close(); }

  Descriptor server_;
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

  Answer();
  ASSERT_TRUE(Eventually([&] { return ::umount2(Path("hung").c_str(), 0) == 0; }));
  mounted_ = false;
  EXPECT_TRUE(AwaitReason("stuck", "Converged")) << Reason("stuck");
}

}  // namespace
}  // namespace rexray
