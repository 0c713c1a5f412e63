#include "drivers/os/process.h"

#include <gmock/gmock.h>

#include "tests/unit/drivers/os/host_test.h"

namespace rexray {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(RunningAProgram, GivesExitCodeAndBothOutputs) {
  const auto end = RunProcess({"sh", "-c", "echo out; echo err >&2; exit 3"});
  ASSERT_OK(end);
  EXPECT_EQ(end->exitCode, 3);
  EXPECT_EQ(end->signal, 0);
  EXPECT_EQ(end->output, "out\n");
  EXPECT_EQ(end->errors, "err\n");
}

TEST(RunningAProgram, GivesTheSignalThatEndedIt) {
  const auto end = RunProcess({"sh", "-c", "kill -9 $$"});
  ASSERT_OK(end);
  EXPECT_EQ(end->signal, 9);
}

TEST(RunningAProgram, KeepsOnlyTheEndOfLongOutput) {
  const auto end = RunProcess({"sh", "-c", "yes | head -c 1000000 >&2; echo last >&2"});
  ASSERT_OK(end);
  EXPECT_LE(end->errors.size(), 4096u);
  EXPECT_THAT(end->errors, EndsWith("last\n"));
}

TEST(RunningAProgram, AMissingOneIsNamed) {
  const auto end = RunProcess({"rexray-no-such-program"});
  EXPECT_REFUSED(end, Code::FailedPrecondition, "ProgramMissing");
  EXPECT_THAT(end.error().message, HasSubstr("rexray-no-such-program"));
}

TEST(RunningAProgram, ItReadsNothingAndSpeaksUntranslated) {
  const auto end = RunProcess({"sh", "-c", "cat; echo $LC_ALL"});
  ASSERT_OK(end);
  EXPECT_EQ(end->output, "C\n");
}

// mkfs.btrfs refuses a uuid that a device bore until it was erased, if a cache still says so.
TEST(RunningAProgram, ItLooksAtDevicesAndNotAtACacheOfThem) {
  const auto end = RunProcess({"sh", "-c", "echo $BLKID_FILE"});
  ASSERT_OK(end);
  EXPECT_EQ(end->output, "/dev/null\n");
}

TEST(RunningAProgram, ProgramsOfRootAreFoundWithoutRootsPath) {
  EXPECT_OK(RunProcess({"mkfs.ext4", "-V"}));
}

TEST(RunningAProgram, ItsEndIsDescribedInOneLine) {
  EXPECT_EQ(Describe("mkfs.xfs", {1, 0, "", "device too small\n"}),
            "mkfs.xfs ended with exit code 1: device too small");
  EXPECT_EQ(Describe("mkfs.xfs", {-1, 9, "", ""}), "mkfs.xfs was killed by signal 9");
}

}  // namespace
}  // namespace rexray
