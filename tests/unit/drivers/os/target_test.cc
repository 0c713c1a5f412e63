#include <fcntl.h>
#include <gmock/gmock.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Targets : public HostTest {
 protected:
  std::vector<std::string> Missing(const std::string& target) {
    const auto missing = host_->MissingDirectories(target, context());
    EXPECT_TRUE(missing.has_value()) << Words(missing.error());
    return missing.value_or(std::vector<std::string>{});
  }
  mode_t ModeOf(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777;
  }
  bool Tmpfs(const std::string& path) {
    return ::mount("none", path.c_str(), "tmpfs", 0, nullptr) == 0;
  }
};

TEST_F(Targets, MissingDirectoriesAreListedOutermostFirst) {
  EXPECT_THAT(Missing(folder_ / "a/b/c"),
              ElementsAre(folder_ / "a", folder_ / "a/b", folder_ / "a/b/c"));
  Folder("a");
  EXPECT_THAT(Missing(folder_ / "a/b"), ElementsAre(folder_ / "a/b"));
  EXPECT_THAT(Missing(folder_ / "a"), IsEmpty());
}

TEST_F(Targets, SymlinksAndFilesInThePathAreRefused) {
  Folder("real");
  ASSERT_EQ(::symlink("real", (folder_ / "link").c_str()), 0);
  std::ofstream(folder_ / "file") << "";
  for (const auto* path : {"link", "link/x", "link/x/y", "file", "file/x"})
    EXPECT_REFUSED(host_->MissingDirectories(folder_ / path, context()), Code::FailedPrecondition,
                   "TargetNotDirectory");
}

TEST_F(Targets, G05_EvenRootCannotWriteUnderAnUnmountedTarget) {
  const std::string target = folder_ / "a/target";
  const auto made = host_->MakeTarget(Missing(target), context());
  ASSERT_OK(made);
  EXPECT_TRUE(*made) << "the test's filesystem has the immutable attribute";
  EXPECT_EQ(ModeOf(folder_ / "a"), 0755u);
  EXPECT_EQ(ModeOf(target), 0u);
  EXPECT_LT(::open((target + "/file").c_str(), O_CREAT | O_WRONLY, 0600), 0);
  EXPECT_LT(::mkdir((target + "/folder").c_str(), 0700), 0);
  EXPECT_LT(::rmdir(target.c_str()), 0);
  std::ofstream(folder_ / "a/neighbour") << "only the target is protected";
  EXPECT_TRUE(fs::exists(folder_ / "a/neighbour"));
}

TEST_F(Targets, G05_AnUnmountBehindOurBackLeavesTheTargetUnwritable) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  MakeFilesystem(device, FilesystemType::Ext4);
  const std::string target = folder_ / "target";
  ASSERT_OK(host_->MakeTarget(Missing(target), context()));
  ASSERT_OK(host_->Mount(MountStep(device, FilesystemType::Ext4, target), context()));
  std::ofstream(target + "/data") << "on the volume";
  ASSERT_TRUE(fs::exists(target + "/data"));
  ASSERT_EQ(::umount2(target.c_str(), UMOUNT_NOFOLLOW), 0);
  EXPECT_LT(::open((target + "/data").c_str(), O_CREAT | O_WRONLY, 0600), 0);
  EXPECT_EQ(errno, EPERM);
}

TEST_F(Targets, MakingIsIdempotent) {
  const std::string target = folder_ / "a/target";
  const auto missing = Missing(target);
  ASSERT_OK(host_->MakeTarget(missing, context()));
  const auto again = host_->MakeTarget(missing, context());
  ASSERT_OK(again);
  EXPECT_TRUE(*again);
}

TEST_F(Targets, ACutOffMakingIsCompleted) {
  const std::string target = folder_ / "target";
  const auto missing = Missing(target);
  Folder("target");
  const auto made = host_->MakeTarget(missing, context());
  ASSERT_OK(made);
  EXPECT_TRUE(*made);
  EXPECT_EQ(ModeOf(target), 0u);
}

TEST_F(Targets, FilesThatCameInBetweenAreNeverAltered) {
  const std::string target = folder_ / "target";
  const auto missing = Missing(target);
  Folder("target");
  std::ofstream(target + "/file") << "somebody's";
  EXPECT_REFUSED(host_->MakeTarget(missing, context()), Code::FailedPrecondition, "TargetNotEmpty");
  EXPECT_EQ(ModeOf(target), 0755u);
  std::ofstream(target + "/more") << "";
  EXPECT_TRUE(fs::exists(target + "/more"));
}

TEST_F(Targets, AMountThatCameInBetweenIsNeverAltered) {
  const std::string target = folder_ / "target";
  const auto missing = Missing(target);
  Folder("target");
  ASSERT_TRUE(Tmpfs(target));
  const mode_t mode = ModeOf(target);
  EXPECT_REFUSED(host_->MakeTarget(missing, context()), Code::FailedPrecondition, "TargetMounted");
  EXPECT_EQ(ModeOf(target), mode);
}

TEST_F(Targets, TheUsersOwnDirectoryStaysAsItIs) {
  const std::string target = Folder("target");
  const auto made = host_->MakeTarget(Missing(target), context());
  ASSERT_OK(made);
  EXPECT_FALSE(*made);
  EXPECT_EQ(ModeOf(target), 0755u);
}

TEST_F(Targets, AFilesystemWithoutTheAttributeSaysUnprotected) {
  const std::string root = Folder("vfat");
  ASSERT_EQ(::mount("none", root.c_str(), "ramfs", 0, nullptr), 0);
  const auto made = host_->MakeTarget({root + "/target"}, context());
  ASSERT_OK(made);
  EXPECT_FALSE(*made);
  EXPECT_OK(host_->RemoveTarget({root + "/target"}, context()));
  EXPECT_FALSE(fs::exists(root + "/target"));
}

TEST_F(Targets, RemovingTakesAwayWhatWeMade) {
  const std::string target = folder_ / "a/b/target";
  const auto missing = Missing(target);
  ASSERT_OK(host_->MakeTarget(missing, context()));
  EXPECT_OK(host_->RemoveTarget(missing, context()));
  EXPECT_FALSE(fs::exists(folder_ / "a"));
  EXPECT_OK(host_->RemoveTarget(missing, context())) << "idempotent";
}

TEST_F(Targets, G08_RemovingLeavesFoldersThatOthersUse) {
  const std::string target = folder_ / "a/target";
  const auto missing = Missing(target);
  ASSERT_OK(host_->MakeTarget(missing, context()));
  std::ofstream(folder_ / "a/other") << "somebody's";
  EXPECT_OK(host_->RemoveTarget(missing, context()));
  EXPECT_FALSE(fs::exists(target));
  EXPECT_TRUE(fs::exists(folder_ / "a/other"));
}

TEST_F(Targets, G08_CleanUpWithAMountLeftInPlaceKeepsTheData) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  MakeFilesystem(device, FilesystemType::Xfs);
  const std::string target = folder_ / "a/target";
  const auto missing = Missing(target);
  ASSERT_OK(host_->MakeTarget(missing, context()));
  ASSERT_OK(host_->Mount(MountStep(device, FilesystemType::Xfs, target), context()));
  std::ofstream(target + "/data") << "precious";
  EXPECT_OK(host_->RemoveTarget(missing, context()));
  EXPECT_TRUE(fs::exists(target + "/data"));
  ASSERT_OK(host_->Unmount(target, context()));
  EXPECT_OK(host_->RemoveTarget(missing, context()));
  EXPECT_FALSE(fs::exists(folder_ / "a"));
}

TEST_F(Targets, G08_AnEmptyMountedVolumeIsNotTakenForAnEmptyFolder) {
  const std::string target = folder_ / "target";
  const auto missing = Missing(target);
  ASSERT_OK(host_->MakeTarget(missing, context()));
  ASSERT_TRUE(Tmpfs(target));
  EXPECT_OK(host_->RemoveTarget(missing, context()));
  EXPECT_EQ(LinesAt(target).size(), 1u);
  ASSERT_EQ(::umount2(target.c_str(), UMOUNT_NOFOLLOW), 0);
  EXPECT_TRUE(host_->InspectTarget(target, context())->immutable) << "still protected";
}

TEST_F(Targets, G08_ASymlinkPutInItsPlaceIsNotFollowed) {
  const std::string target = folder_ / "target";
  Folder("elsewhere");
  ASSERT_EQ(::symlink("elsewhere", target.c_str()), 0);
  EXPECT_OK(host_->RemoveTarget({target}, context()));
  EXPECT_TRUE(fs::exists(folder_ / "elsewhere"));
}

TEST_F(Targets, InspectTellsWhatIsThere) {
  const std::string empty = Folder("empty"), full = Folder("full"), file = folder_ / "file";
  Folder("full/inner");
  std::ofstream(file) << "";
  EXPECT_EQ(host_->InspectTarget(empty, context()).value(), (TargetState{true, true, false}));
  EXPECT_EQ(host_->InspectTarget(full, context()).value(), (TargetState{true, false, false}));
  EXPECT_EQ(host_->InspectTarget(file, context()).value(), (TargetState{}));
  EXPECT_REFUSED(host_->InspectTarget(folder_ / "none", context()), Code::NotFound, "");
  ASSERT_OK(host_->MakeTarget({folder_ / "made"}, context()));
  EXPECT_EQ(host_->InspectTarget(folder_ / "made", context()).value(),
            (TargetState{true, true, true}));
}

TEST_F(Targets, InspectRefusesToJudgeWhatAMountHides) {
  const std::string target = Folder("target");
  ASSERT_TRUE(Tmpfs(target));
  EXPECT_REFUSED(host_->InspectTarget(target, context()), Code::FailedPrecondition,
                 "TargetMounted");
}

}  // namespace
}  // namespace rexray
