#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "drivers/os/signatures.h"
#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

class SubPaths : public HostTest, public ::testing::WithParamInterface<FilesystemType> {
 protected:
  void SetUp() override {
    HostTest::SetUp();
    loop_ = Loop("volume");
    device_ = Inspect(*loop_);
    MakeFilesystem(device_, GetParam());
    target_ = Folder("target");
  }

  void MountIt(std::vector<std::string> options = {}) {
    step::Mount mount = MountStep(device_, GetParam(), target_);
    mount.options = std::move(options);
    ASSERT_OK(host_->Mount(mount, context()));
  }

  Result<void> Make(const std::string& subPath) {
    return host_->MakeSubPath({device_, target_, subPath}, context());
  }

  struct stat StatusAt(const std::string& subPath) {
    struct stat status {};
    EXPECT_EQ(::stat((target_ + subPath).c_str(), &status), 0) << subPath;
    return status;
  }

  std::unique_ptr<LoopDevice> loop_;
  Device device_;
  std::string target_;
};

INSTANTIATE_TEST_SUITE_P(EachType, SubPaths,
                         ::testing::Values(FilesystemType::Ext4, FilesystemType::Xfs,
                                           FilesystemType::Btrfs),
                         [](const auto& type) { return NameOf(type.param); });

TEST_P(SubPaths, AreMadeForTheOwnerOfTheVolumeWhateverTheUmask) {
  MountIt();
  ASSERT_EQ(::chown(target_.c_str(), 1234, 5678), 0);
  const mode_t before = ::umask(0077);
  const auto made = Make("/data/deep er");
  ::umask(before);
  ASSERT_OK(made);
  for (const char* each : {"/data", "/data/deep er"}) {
    EXPECT_EQ(StatusAt(each).st_uid, 1234u);
    EXPECT_EQ(StatusAt(each).st_gid, 5678u);
    EXPECT_EQ(StatusAt(each).st_mode, S_IFDIR | 0755u);
  }
  EXPECT_FALSE(std::filesystem::exists(target_ + "/.rexray-unfinished"));
}

TEST_P(SubPaths, StayAsTheyAre) {
  MountIt();
  ASSERT_EQ(::mkdir((target_ + "/data").c_str(), 0700), 0);
  ASSERT_EQ(::chown((target_ + "/data").c_str(), 7, 8), 0);
  ASSERT_OK(Make("/data"));
  EXPECT_EQ(StatusAt("/data").st_uid, 7u);
  EXPECT_EQ(StatusAt("/data").st_mode, S_IFDIR | 0700u);
}

TEST_P(SubPaths, AreFinishedByTheNextTryIfOneWasCutOff) {
  MountIt();
  ASSERT_EQ(::chown(target_.c_str(), 1234, 5678), 0);
  ASSERT_EQ(::mkdir((target_ + "/.rexray-unfinished").c_str(), 0700), 0);
  ASSERT_OK(Make("/data"));
  EXPECT_EQ(StatusAt("/data").st_uid, 1234u);
  EXPECT_EQ(StatusAt("/data").st_mode, S_IFDIR | 0755u);
}

TEST_P(SubPaths, LeadNowhereElse) {
  MountIt();
  const std::string outside = Folder("outside");
  ASSERT_EQ(::symlink(outside.c_str(), (target_ + "/link").c_str()), 0);
  EXPECT_REFUSED(Make("/link"), Code::FailedPrecondition, "FolderUnusable");
  EXPECT_REFUSED(Make("/link/inner"), Code::FailedPrecondition, "FolderUnusable");
  const int file = ::creat((target_ + "/file").c_str(), 0600);
  ASSERT_GE(file, 0);
  ::close(file);
  EXPECT_REFUSED(Make("/file"), Code::FailedPrecondition, "FolderUnusable");
  EXPECT_REFUSED(Make("/file/inner"), Code::FailedPrecondition, "FolderUnusable");
  ASSERT_EQ(::mkdir((target_ + "/mounted").c_str(), 0700), 0);
  ASSERT_EQ(::mount(outside.c_str(), (target_ + "/mounted").c_str(), nullptr, MS_BIND, nullptr), 0);
  EXPECT_REFUSED(Make("/mounted/inner"), Code::FailedPrecondition, "FolderUnusable");
  ASSERT_EQ(::umount((target_ + "/mounted").c_str()), 0);
  EXPECT_TRUE(std::filesystem::is_empty(outside));
}

TEST_P(SubPaths, OfAReadOnlyMountMustBeThere) {
  MountIt();
  ASSERT_OK(Make("/data"));
  ASSERT_OK(host_->Unmount(target_, context()));
  MountIt({"ro"});
  EXPECT_OK(Make("/data"));
  EXPECT_REFUSED(Make("/other"), Code::FailedPrecondition, "FolderUnusable");
}

TEST_P(SubPaths, G05_AreNeverMadeUnderAMountThatIsNotThere) {
  EXPECT_REFUSED(Make("/data"), Code::FailedPrecondition, "IdentityMismatch");
  MountIt();
  ASSERT_EQ(::mount("tmpfs", target_.c_str(), "tmpfs", 0, nullptr), 0);
  EXPECT_REFUSED(Make("/data"), Code::FailedPrecondition, "IdentityMismatch");
  EXPECT_TRUE(std::filesystem::is_empty(target_));
  ASSERT_EQ(::umount(target_.c_str()), 0);
  EXPECT_OK(Make("/data"));
  ASSERT_OK(host_->Unmount(target_, context()));
  EXPECT_TRUE(std::filesystem::is_empty(target_));
}

TEST_P(SubPaths, G02_AreNeverMadeOnAnotherVolume) {
  const auto other = Loop("other");
  const Device wrong = Inspect(*other);
  MountIt();
  EXPECT_REFUSED(host_->MakeSubPath({wrong, target_, "/data"}, context()), Code::FailedPrecondition,
                 "IdentityMismatch");
  Device reused = device_;
  reused.identity = wrong.identity;
  EXPECT_REFUSED(host_->MakeSubPath({reused, target_, "/data"}, context()),
                 Code::FailedPrecondition, "IdentityMismatch");
  EXPECT_FALSE(std::filesystem::exists(target_ + "/data"));
}

}  // namespace
}  // namespace rexray
