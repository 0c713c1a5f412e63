#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

#include <thread>

#include "drivers/os/descriptor.h"
#include "tests/unit/drivers/os/host_test.h"
#include "tests/unit/drivers/os/wait_until.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

// A FUSE filesystem whose server never answers, as a hung NFS server.
class HungMounts : public HostTest {
 protected:
  void SetUp() override {
    HostTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    auto started = StartHelpers(HostHelperFunctions(), 4);
    ASSERT_OK(started);
    real_ = std::move(*started);
    host_ = MakeLinuxHost(*real_);
    server_ = Descriptor(::open("/dev/fuse", O_RDWR | O_CLOEXEC));
    if (!server_.valid()) GTEST_SKIP() << "needs /dev/fuse";
    hung_ = Folder("hung");
    const auto options =
        fmt::format("fd={},rootmode=40000,user_id=0,group_id=0", server_.get());
    ASSERT_EQ(::mount("hung", hung_.c_str(), "fuse", 0, options.c_str()), 0);
  }
  void TearDown() override {
    server_.Close();  // ends all that waits for it
  }

  std::unique_ptr<Helpers> real_;
  Descriptor server_;
  std::string hung_;
};

TEST_F(HungMounts, G21_AHungMountStallsOnlyItsOwnCaller) {
  std::jthread stuck([&] {
    const auto inspected = host_->InspectTarget(
        hung_ + "/inside", {std::chrono::steady_clock::now() + 2s, {}, -1});
    ASSERT_FALSE(inspected.has_value());
    EXPECT_EQ(inspected.error().code, Code::DeadlineExceeded) << Words(inspected.error());
  });
  ASSERT_TRUE(WaitUntil([&] { return real_->stats().busy == 1; }));
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) EXPECT_OK(host_->InspectTarget(folder_.path(), context()));
  EXPECT_OK(host_->Mounts());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 1500ms);
  stuck.join();
  EXPECT_EQ(real_->stats().abandoned, 1u);
}

TEST_F(HungMounts, G21_AHungMountIsInTheTableAndCanBeUnmounted) {
  EXPECT_EQ(LinesAt(hung_).size(), 1u);
  EXPECT_OK(host_->Unmount(hung_, {std::chrono::steady_clock::now() + 10s, {}, -1}));
  EXPECT_TRUE(LinesAt(hung_).empty());
}

TEST_F(HungMounts, G04_NothingIsStackedOnAHungMount) {
  const std::string source = Folder("source");
  EXPECT_REFUSED(host_->Mount({Inspect(source), FilesystemType::None, "", hung_, {}}, context()),
                 Code::FailedPrecondition, "TargetMounted");
}

}  // namespace
}  // namespace rexray
