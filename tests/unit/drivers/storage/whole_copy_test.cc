#include "drivers/storage/whole_copy.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "drivers/os/descriptor.h"
#include "tests/support/loop_device.h"
#include "tests/support/requirements.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;

class WholeCopy : public testing::Test {
 protected:
  void TearDown() override {
    if (device_) ::umount2(Mounted().c_str(), MNT_DETACH);
  }

  // An XFS, which can share blocks between files.
  void MountXfs() {
    device_ = std::make_unique<LoopDevice>(SparseFile(folder_ / "xfs.img", 320 * kMiB));
    Shell("mkfs.xfs -q -f " + device_->path());
    ASSERT_TRUE(std::filesystem::create_directory(Mounted()));
    ASSERT_EQ(::mount(device_->path().c_str(), Mounted().c_str(), "xfs", 0, nullptr), 0);
  }
  std::string Mounted() const { return folder_ / "mounted"; }

  static Result<void> Copy(const std::string& from, const std::string& to) {
    const Descriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    const Descriptor copy(::open(to.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    return CopyWhole(source.get(), copy.get(), from);
  }
  static std::string Content(const std::string& path) {
    std::ostringstream content;
    content << std::ifstream(path).rdbuf();
    return content.str();
  }
  static std::uint64_t BlocksOf(const std::string& path) {
    struct stat file {};
    EXPECT_EQ(::stat(path.c_str(), &file), 0);
    return static_cast<std::uint64_t>(file.st_blocks) * 512;
  }
  static std::uint64_t FreeAt(const std::string& path) {
    struct statvfs space {};
    EXPECT_EQ(::statvfs(path.c_str(), &space), 0);
    return space.f_bfree * space.f_frsize;
  }
  static void ExpectSame(const std::string& one, const std::string& other) {
    const std::string content = Content(one);
    EXPECT_TRUE(content == Content(other));
    EXPECT_GT(content.size(), 0U);
  }

  TempFolder folder_;
  std::unique_ptr<LoopDevice> device_;
};

TEST_F(WholeCopy, EveryByteAtItsPlaceAndHolesBetween) {
  const std::string from = SparseFile(folder_ / "from", 64 * kMiB + 777);
  const std::vector<std::uint64_t> places = {0,        4095,          5 * kMiB - 3,
                                             9 * kMiB, 40 * kMiB + 1, 64 * kMiB + 770};
  for (const std::uint64_t place : places)
    WriteAt(from, place, "data-" + std::to_string(place % 9));
  WriteAt(from, 20 * kMiB, std::string(3 * kMiB, 'x'));  // more than is read at once
  ASSERT_TRUE(Copy(from, folder_ / "to"));
  ExpectSame(from, folder_ / "to");
  EXPECT_LE(BlocksOf(folder_ / "to"), 8 * kMiB);
}

TEST_F(WholeCopy, NothingButAHoleAndNothingAtAll) {
  SparseFile(folder_ / "hole", 4 * kMiB);
  SparseFile(folder_ / "empty", 0);
  ASSERT_TRUE(Copy(folder_ / "hole", folder_ / "hole2"));
  ASSERT_TRUE(Copy(folder_ / "empty", folder_ / "empty2"));
  EXPECT_EQ(std::filesystem::file_size(folder_ / "hole2"), 4 * kMiB);
  EXPECT_EQ(std::filesystem::file_size(folder_ / "empty2"), 0U);
}

TEST_F(WholeCopy, BlocksAreSharedWhereTheFilesystemCan) {
  RequireRoot();
  if (IsSkipped() || HasFatalFailure()) return;
  MountXfs();
  const std::string from = SparseFile(Mounted() + "/from", 48 * kMiB);
  WriteAt(from, 2 * kMiB, std::string(40 * kMiB, 'x'));
  const std::uint64_t before = FreeAt(Mounted());
  for (const char* to : {"/one", "/two"}) {
    const auto copied = Copy(from, Mounted() + to);
    ASSERT_TRUE(copied) << copied.error().message;
    ExpectSame(from, Mounted() + to);
  }
  EXPECT_LT(before - FreeAt(Mounted()), 10 * kMiB);
  WriteAt(from, 2 * kMiB, "later");
  EXPECT_EQ(Content(Mounted() + "/one").find("later"), std::string::npos);
}

TEST_F(WholeCopy, AFullFilesystemIsAnErrorAndNoShortCopy) {
  RequireRoot();
  if (IsSkipped() || HasFatalFailure()) return;
  MountXfs();
  const std::string from = SparseFile(folder_ / "from", 400 * kMiB);
  WriteAt(from, 0, std::string(330 * kMiB, 'x'));
  EXPECT_EQ(Copy(from, Mounted() + "/to").error().code, Code::ResourceExhausted);
}

}  // namespace
}  // namespace rexray
