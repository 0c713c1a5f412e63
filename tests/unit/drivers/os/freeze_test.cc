#include "drivers/os/freeze.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/support/command.h"
#include "tests/support/process.h"
#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

class FreezeTest : public HostTest {
 protected:
  void SetUp() override {
    HostTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    loop_ = Loop("volume", 64 * kMiB);
    MakeFilesystem(Inspect(*loop_), FilesystemType::Ext4);
    ASSERT_TRUE(host_->Mount(MountStep(Inspect(*loop_), FilesystemType::Ext4, target_), context()));
  }
  void TearDown() override {
    // Who thaws for a process that was killed has it open for a moment longer.
    if (loop_) {
      EXPECT_TRUE(Eventually([&] { return bool(host_->Unmount(target_, context())); }));
    }
  }

  Descriptor Root() const {
    return Descriptor(::open(target_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  bool IsFrozen() const {
    const Descriptor root = Root();
    if (::ioctl(root.get(), FIFREEZE, 0) != 0) return errno == EBUSY;
    ::ioctl(root.get(), FITHAW, 0);
    return false;
  }

  const std::string target_ = Folder("mnt");
  std::unique_ptr<LoopDevice> loop_;
};

TEST_F(FreezeTest, WritersWaitUntilItIsThawed) {
  auto frozen = FrozenFilesystem::Of(Root());
  ASSERT_TRUE(frozen) << frozen.error().message;
  EXPECT_TRUE(IsFrozen());
  Process writer({"sh", "-c", "echo row > \"$0/file\"", target_}, {});
  EXPECT_FALSE(writer.Wait(std::chrono::milliseconds(200))) << "it wrote";
  EXPECT_TRUE(frozen->Thaw());
  EXPECT_EQ(writer.Wait(std::chrono::seconds(20)), 0);
}

TEST_F(FreezeTest, WhoLetsItGoThawsIt) {
  { const auto frozen = FrozenFilesystem::Of(Root()); }
  EXPECT_FALSE(IsFrozen());
}

TEST_F(FreezeTest, WhatSomebodyElseFrozeIsRefusedAndStaysFrozen) {
  const Descriptor root = Root();
  ASSERT_EQ(::ioctl(root.get(), FIFREEZE, 0), 0);
  const auto frozen = FrozenFilesystem::Of(Root());
  ASSERT_FALSE(frozen);
  EXPECT_EQ(frozen.error().reason, "FrozenByOthers");
  EXPECT_EQ(::ioctl(root.get(), FITHAW, 0), 0) << "it was thawed";
}

TEST_F(FreezeTest, WhatSomebodyThawedMeanwhileIsNotOfOneMoment) {
  auto frozen = FrozenFilesystem::Of(Root());
  ASSERT_TRUE(frozen);
  const Descriptor root = Root();
  ASSERT_EQ(::ioctl(root.get(), FITHAW, 0), 0);
  const auto thawed = frozen->Thaw();
  ASSERT_FALSE(thawed);
  EXPECT_EQ(thawed.error().reason, "ThawedMeanwhile");
}

TEST_F(FreezeTest, WhatItsProcessLeavesFrozenWhenItIsKilledIsThawed) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto frozen = FrozenFilesystem::Of(Root());
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(Eventually([&] { return !IsFrozen(); }));
}

TEST_F(FreezeTest, WhatBothLeftIsThawedByTheNext) {
  const Descriptor root = Root();
  ThawLeftover(root);
  ASSERT_EQ(::ioctl(root.get(), FIFREEZE, 0), 0);
  ThawLeftover(root);
  EXPECT_FALSE(IsFrozen());
}

}  // namespace
}  // namespace rexray
