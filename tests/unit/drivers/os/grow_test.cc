#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>

#include <filesystem>
#include <fstream>

#include "drivers/os/descriptor.h"
#include "tests/support/command.h"
#include "tests/unit/drivers/os/host_test.h"
#include "tests/unit/drivers/os/programs_in_front.h"

// Real filesystems on loop devices that became larger.

namespace rexray {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLarger = 2 * kVolumeBytes;

class GrowTest : public HostTest, public ::testing::WithParamInterface<FilesystemType> {
 protected:
  // "volume", formatted, with rows in it, and then twice as large.
  void Prepare(FilesystemType type) {
    type_ = type;
    loop_ = Loop("volume");
    MakeFilesystem(Inspect(*loop_), type);
    Mount();
    std::ofstream(target_ + "/rows") << "kept";
    ASSERT_OK(host_->Unmount(target_, context()));
    fs::resize_file(folder_ / "volume", kLarger);
    const Descriptor device(::open(loop_->path().c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_EQ(::ioctl(device.get(), LOOP_SET_CAPACITY, 0), 0);
    ASSERT_EQ(Inspect(*loop_).size, Bytes{kLarger});
  }

  void Mount() {
    if (target_.empty()) target_ = Folder("target");
    ASSERT_OK(host_->Mount(MountStep(Inspect(*loop_), type_, target_), context()));
  }
  step::GrowFilesystem Step(const std::string& target) {
    return {Inspect(*loop_), type_, kUuid, target};
  }
  // Mount namespaces of tests beside this one may keep its mounts for a while.
  Result<void> GrowUnmounted() {
    Result<void> grown;
    Eventually([&] {
      grown = host_->GrowFilesystem(Step({}), context());
      return grown || grown.error().reason != "DeviceInUse";
    });
    return grown;
  }

  // Mounted; without what the filesystem keeps for itself.
  std::uint64_t Held() const {
    struct statvfs status {};
    EXPECT_EQ(::statvfs(target_.c_str(), &status), 0);
    return status.f_blocks * status.f_frsize;
  }
  void ExpectGrown() {
    EXPECT_GT(Held(), kLarger * 8 / 10);
    std::string rows;
    std::ifstream(target_ + "/rows") >> rows;
    EXPECT_EQ(rows, "kept");
  }
  std::size_t Marks() const {
    const fs::path folder = folder_ / "growing";
    if (!fs::exists(folder)) return 0;
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }
  // As a resize2fs leaves it that is killed halfway.
  void CutOffHalfway() {
    ProgramsInFront programs(folder_.path());
    programs.KillAtWrite("resize2fs", 40);
    EXPECT_REFUSED(GrowUnmounted(), Code::Unavailable, "");
    EXPECT_EQ(Marks(), 1u);
  }

  FilesystemType type_ = FilesystemType::Ext4;
  std::unique_ptr<LoopDevice> loop_;
  std::string target_;
};

TEST_P(GrowTest, G37_AMountedOneGrowsUnderItsUsers) {
  if (GetParam() == FilesystemType::Ext4 && !host_->GrowsMountedExt4())
    GTEST_SKIP() << "an ext4 grows mounted only with CAP_SYS_RESOURCE";
  ASSERT_NO_FATAL_FAILURE(Prepare(GetParam()));
  Mount();
  std::ofstream open(target_ + "/open");
  const std::uint64_t before = Held();
  for (int i = 0; i < 2; ++i) EXPECT_OK(host_->GrowFilesystem(Step(target_), context()));
  EXPECT_GT(Held(), before * 3 / 2);
  open << "still here" << std::flush;
  EXPECT_TRUE(open.good());
  ExpectGrown();
}

TEST_P(GrowTest, OneThatIsNotMountedAtTheTargetIsNotTouched) {
  ASSERT_NO_FATAL_FAILURE(Prepare(GetParam()));
  EXPECT_REFUSED(host_->GrowFilesystem(Step(target_), context()), Code::FailedPrecondition,
                 "IdentityMismatch");
}

INSTANTIATE_TEST_SUITE_P(EachType, GrowTest,
                         ::testing::Values(FilesystemType::Ext4, FilesystemType::Xfs,
                                           FilesystemType::Btrfs),
                         [](const auto& type) { return NameOf(type.param); });

TEST_F(GrowTest, G37_AnExt4GrowsWhileItIsNotMounted) {
  ASSERT_NO_FATAL_FAILURE(Prepare(FilesystemType::Ext4));
  for (int i = 0; i < 2; ++i) EXPECT_OK(GrowUnmounted());
  EXPECT_EQ(Marks(), 0u);
  EXPECT_EQ(host_->LeftClean(Inspect(*loop_), context()), true);
  Mount();
  ExpectGrown();
}

TEST_F(GrowTest, G37_AnyWriteOfResize2fsMayBeTheLastOne) {
  RequireProgram("strace");
  ASSERT_NO_FATAL_FAILURE(Prepare(FilesystemType::Ext4));
  fs::copy_file(folder_ / "volume", folder_ / "before");
  int kills = 0;
  for (int n = 1;; n += 1 + n / 4) {
    SCOPED_TRACE(testing::Message() << "killed at write " << n);
    {
      ProgramsInFront programs(folder_.path());
      programs.KillAtWrite("resize2fs", n);
      if (GrowUnmounted()) break;
    }
    ++kills;
    ASSERT_OK(GrowUnmounted());
    EXPECT_EQ(Marks(), 0u);
    Mount();
    ExpectGrown();
    ASSERT_OK(host_->Unmount(target_, context()));
    if (HasFailure()) return;
    // Anew from where it was.
    loop_.reset();
    Shell("cp --sparse=always " + (folder_ / "before") + " " + (folder_ / "volume"));
    loop_ = std::make_unique<LoopDevice>(folder_ / "volume");
  }
  EXPECT_GT(kills, 10);
}

TEST_F(GrowTest, G12_WhoMendedItMeanwhileKeepsWhatHeWrote) {
  RequireProgram("strace");
  ASSERT_NO_FATAL_FAILURE(Prepare(FilesystemType::Ext4));
  CutOffHalfway();
  RunCommand({"e2fsck", "-f", "-y", loop_->path()});
  const std::string users = Folder("users");
  ASSERT_EQ(RunCommand({"mount", loop_->path(), users}).exitCode, 0);
  std::ofstream(users + "/since") << "precious";
  ASSERT_EQ(RunCommand({"umount", users}).exitCode, 0);
  ASSERT_OK(GrowUnmounted());
  Mount();
  ExpectGrown();
  std::string since;
  std::ifstream(target_ + "/since") >> since;
  EXPECT_EQ(since, "precious");
}

TEST_F(GrowTest, OneThatWasCutOffIsNotMountedAsItIs) {
  RequireProgram("strace");
  ASSERT_NO_FATAL_FAILURE(Prepare(FilesystemType::Ext4));
  CutOffHalfway();
  EXPECT_REFUSED(host_->Mount(MountStep(Inspect(*loop_), type_, target_), context()),
                 Code::Unavailable, "");
}

TEST_F(GrowTest, OneThatIsInUseElsewhereIsNotTouchedAndItsUserNamed) {
  ASSERT_NO_FATAL_FAILURE(Prepare(FilesystemType::Ext4));
  Mount();
  const auto grown = host_->GrowFilesystem(Step({}), context());
  EXPECT_REFUSED(grown, Code::FailedPrecondition, "DeviceInUse");
  EXPECT_NE(grown.error().message.find(target_), std::string::npos) << grown.error().message;
}

TEST_F(GrowTest, OneThatNeedsADecisionIsLeftToPeople) {
  ASSERT_NO_FATAL_FAILURE(Prepare(FilesystemType::Ext4));
  Shell("debugfs -w -R 'clri <2>' " + loop_->path());
  EXPECT_REFUSED(GrowUnmounted(), Code::FailedPrecondition, "NeedsRepair");
}

TEST_F(GrowTest, OneThatResize2fsGaveUpHalfwayIsSoundAgain) {
  RequireProgram("strace");
  ASSERT_NO_FATAL_FAILURE(Prepare(FilesystemType::Ext4));
  {
    ProgramsInFront programs(folder_.path());
    programs.Replace(
        "resize2fs",
        "strace -f -o /dev/null -e trace=pwrite64 -e inject=pwrite64:signal=KILL:when=40 "
        "/usr/sbin/resize2fs \"$@\"; exit 1");
    EXPECT_REFUSED(GrowUnmounted(), Code::FailedPrecondition, "GrowFailed");
  }
  EXPECT_EQ(Marks(), 0u);
  Mount();
  std::string rows;
  std::ifstream(target_ + "/rows") >> rows;
  EXPECT_EQ(rows, "kept");
}

TEST_F(GrowTest, OneWhoseFilesWouldHaveToMoveIsLeftToPeople) {
  loop_ = Loop("volume");
  step::Format format = FormatStep(Inspect(*loop_), FilesystemType::Ext4);
  format.filesystem.options = {"-E", "resize=400M"};
  ASSERT_OK(host_->Format(format, context()));
  fs::resize_file(folder_ / "volume", 40ULL << 30);
  const Descriptor device(::open(loop_->path().c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(::ioctl(device.get(), LOOP_SET_CAPACITY, 0), 0);
  EXPECT_REFUSED(GrowUnmounted(), Code::FailedPrecondition, "GrowFailed");
  EXPECT_EQ(host_->LeftClean(Inspect(*loop_), context()), true);
}

TEST_F(GrowTest, AnotherFilesystemIsNotTouched) {
  ASSERT_NO_FATAL_FAILURE(Prepare(FilesystemType::Ext4));
  step::GrowFilesystem other = Step({});
  other.uuid = kOtherUuid;
  EXPECT_REFUSED(host_->GrowFilesystem(other, context()), Code::FailedPrecondition,
                 "IdentityMismatch");
}

}  // namespace
}  // namespace rexray
