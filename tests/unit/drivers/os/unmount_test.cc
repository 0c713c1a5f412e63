#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>

#include "tests/unit/drivers/os/bystander.h"
#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

using ::testing::HasSubstr;

class Unmounting : public HostTest {
 protected:
  void SetUp() override {
    HostTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    loop_ = Loop("volume");
    MakeFilesystem(Inspect(*loop_), FilesystemType::Ext4);
    target_ = Folder("target");
    ASSERT_OK(host_->Mount(MountStep(Inspect(*loop_), FilesystemType::Ext4, target_), context()));
    std::ofstream(target_ + "/file") << "data";
  }

  // Whether the unmount is refused, naming this, and the mount stays.
  void ExpectBusy(const std::string& holder) {
    const auto unmounted = host_->Unmount(target_, context());
    ASSERT_TRUE(IsRefused(unmounted, Code::FailedPrecondition, "TargetBusy"));
    EXPECT_THAT(unmounted.error().message, HasSubstr(holder));
    EXPECT_EQ(LinesAt(target_).size(), 1u);
  }

  std::unique_ptr<LoopDevice> loop_;
  std::string target_;
};

TEST_F(Unmounting, TakesTheMountAwayOnce) {
  EXPECT_OK(host_->Unmount(target_, context()));
  EXPECT_TRUE(LinesAt(target_).empty());
  EXPECT_OK(host_->Unmount(target_, context())) << "nothing mounted is fine";
  EXPECT_OK(host_->Unmount(folder_ / "none", context())) << "nothing there is fine";
}

TEST_F(Unmounting, TakesOnlyTheTopmostLayer) {
  ASSERT_EQ(::mount("none", target_.c_str(), "tmpfs", 0, nullptr), 0);
  EXPECT_OK(host_->Unmount(target_, context()));
  ASSERT_EQ(LinesAt(target_).size(), 1u);
  EXPECT_EQ(LinesAt(target_)[0].fstype, "ext4");
}

TEST_F(Unmounting, G22_AWorkingDirectoryIsNamed) {
  const Bystander holder([&] { (void)!::chdir(target_.c_str()); });
  ExpectBusy("process " + holder.pid());
}

TEST_F(Unmounting, G22_AnOpenFileIsNamed) {
  const Bystander holder([&] { ::open((target_ + "/file").c_str(), O_RDONLY); });
  ExpectBusy("process " + holder.pid());
}

TEST_F(Unmounting, G22_AMappedFileIsNamed) {
  const Bystander holder([&] {
    const int file = ::open((target_ + "/file").c_str(), O_RDONLY);
    ::mmap(nullptr, 4, PROT_READ, MAP_PRIVATE, file, 0);
    ::close(file);
  });
  ExpectBusy("process " + holder.pid());
}

TEST_F(Unmounting, G22_AMountBelowIsNamed) {
  const std::string inner = Folder("target/inner");
  ASSERT_EQ(::mount("none", inner.c_str(), "tmpfs", 0, nullptr), 0);
  ExpectBusy("the mount at " + inner);
}

TEST_F(Unmounting, G22_ALoopDeviceOnAFileOfTheVolumeIsNamed) {
  const LoopDevice inner(SparseFile(target_ + "/image", kMiB));
  ExpectBusy(inner.path().substr(5));
}

TEST_F(Unmounting, G22_WhatAHolderDoesIsTold) {
  const Bystander folder([&] { (void)!::chdir(target_.c_str()); });
  const Bystander file([&] { ::open((target_ + "/file").c_str(), O_RDONLY); });
  ExpectBusy("process " + folder.pid() + " (unit_drivers) with working directory " + target_);
  ExpectBusy("process " + file.pid() + " (unit_drivers) with open file " + target_ + "/file");
}

// What is unmounted here would go from the other namespace too, where it is in use.
TEST_F(Unmounting, G22_AHolderInAnotherMountNamespaceIsNamed) {
  const std::string above = Folder("above");
  ASSERT_EQ(::mount(above.c_str(), above.c_str(), nullptr, MS_BIND, nullptr), 0);
  ASSERT_EQ(::mount(nullptr, above.c_str(), nullptr, MS_SHARED, nullptr), 0);
  ASSERT_OK(host_->Unmount(target_, context()));
  target_ = Folder("above/target");
  ASSERT_OK(host_->Mount(MountStep(Inspect(*loop_), FilesystemType::Ext4, target_), context()));
  const Bystander holder([&] {
    ::unshare(CLONE_NEWNS);
    ::open((target_ + "/file").c_str(), O_RDONLY);
  });
  ExpectBusy("process " + holder.pid() + " (unit_drivers, mount namespace ");
}

TEST_F(Unmounting, AProcessOfTheFilesystemBelowIsNotBlamed) {
  const Bystander holder([&] { (void)!::chdir(target_.c_str()); });
  const Bystander neighbour([&] { (void)!::chdir(folder_.path().c_str()); });
  const auto unmounted = host_->Unmount(target_, context());
  ASSERT_FALSE(unmounted.has_value());
  EXPECT_THAT(unmounted.error().message, ::testing::Not(HasSubstr("process " + neighbour.pid())));
}

TEST_F(Unmounting, AtMostFiveHoldersAreNamed) {
  std::vector<std::unique_ptr<Bystander>> holders;
  for (int i = 0; i < 7; ++i)
    holders.push_back(std::make_unique<Bystander>([&] { (void)!::chdir(target_.c_str()); }));
  const auto unmounted = host_->Unmount(target_, context());
  ASSERT_FALSE(unmounted.has_value());
  std::size_t named = 0;
  for (const auto& holder : holders)
    named += unmounted.error().message.find("process " + holder->pid()) != std::string::npos;
  EXPECT_EQ(named, 5u);
}

TEST_F(Unmounting, ASymlinkIsNotFollowed) {
  ASSERT_EQ(::symlink(target_.c_str(), (folder_ / "link").c_str()), 0);
  EXPECT_FALSE(host_->Unmount(folder_ / "link", context()).has_value());
  EXPECT_EQ(LinesAt(target_).size(), 1u);
}

}  // namespace
}  // namespace rexray
