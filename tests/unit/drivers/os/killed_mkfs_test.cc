#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "drivers/os/lock.h"
#include "drivers/os/process.h"
#include "drivers/os/signatures.h"
#include "tests/support/command.h"
#include "tests/unit/drivers/os/host_test.h"
#include "tests/unit/drivers/os/programs_in_front.h"

namespace rexray {
namespace {

using namespace std::chrono_literals;

class KilledMkfs : public HostTest, public ::testing::WithParamInterface<FilesystemType> {
 protected:
  void SetUp() override {
    HostTest::SetUp();
    RequireProgram("strace");
  }

  static std::string MkfsOf(FilesystemType type) { return "mkfs." + NameOf(type); }
  void ReplaceMkfs(FilesystemType type, const std::string& script) {
    programs_.Replace(MkfsOf(type), script);
  }
  void RestoreMkfs(FilesystemType type) { programs_.Restore(MkfsOf(type)); }
  void KillMkfsAtWrite(FilesystemType type, int n) { programs_.KillAtWrite(MkfsOf(type), n); }

  ProgramsInFront programs_{folder_.path()};
};

INSTANTIATE_TEST_SUITE_P(EachType, KilledMkfs,
                         ::testing::Values(FilesystemType::Ext4, FilesystemType::Xfs,
                                           FilesystemType::Btrfs),
                         [](const auto& type) { return NameOf(type.param); });

// Whatever a cut-off mkfs leaves is seen as blank of signatures or as ours, never as somebody's,
// and can be formatted again; what is called clean really mounts.
TEST_P(KilledMkfs, G01_AnyWriteMayBeTheLastOne) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  const std::string target = Folder("target");
  int kills = 0;
  for (int n = 1;; n += 1 + n / 4) {
    KillMkfsAtWrite(GetParam(), n);
    const auto formatted = host_->Format(FormatStep(device, GetParam()), context());
    RestoreMkfs(GetParam());
    if (formatted) break;
    ++kills;
    EXPECT_EQ(formatted.error().code, Code::Unavailable)
        << "after write " << n << ": " << Words(formatted.error());
    const auto probe = host_->ProbeDevice(device, kUuid, context());
    ASSERT_OK(probe);
    for (const Signature& signature : probe->signatures)
      EXPECT_EQ(signature, (Signature{NameOf(GetParam()), kUuid})) << "after write " << n;
    const auto mounted = host_->Mount(MountStep(device, GetParam(), target), context());
    if (probe->clean.value_or(false)) {
      EXPECT_OK(mounted) << "after write " << n;
    }
    EXPECT_OK(host_->Unmount(target, context()));
  }
  EXPECT_GT(kills, 3);
  ASSERT_OK(host_->Format(FormatStep(device, GetParam()), context()));
  const auto whole = host_->ProbeDevice(device, kUuid, context());
  ASSERT_OK(whole);
  EXPECT_EQ(whole->clean, true) << whole->signatures.size() << " signatures";
}

TEST_F(KilledMkfs, OneThatStumblesOverAnotherDeviceMayBeTriedAgain) {
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  const auto format = FormatStep(device, FilesystemType::Btrfs);
  ReplaceMkfs(FilesystemType::Btrfs,
              "echo 'ERROR: cannot check mount status of /dev/loop9: No such device' >&2; exit 1");
  EXPECT_REFUSED(host_->Format(format, context()), Code::Unavailable, "FormatFailed");
  RestoreMkfs(FilesystemType::Btrfs);
  EXPECT_OK(host_->Format(format, context()));
}

TEST_F(KilledMkfs, OneThatNeverEndsIsKilledAndFreesTheVolumesLock) {
  ReplaceMkfs(FilesystemType::Ext4, "touch " + (folder_ / "began") + "; sleep 1000");
  const auto loop = Loop("volume");
  const Device device = Inspect(*loop);
  const auto helpers = StartHelpers(HostHelperFunctions(), 2);
  ASSERT_OK(helpers);
  const auto host = MakeLinuxHost(**helpers, {});
  const auto locks = OpenVolumeLocks(folder_.path());
  ASSERT_OK(locks);
  auto held = (*locks)->TryLock({kUuid});
  ASSERT_OK(held);
  std::stop_source stop;
  std::jthread stopper([&] {
    EXPECT_TRUE(Eventually([&] { return ::access((folder_ / "began").c_str(), F_OK) == 0; }));
    stop.request_stop();
  });
  const auto formatted = host->Format(
      FormatStep(device, FilesystemType::Ext4),
      {std::chrono::steady_clock::now() + 5min, stop.get_token(), (*held)->descriptor()});
  EXPECT_REFUSED(formatted, Code::DeadlineExceeded, "");
  held->reset();
  EXPECT_TRUE(Eventually([&] { return (*locks)->TryLock({kUuid}).has_value(); }));
}

}  // namespace
}  // namespace rexray
