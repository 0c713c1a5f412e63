#include "drivers/os/lock.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "drivers/os/helper.h"
#include "drivers/os/host.h"
#include "drivers/os/process.h"
#include "tests/unit/drivers/os/host_test.h"
#include "tests/unit/drivers/os/wait_until.h"

namespace rexray {
namespace {

using ::testing::HasSubstr;

const VolumeUid kUid{"0d1b1e66-5a5e-5c6a-9c3e-0a1b2c3d4e5f"};
const VolumeUid kOtherUid{"1d1b1e66-5a5e-5c6a-9c3e-0a1b2c3d4e5f"};

TEST(StateFolderLock, ASecondDaemonIsRefusedWithThePidOfTheFirst) {
  const TempFolder folder;
  const auto first = LockStateFolder(folder.path());
  ASSERT_OK(first);
  const auto second = LockStateFolder(folder.path());
  EXPECT_REFUSED(second, Code::FailedPrecondition, "");
  EXPECT_THAT(second.error().message, HasSubstr("process " + std::to_string(::getpid())));
}

TEST(StateFolderLock, IsFreeAgainAfterItsHolder) {
  const TempFolder folder;
  const pid_t daemon = ::fork();
  if (daemon == 0) {
    const auto held = LockStateFolder(folder.path());
    std::ofstream(folder / "locked") << held.has_value();
    for (;;) ::pause();
  }
  ASSERT_TRUE(WaitUntil([&] { return std::ifstream(folder / "locked").peek() == '1'; }));
  EXPECT_FALSE(LockStateFolder(folder.path()).has_value());
  ::kill(daemon, SIGKILL);
  ::waitpid(daemon, nullptr, 0);
  EXPECT_OK(LockStateFolder(folder.path()));
}

TEST(StateFolderLock, AMissingFolderIsAnError) {
  EXPECT_REFUSED(LockStateFolder("/tmp/rexray-os-test/none"), Code::NotFound, "");
}

TEST(VolumeLock, OneOperationAtATimePerVolume) {
  const TempFolder folder;
  const auto locks = OpenVolumeLocks(folder.path());
  ASSERT_OK(locks);
  auto held = (*locks)->TryLock(kUid);
  ASSERT_OK(held);
  EXPECT_REFUSED((*locks)->TryLock(kUid), Code::FailedPrecondition, "OperationRunning");
  EXPECT_OK((*locks)->TryLock(kOtherUid));
  held->reset();
  EXPECT_OK((*locks)->TryLock(kUid));
}

TEST(VolumeLock, AUidThatIsNoneIsRefused) {
  const TempFolder folder;
  const auto locks = OpenVolumeLocks(folder.path());
  ASSERT_OK(locks);
  EXPECT_REFUSED((*locks)->TryLock({"../lock"}), Code::Internal, "");
  EXPECT_REFUSED((*locks)->TryLock({""}), Code::Internal, "");
}

Result<nlohmann::json> SleepInChild(const nlohmann::json& began, int) {
  REXRAY_TRY(RunProcess({"sh", "-c", "touch " + began.get<std::string>() + "; exec sleep 1000"}));
  return nlohmann::json();
}

// The helper is killed with the daemon, as by the kernel's out-of-memory killer; only the tool that it
// started, detached from both, still runs.
Result<nlohmann::json> LeaveOrphan(const nlohmann::json& pidFile, int) {
  REXRAY_TRY(RunProcess({"sh", "-c", "setsid sleep 1000 >/dev/null 2>&1 & echo $! > " +
                                         pidFile.get<std::string>()}));
  return nlohmann::json();
}

TEST(VolumeLock, LivesWhileAHelperOfADeadDaemonStillRuns) {
  const TempFolder folder;
  const pid_t daemon = ::fork();
  if (daemon == 0) {
    auto helpers = StartHelpers({{"sleep", SleepInChild}}, 2);
    auto locks = OpenVolumeLocks(folder.path());
    auto held = (*locks)->TryLock(kUid);
    (void)(*helpers)->Call("sleep", folder / "began",
                           {std::chrono::steady_clock::now() + std::chrono::minutes(1), {},
                            (*held)->descriptor()});
    ::_exit(0);
  }
  ASSERT_TRUE(WaitUntil([&] { return ::access((folder / "began").c_str(), F_OK) == 0; }));
  ::kill(daemon, SIGKILL);
  ::waitpid(daemon, nullptr, 0);
  const auto locks = OpenVolumeLocks(folder.path());
  const auto refused = (*locks)->TryLock(kUid);
  EXPECT_REFUSED(refused, Code::FailedPrecondition, "OperationRunning");
  const std::string& words = refused.error().message;
  ASSERT_THAT(words, HasSubstr("(sleep)"));
  ASSERT_THAT(words, HasSubstr("(rexray-helper)"));
  const auto pidOf = [&](const std::string& name) {
    const auto end = words.find(" (" + name + ")");
    return std::stoi(words.substr(words.rfind(' ', end - 1)));
  };
  ::kill(pidOf("sleep"), SIGKILL);
  EXPECT_TRUE(WaitUntil([&] { return (*locks)->TryLock(kUid).has_value(); }));
}

TEST(VolumeLock, LivesWhileOnlyTheToolThatAHelperStartedStillRuns) {
  const TempFolder folder;
  const auto locks = OpenVolumeLocks(folder.path());
  auto helpers = StartHelpers({{"orphan", LeaveOrphan}}, 2);
  {
    auto held = (*locks)->TryLock(kUid);
    ASSERT_OK(held);
    ASSERT_OK((*helpers)->Call("orphan", folder / "pid",
                               {std::chrono::steady_clock::now() + std::chrono::minutes(1), {},
                                (*held)->descriptor()}));
  }
  helpers->reset();
  EXPECT_REFUSED((*locks)->TryLock(kUid), Code::FailedPrecondition, "OperationRunning");
  pid_t tool = -1;
  std::ifstream(folder / "pid") >> tool;
  ASSERT_GT(tool, 0);
  ::kill(tool, SIGKILL);
  EXPECT_TRUE(WaitUntil([&] { return (*locks)->TryLock(kUid).has_value(); }));
}

TEST(Boot, IsTheSameForEverybodyUntilTheNextBoot) {
  EXPECT_EQ(CurrentBoot().value.size(), 36u);
  EXPECT_EQ(CurrentBoot(), CurrentBoot());
}

}  // namespace
}  // namespace rexray
