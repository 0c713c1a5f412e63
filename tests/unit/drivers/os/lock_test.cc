#include "drivers/os/lock.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "drivers/os/helper.h"
#include "drivers/os/host.h"
#include "drivers/os/process.h"
#include "tests/support/command.h"
#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

using ::testing::HasSubstr;

const VolumeUid kLockedUid{"0d1b1e66-5a5e-5c6a-9c3e-0a1b2c3d4e5f"};
const VolumeUid kOtherUid{"1d1b1e66-5a5e-5c6a-9c3e-0a1b2c3d4e5f"};

TEST(StateFolderLock, ASecondDaemonIsRefusedWithThePidOfTheFirst) {
  const TempFolder folder;
  const auto first = LockStateFolder(folder.path());
  ASSERT_OK(first);
  const auto second = LockStateFolder(folder.path());
  EXPECT_REFUSED(second, Code::FailedPrecondition, "");
  EXPECT_THAT(second.error().message, HasSubstr("process " + std::to_string(::getpid())));
}

TEST(StateFolderLock, G20_IsFreeAgainAfterItsHolder) {
  const TempFolder folder;
  const pid_t daemon = ::fork();
  if (daemon == 0) {
    const auto held = LockStateFolder(folder.path());
    std::ofstream(folder / "locked") << held.has_value();
    for (;;) ::pause();
  }
  ASSERT_TRUE(Eventually([&] { return std::ifstream(folder / "locked").peek() == '1'; }));
  EXPECT_FALSE(LockStateFolder(folder.path()).has_value());
  ::kill(daemon, SIGKILL);
  ::waitpid(daemon, nullptr, 0);
  EXPECT_OK(LockStateFolder(folder.path()));
}

TEST(StateFolderLock, AMissingFolderIsAnError) {
  EXPECT_REFUSED(LockStateFolder("/tmp/rexray-test/none/none"), Code::NotFound, "");
}

TEST(VolumeLock, G20_OneOperationAtATimePerVolume) {
  const TempFolder folder;
  const auto locks = OpenVolumeLocks(folder.path());
  ASSERT_OK(locks);
  auto held = (*locks)->TryLock(kLockedUid);
  ASSERT_OK(held);
  EXPECT_REFUSED((*locks)->TryLock(kLockedUid), Code::FailedPrecondition, "OperationRunning");
  EXPECT_OK((*locks)->TryLock(kOtherUid));
  held->reset();
  EXPECT_OK((*locks)->TryLock(kLockedUid));
}

TEST(VolumeLock, AUidThatIsNoneIsRefused) {
  const TempFolder folder;
  const auto locks = OpenVolumeLocks(folder.path());
  ASSERT_OK(locks);
  EXPECT_REFUSED((*locks)->TryLock({"../lock"}), Code::Internal, "");
  EXPECT_REFUSED((*locks)->TryLock({""}), Code::Internal, "");
}

// A tool of a helper that outlives what started it; ended with the test, whatever happens.
class Tool {
 public:
  explicit Tool(std::string pidFile) : pidFile_(std::move(pidFile)) {}
  ~Tool() { End(); }
  pid_t pid() const {
    pid_t pid = -1;
    std::ifstream(pidFile_) >> pid;
    return pid;
  }
  void End() {
    if (const pid_t tool = pid(); tool > 0) ::kill(tool, SIGKILL);
  }

 private:
  const std::string pidFile_;
};

// Both begin a tool that tells its pid; the first waits for it, the second leaves it behind, as
// when the kernel takes a helper away.
Result<nlohmann::json> WaitForTool(const nlohmann::json& pidFile, int) {
  REXRAY_TRY(
      RunProcess({"sh", "-c", "echo $$ > " + pidFile.get<std::string>() + "; exec sleep 1000"}));
  return nlohmann::json();
}
Result<nlohmann::json> LeaveTool(const nlohmann::json& pidFile, int) {
  REXRAY_TRY(RunProcess(
      {"sh", "-c", "setsid sleep 1000 >/dev/null 2>&1 & echo $! > " + pidFile.get<std::string>()}));
  return nlohmann::json();
}

CallContext With(const HeldLock& lock) {
  return {std::chrono::steady_clock::now() + std::chrono::minutes(1), {}, lock.descriptor()};
}

TEST(VolumeLock, G20_LivesWhileAHelperOfADeadDaemonStillRuns) {
  const TempFolder folder;
  Tool tool(folder / "pid");
  const pid_t daemon = ::fork();
  if (daemon == 0) {
    auto helpers = StartHelpers({{"wait", WaitForTool}}, 2);
    auto locks = OpenVolumeLocks(folder.path());
    auto held = (*locks)->TryLock(kLockedUid);
    (void)(*helpers)->Call("wait", folder / "pid", With(**held));
    ::_exit(0);
  }
  EXPECT_TRUE(Eventually([&] { return tool.pid() > 0; }));
  ::kill(daemon, SIGKILL);
  ::waitpid(daemon, nullptr, 0);
  const auto locks = OpenVolumeLocks(folder.path());
  const auto refused = (*locks)->TryLock(kLockedUid);
  ASSERT_TRUE(IsRefused(refused, Code::FailedPrecondition, "OperationRunning"));
  EXPECT_THAT(refused.error().message, HasSubstr(fmt::format("process {}", tool.pid())));
  EXPECT_THAT(refused.error().message, HasSubstr("(rexray-helper)"));
  tool.End();
  EXPECT_TRUE(Eventually([&] { return (*locks)->TryLock(kLockedUid).has_value(); }));
}

TEST(VolumeLock, G20_LivesWhileOnlyTheToolThatAHelperStartedStillRuns) {
  const TempFolder folder;
  Tool tool(folder / "pid");
  const auto locks = OpenVolumeLocks(folder.path());
  auto helpers = StartHelpers({{"leave", LeaveTool}}, 2);
  {
    auto held = (*locks)->TryLock(kLockedUid);
    ASSERT_OK(held);
    ASSERT_OK((*helpers)->Call("leave", folder / "pid", With(**held)));
  }
  helpers->reset();
  EXPECT_REFUSED((*locks)->TryLock(kLockedUid), Code::FailedPrecondition, "OperationRunning");
  tool.End();
  EXPECT_TRUE(Eventually([&] { return (*locks)->TryLock(kLockedUid).has_value(); }));
}

TEST(Boot, IsTheSameForEverybodyUntilTheNextBoot) {
  EXPECT_EQ(CurrentBoot().value.size(), 36u);
  EXPECT_EQ(CurrentBoot(), CurrentBoot());
}

}  // namespace
}  // namespace rexray
